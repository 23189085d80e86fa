import { REOPEN_DAYS, type AlertRule, type Episode, type Finding, type NoticeKind } from '../../model/alert.ts';
import { localDay } from '../../model/calendar.ts';
import { plural } from '../../model/format.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { DAY } from '../../model/units.ts';
import type { NewEntry } from '../store/alerts.ts';
import { isSnoozed } from './since.ts';

/** Who writes what nobody typed. */
export const LOOK = 'Throughline';
/** Reminders come after one, two, four, eight times the days of the rule, and then every eight times. */
const MOST_BACK_OFF = 8;

/** An episode as it is after a look, with what is to be written and told. */
export interface Step {
  readonly episode: Episode;
  readonly entries: readonly NewEntry[];
  readonly notices: readonly NoticeKind[];
}

export interface Given {
  readonly rule: AlertRule;
  /** Of the rule: the newest one of each cause. */
  readonly episodes: readonly Episode[];
  /** Causes that stand now. */
  readonly findings: readonly Finding[];
  /** Whether the data were looked at, or only the clock went on. */
  readonly looked: boolean;
  readonly now: Date;
  /** Of the service. */
  readonly zone: string;
  readonly dataVersion: number;
  readonly newId: () => string;
}

/**
 * What a look makes of the episodes of a rule: only those that change are answered. A cause opens an episode; gone for long enough it closes;
 * back within 14 days it goes on with the same one. Pure but for `newId`.
 */
export function steps(given: Given): Step[] {
  const byCause = new Map(given.episodes.map((episode) => [episode.finding.cause, episode]));
  const standing = new Map(given.findings.map((finding) => [finding.cause, finding]));
  const found = [...standing.values()].map((finding) => stands(given, byCause.get(finding.cause), finding));
  const gone = given.episodes.filter(({ finding }) => !standing.has(finding.cause)).map((episode) => isGone(given, episode));
  const before = new Map(given.episodes.map((episode) => [episode.id, JSON.stringify(episode)]));
  return [...found, ...gone]
    .filter((step) => step !== null)
    .map((step) => woken(given, step))
    .filter(({ episode, entries }) => entries.length > 0 || before.get(episode.id) !== JSON.stringify(episode));
}

/** The causes that stood at the last look: what the clock alone changes is worked out with them. */
export const standingIn = (episodes: readonly Episode[]): Finding[] =>
  episodes.filter(({ state, goneSince, settled }) => (state === 'open' ? goneSince === null : settled)).map(({ finding }) => finding);

const entryOf = ({ now, dataVersion }: Given, kind: NewEntry['kind'], words: string): NewEntry => ({
  ...{ at: now.toISOString(), by: LOOK, kind, words, dataVersion },
});

const later = (now: Date, days: number): string => new Date(now.getTime() + days * DAY).toISOString();
const firstReminder = ({ rule, now }: Given): string | null => (rule.remindAfterDays === null ? null : later(now, rule.remindAfterDays));

function stands(given: Given, episode: Episode | undefined, finding: Finding): Step | null {
  const { now, dataVersion } = given;
  const seen = given.looked ? { finding, lastSeenAt: now.toISOString(), dataVersion } : {};
  if (episode === undefined) return opened(given, finding);
  if (episode.state === 'open') return stillStands(given, { ...episode, ...seen }, episode);
  const again = finding.occurrence !== episode.finding.occurrence;
  // settled by a person, and the same still stands
  if (episode.settled && !again) return { episode: { ...episode, ...seen }, entries: [], notices: [] };
  const ended = Date.parse(episode.closedAt ?? episode.openedAt);
  return now.getTime() - ended <= REOPEN_DAYS * DAY ? reopened(given, { ...episode, ...seen }) : opened(given, finding);
}

function opened(given: Given, finding: Finding): Step {
  const { rule, now, dataVersion, newId } = given;
  const at = now.toISOString();
  const episode: Episode = {
    id: newId(),
    process: rule.process,
    rule: rule.id,
    state: 'open',
    finding,
    openedAt: at,
    reopenedAt: null,
    closedAt: null,
    closedBy: null,
    times: 1,
    goneSince: null,
    settled: false,
    snoozedUntil: null,
    muted: false,
    reminders: 0,
    nextReminderAt: firstReminder(given),
    lastSeenAt: at,
    dataVersion,
  };
  return { episode, entries: [entryOf(given, 'opened', `Opened: ${finding.words}`)], notices: ['opened'] };
}

