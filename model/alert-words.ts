import type { AlertRuleContent, MissedBy, Watch, WatchOf } from './alert.ts';
import { capital, percent, plural } from './format.ts';

/** The four rules of a control chart, as a person chooses them. */
export const RULE_NAMES: Readonly<Record<number, string>> = {
  1: 'a point outside the limits',
  2: 'seven in a row on one side of the centre line',
  3: 'seven in a row rising or falling',
  4: 'two of three near the same limit',
};

export const MISSED_NAMES: Readonly<Record<MissedBy, string>> = {
  newest: 'the newest whole period lies beyond it',
  never: 'its limits say that it will be missed unless something changes',
  share: 'the share within a service level is below its goal',
};

type Names = (kind: 'measure' | 'level', id: string) => string;

/** `5 %`, `0.5 %`. */
export const limitText = (share: number): string => percent(share, Number.isInteger(Math.round(share * 1000) / 10) ? 0 : 1);

/** What a rule looks at, in a sentence. */
export function watchWords(watch: Watch, names: Names): string {
  switch (watch.kind) {
    case 'signal':
      return `${listed(watch.measures, 'measure', names, 'Every measure')}, by ${watch.per}: ${either(watch.rules.toSorted().map((rule) => RULE_NAMES[rule] ?? ''))}, for the worse.`;
    case 'target':
      return `${targetSubjects(watch, names)}, by ${watch.per}: ${either(watch.missed.map((one) => MISSED_NAMES[one]))}.`;
    case 'late':
      return `No new data for ${plural(watch.days, 'day', 'days')} beyond what is usual.`;
    case 'broken':
      return capital(
        either([
          ...(watch.refused ? ['a file is refused and does not come again'] : []),
          ...(watch.rejectedShare === null ? [] : [`more than ${limitText(watch.rejectedShare)} of the rows of a file are rejected`]),
        ]),
      ).concat('.');
  }
}

function targetSubjects({ measures, levels, missed }: WatchOf<'target'>, names: Names): string {
  const ofMeasures = missed.some((one) => one !== 'share') && measures?.length !== 0;
  const ofLevels = missed.includes('share') && levels?.length !== 0;
  const said = [
    ...(ofMeasures ? [listed(measures, 'measure', names, 'every measure with a target')] : []),
    ...(ofLevels ? [listed(levels, 'level', names, 'every service level with a goal')] : []),
  ];
  return capital(said.join(' and '));
}

const listed = (ids: readonly string[] | null, kind: 'measure' | 'level', names: Names, all: string): string =>
  ids === null ? all : ids.map((id) => names(kind, id)).join(', ');

const either = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** Who is told and when, in a sentence. */
export function tellingWords({ recipients, remindAfterDays, quiet, muted }: AlertRuleContent, zone: string): string {
  if (recipients.length === 0) return 'Nobody is told: it stands here and in the letter.';
  if (muted) return 'Muted: nothing is sent.';
  const reminders =
    remindAfterDays === null ? 'no reminders' : `a reminder after ${plural(remindAfterDays, 'day', 'days')}, then more rarely`;
  const silence = quiet === null ? '' : `; quiet from ${quiet.from} to ${quiet.to}${quiet.weekends ? ' and on weekends' : ''} (${zone})`;
  return `${plural(recipients.length, 'recipient', 'recipients')}, ${reminders}${silence}.`;
}
