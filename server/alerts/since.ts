import { REOPEN_DAYS, type Episode } from '../../model/alert.ts';
import { localDay } from '../../model/calendar.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import type { SectionOf } from '../../model/letter.ts';
import { DAY } from '../../model/units.ts';
import type { Throughline } from '../throughline.ts';

export type AlertItems = SectionOf<'alerts'>['items'];

/**
 * What a letter says of alerts: those that are open, worst known first, then those that ended after `since` (an instant, as of the
 * letter before; null: of the last 14 days). One line for each cause, also where several rules look at it. Asks no data.
 */
export function alertsSince(house: Throughline, process: string, since: string | null): AlertItems {
  const { zone } = house.live.get(process).stored;
  const now = house.now();
  const closedAfter = since ?? new Date(now.getTime() - REOPEN_DAYS * DAY).toISOString();
  const today = localDay(now.getTime(), zone);
  const seen = new Set<string>();
  return house.store.alerts.episodes(process, { closedAfter }).flatMap((episode) => {
    if (seen.has(episode.finding.cause)) return [];
    seen.add(episode.finding.cause);
    const { id, state, finding } = episode;
    const snoozed = state === 'open' && isSnoozed(episode, today);
    return [
      {
        id,
        words: sentenceOf(episode, zone),
        state: snoozed ? ('snoozed' as const) : state,
        tone: state === 'closed' ? ('common' as const) : finding.tone,
        href: `/${process}/alerts?alert=${encodeURIComponent(id)}`,
      },
    ];
  });
}

/** Whether nothing is said of an episode on this day. */
export const isSnoozed = ({ snoozedUntil }: Pick<Episode, 'snoozedUntil'>, today: string): boolean =>
  snoozedUntil !== null && today < snoozedUntil;

const TIMES = ['', 'once', 'twice'];
const timesOf = (count: number): string => TIMES[count] ?? `${String(count)} times`;

/** “Wait for triage: 8 weeks above the centre line, 62 min. Open since 2 Nov, came back twice.” */
export function sentenceOf({ finding, state, openedAt, closedAt, closedBy, times, goneSince }: Episode, zone: string): string {
  const day = (at: string) => dayInWords(localDay(Date.parse(at), zone));
  const back = times > 1 ? `, came back ${timesOf(times - 1)}` : '';
  const head = `${finding.subject.name}: ${finding.words}.`;
  if (state === 'open')
    return `${head} Open since ${day(openedAt)}${back}${goneSince === null ? '' : `; not seen since ${day(goneSince)}`}.`;
  const end = closedBy === 'person' ? 'settled' : 'over';
  return `${head} It is ${end} since ${day(closedAt ?? openedAt)}${back === '' ? '' : `; it${back.slice(1)}`}.`;
}