function reopened(given: Given, episode: Episode): Step {
  const times = episode.times + 1;
  const open: Episode = {
    ...episode,
    state: 'open',
    times,
    reopenedAt: given.now.toISOString(),
    closedAt: null,
    closedBy: null,
    goneSince: null,
    settled: false,
    reminders: 0,
    nextReminderAt: firstReminder(given),
  };
  const first = dayInWords(localDay(Date.parse(episode.openedAt), given.zone));
  const words = `It is back, for the ${ordinal(times)} time since ${first}: ${episode.finding.words}`;
  return { episode: open, entries: [entryOf(given, 'reopened', words)], notices: ['reopened'] };
}

/** `2nd`, `3rd`, `11th`. */
export const ordinal = (count: number): string => {
  const rest = count % 100;
  const end = rest > 10 && rest < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${String(count)}${end}`;
};

function stillStands(given: Given, episode: Episode, before: Episode): Step {
  const entries: NewEntry[] = [];
  if (before.goneSince !== null) entries.push(entryOf(given, 'back', `It was gone and stands again: ${episode.finding.words}`));
  else if (before.finding.occurrence !== episode.finding.occurrence)
    entries.push(entryOf(given, 'again', `Once more: ${episode.finding.words}`));
  return remindedOf(given, { episode: { ...episode, goneSince: null }, entries, notices: [] });
}

/** A reminder that is due, unless nobody wants one. */
function remindedOf(given: Given, step: Step): Step {
  const { rule, now, zone } = given;
  const { episode } = step;
  const isDue = episode.nextReminderAt !== null && episode.nextReminderAt <= now.toISOString();
  if (!isDue || rule.remindAfterDays === null || episode.muted || isSnoozed(episode, localDay(now.getTime(), zone))) return step;
  if (rule.muted || rule.recipients.length === 0) return step;
  const reminders = episode.reminders + 1;
  const days = rule.remindAfterDays * Math.min(MOST_BACK_OFF, 2 ** reminders);
  return {
    episode: { ...episode, reminders, nextReminderAt: later(now, days) },
    entries: [...step.entries, entryOf(given, 'reminded', `Reminder ${String(reminders)}; the next one in ${plural(days, 'day', 'days')}`)],
    notices: [...step.notices, 'reminder'],
  };
}

function isGone(given: Given, episode: Episode): Step | null {
  const { rule, now, zone } = given;
  if (episode.state === 'closed') return episode.settled ? { episode: { ...episode, settled: false }, entries: [], notices: [] } : null;
  const goneSince = episode.goneSince ?? now.toISOString();
  const entries = episode.goneSince === null ? [entryOf(given, 'gone', 'It is not so any more')] : [];
  if (now.getTime() - Date.parse(goneSince) < rule.closeAfterDays * DAY)
    return { episode: { ...episode, goneSince }, entries, notices: [] };
  const since = dayInWords(localDay(Date.parse(goneSince), zone));
  return {
    episode: {
      ...episode,
      goneSince,
      state: 'closed',
      closedAt: now.toISOString(),
      closedBy: 'gone',
      snoozedUntil: null,
      nextReminderAt: null,
    },
    entries: [...entries, entryOf(given, 'closed', `Over: gone since ${since}`)],
    notices: ['closed'],
  };
}

/** A snooze that is over is told of once, where the cause still stands. */
function woken(given: Given, step: Step): Step {
  const { now, zone, rule } = given;
  const { episode } = step;
  if (episode.snoozedUntil === null || isSnoozed(episode, localDay(now.getTime(), zone))) return step;
  const awake: Step = {
    ...step,
    episode: { ...episode, snoozedUntil: null },
    entries: [...step.entries, entryOf(given, 'woken', 'The snooze is over')],
  };
  if (episode.state !== 'open' || episode.goneSince !== null || episode.muted || step.notices.length > 0) return awake;
  const next = rule.remindAfterDays === null ? null : later(now, rule.remindAfterDays * Math.min(MOST_BACK_OFF, 2 ** episode.reminders));
  return { ...awake, episode: { ...awake.episode, nextReminderAt: next }, notices: ['reminder'] };
}
