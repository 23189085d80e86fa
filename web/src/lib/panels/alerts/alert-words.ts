import { plural } from '$model/format.ts';
import type { AlertList, EpisodeView } from '$model/alert.ts';

export const isOpen = ({ state }: Pick<EpisodeView, 'state'>): boolean => state === 'open';

/** What the page says first. */
export function alertsTitle({ rules, episodes }: AlertList): string {
  const open = episodes.filter(isOpen).length;
  if (open > 0) return `${plural(open, 'alert is', 'alerts are')} open`;
  return rules.length === 0 ? 'Nothing is watched yet' : 'No alert is open';
}

export function alertsLead({ rules, episodes }: AlertList): string {
  const quiet = episodes.filter((one) => isOpen(one) && (one.snoozedUntil !== null || one.muted)).length;
  const open = episodes.filter(isOpen).length;
  if (rules.length === 0) return 'A rule says what is looked at with every new data version, and who is told.';
  const told = rules.filter(({ recipients, muted }) => recipients.length > 0 && !muted).length;
  const sent =
    told === 0 ? 'Nobody is told yet: alerts stand here and in the letter' : `${plural(told, 'rule tells', 'rules tell')} somebody`;
  const hushed =
    quiet === 0
      ? ''
      : `${quiet === open ? (open === 1 ? 'It is' : 'All are') : `${String(quiet)} of them ${quiet === 1 ? 'is' : 'are'}`} snoozed or muted. `;
  return `${hushed}${sent}.`;
}

/** Which part of an alert stands beside its name. */
export const KIND_NAMES: Readonly<Record<EpisodeView['finding']['kind'], string>> = {
  signal: 'Signal',
  target: 'Missed target',
  late: 'Late data',
  broken: 'Broken data',
};
