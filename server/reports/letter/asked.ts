import { addDays } from '../../../model/calendar.ts';
import { uncapital } from '../../../model/format.ts';
import { samePart } from '../../../model/improvement-marks.ts';
import type { ImprovementSummary, Stall } from '../../../model/improvement-view.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { effectSentence, verdictChip } from '../../../model/verdict-words.ts';
import { subject } from './news.ts';
import { verdictOf } from './improvements.ts';
import type { MeasureRow } from './measures.ts';
import { longDay } from './period.ts';
import { during, pageHref, type Setting } from './setting.ts';

type Section = SectionOf<'asked'>;
type Item = Section['items'][number];
const MOST = 4;
export const NOTHING_NOW = 'This letter is about an earlier time; the newest one says what is asked of you now.';
/** A review is asked for from so many days before it is due. */
const SOON_DAYS = 14;

/** What is wanted of the reader: of improvements first, then of signals that nobody has taken up. */
export function askedOf(setting: Setting, measures: readonly MeasureRow[]): Section {
  const open = setting.periods.past ? [] : setting.improvements.improvements;
  const improvements = open.flatMap((one) => improvementAsk(setting, one) ?? []);
  const signals = setting.periods.past ? [] : measures.flatMap((row) => ofSignal(setting, row) ?? []);
  const items = [...improvements.toSorted(byDue), ...signals].slice(0, MOST);
  const what = setting.periods.main === setting.periods.now ? 'month' : 'week';
  return {
    kind: 'asked',
    title: setting.periods.past ? 'Asked of you' : `Asked of you this ${what}`,
    note: '',
    items,
    none: items.length > 0 ? '' : setting.periods.past ? NOTHING_NOW : `Nothing is asked of you this ${what}.`,
  };
}

const byDue = (one: Item, other: Item) => (one.due ?? '9999').localeCompare(other.due ?? '9999');

/** `Decide by 9 November:`, or at once where that day is over. */
const dueLead = (verb: string, due: string | null, today: string) =>
  due === null ? `${verb}:` : due < today ? `${verb} now:` : `${verb} by ${longDay(due, today)}:`;

/** One request of an improvement, the most urgent; null where it goes on by itself. */
export function improvementAsk(setting: Pick<Setting, 'process' | 'dataVersion' | 'today'>, one: ImprovementSummary): Item | null {
  if (one.state !== 'planned' && one.state !== 'running') return null;
  const { process, dataVersion } = setting;
  const base = { source: 'improvement' as const, id: one.id, href: `/${process}/improvements/${one.id}?version=${String(dataVersion)}` };
  const said = decisionOf(setting, one) ?? stallOf(setting, one);
  return said === null ? null : { ...base, ...said };
}

type Said = Pick<Item, 'lead' | 'words' | 'due'>;

function decisionOf({ today }: Pick<Setting, 'today'>, one: ImprovementSummary): Said | null {
  const id = verdictOf(one);
  const { reviewOn, verdict, unit } = one;
  const late = reviewOn !== null && reviewOn < today ? ` Its review was due on ${longDay(reviewOn, today)}.` : '';
  const lead = (verb: string) => dueLead(verb, reviewOn, today);
  const figures = verdict === null || unit === null ? '' : effectSentence({ ...verdict, unit });
  const how =
    id === null ? '' : verdictChip(id, { points: verdict?.afterPoints ?? 0, needed: 8 }, one.per ?? 'week').toLocaleLowerCase('en-GB');
  if (id === 'holding')
    return { lead: lead('Decide'), words: `make “${one.name}” the standard, or not: ${how}, ${figures}.${late}`, due: reviewOn };
  if (id === 'worse' || id === 'reverted')
    return { lead: lead('Decide'), words: `adapt “${one.name}” or give it up: ${how}, ${figures}.${late}`, due: reviewOn };
  if (reviewOn !== null && reviewOn <= addDays(today, SOON_DAYS))
    return { lead: lead('Review'), words: `“${one.name}”${how === '' ? '' : `: ${how}`}.${late}`, due: reviewOn };
  return null;
}

const STALL_LEADS: Readonly<Partial<Record<Stall['kind'], string>>> = {
  unassigned: 'Name an owner:',
  'start-overdue': 'Start it or move it:',
  'task-overdue': 'Unblock:',
};

function stallOf({ today }: Pick<Setting, 'today'>, one: ImprovementSummary): Said | null {
  const stall = one.stalls.find(({ kind }) => kind === 'unassigned') ?? one.stalls.find(({ kind }) => STALL_LEADS[kind] !== undefined);
  const lead = stall === undefined ? undefined : STALL_LEADS[stall.kind];
  if (stall === undefined || lead === undefined) return null;
  const since = stall.since === null || stall.kind === 'unassigned' ? '' : ` since ${longDay(stall.since, today)}`;
  const words = uncapital(stall.words);
  return { lead, words: `“${one.name}”: ${words}${stall.kind === 'task-overdue' ? since : ''}.`, due: stall.since };
}

/** Whether somebody works on what a measure is about. */
const isOwned = ({ improvements }: Setting, row: MeasureRow): boolean =>
  improvements.improvements.some(
    ({ state, measure }) => (state === 'planned' || state === 'running') && measure !== null && samePart(measure, row),
  );

function ofSignal(setting: Setting, row: MeasureRow): Item | null {
  if (row.variation !== 'concern' || isOwned(setting, row)) return null;
  const { scope, periods, data } = setting;
  const name = subject(row);
  const since = row.since === null || /since/.test(row.foot) ? '' : ` since ${longDay(row.since.bucket, data.last)}`;
  const foot = uncapital(row.foot);
  return {
    lead: `Name an owner for ${name.replace(/^The /, 'the ')}:`,
    words: `${foot}${since}, and no improvement has taken it up.`,
    due: null,
    source: 'signal',
    id: row.measure,
    href: pageHref(setting, 'measures', during(scope, periods.now), { measure: row.measure }),
  };
}
