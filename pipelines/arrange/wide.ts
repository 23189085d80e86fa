import type { Mapping, Recognition } from '../../model/event-log.ts';
import type { Finding } from '../recognise/columns.ts';
import { isTimeRole, type Recognised } from '../recognise/plan.ts';
import { EVENT_WORDS, nameFits, OTHER_TIMES, wordsOf } from '../recognise/role-words.ts';
import { namedEnd, type NamedEnd } from './activity-names.ts';

/** An activity of a wide file and the columns its times stand in. With one column it is an instant. */
export interface Milestone {
  readonly activity: string;
  readonly start: Recognised | null;
  readonly end: Recognised | null;
}

/** Names of times that say what should happen, or what is not of the case. Unlike in a file of events, “created” and “requested” count. */
const NEVER = OTHER_TIMES.filter((word) => !['created', 'requested', 'erstellt', 'cree', 'creado'].includes(word)).concat(
  'birthday birthdate expiry expires valid gultig extracted exported snapshot'.split(' '),
);
/** Times this far from those of the other columns are of something else: a birthday, the end of a contract. */
const YEARS_APART = 8;
const FEEDBACK_TIMES = /\b(answered|responded|response|submitted|invited|invitation|survey|feedback|sent)\b/;

/** Names that say activity in a file of events, but the state of the case in one with a row per case. */
const STATES = ['status', 'state', 'event type', 'milestone', 'phase', 'stage', 'vorgang'];
export const isStateName = (name: string): boolean => STATES.includes(wordsOf(name));

export const isTime = ({ finding }: Recognised): boolean => finding.reading.type === 'time' && finding.filled > 0;

/** Above this many rows the distinct values of a column are an estimate. */
export const ESTIMATED_ABOVE = 200_000;

/** Whether a column has a value of its own in nearly every row. */
export const isKey = ({ filled, distinct, reading }: Finding, rows: number): boolean =>
  reading.type !== 'time' &&
  filled >= rows * 0.9 &&
  // above 200,000 rows distinct values are estimated; `isUnique` then counts them
  (distinct >= filled * (rows > ESTIMATED_ABOVE ? 0.5 : 0.95) || (rows < 20 && filled - distinct <= 1 && distinct >= filled * 0.7)) &&
  distinct > 0;

/** Whether a column of times may become an activity, by its name and by how far its times lie from the others'. */
export function milestoneColumns(columns: readonly Recognised[]): Recognised[] {
  const times = columns.filter((one) => isTime(one) && !/^case:/i.test(one.finding.name) && !isNever(one.finding.name));
  const years = new Map(times.map((one) => [one, middleYear(one.finding)] as const));
  return times.filter((one) => {
    const own = years.get(one) ?? null;
    const others = times.filter((other) => other !== one).flatMap((other) => years.get(other) ?? []);
    const middle = median(others);
    return own === null || middle === null || Math.abs(own - middle) <= YEARS_APART;
  });
}

function isNever(name: string): boolean {
  const said = ` ${wordsOf(name)} `;
  return NEVER.some((word) => said.includes(` ${word} `));
}

const median = (values: readonly number[]): number | null => values.toSorted((one, other) => one - other)[values.length >> 1] ?? null;

/** The year in the middle of a column's sample, null where years have two digits or none is written. */
const middleYear = ({ values }: Finding): number | null =>
  median(values.flatMap((value) => (/(?<!\d)(?:19|20)\d{2}(?!\d)/.exec(value) ?? /^(?:19|20)\d{2}/.exec(value) ?? []).map(Number)));

/** The columns of dates as activities: a start and an end of one name together, each name once. */
export function milestonesOf(columns: readonly Recognised[], given: Mapping['milestones']): Milestone[] {
  const named = columns.map((one) => ({ one, ...namedEnd(one.finding.name) }));
  const alone = named.map((one) => ({ ...one, alone: uniqueName(one, named) }));
  const taken = new Set<Recognised>();
  return alone.flatMap((it): Milestone[] => {
    if (taken.has(it.one)) return [];
    taken.add(it.one);
    const other = alone.find((another) => !taken.has(another.one) && areEnds(it, another) && sameGiven(it.one, another.one, given));
    if (other === undefined) {
      const activity = nameGiven(it.one, given) ?? it.alone;
      return [{ activity, start: null, end: it.one }];
    }
    taken.add(other.one);
    const activity = nameGiven(it.one, given) ?? nameGiven(other.one, given) ?? it.shared;
    const [start, end] = it.end === 'start' ? [it.one, other.one] : [other.one, it.one];
    return [{ activity, start, end }];
  });
}

const areEnds = (one: NamedEnd, other: NamedEnd) =>
  one.base !== '' && one.base === other.base && one.end !== null && other.end !== null && one.end !== other.end;

const nameGiven = ({ finding }: Recognised, given: Mapping['milestones']): string | undefined => {
  const name = given !== undefined && Object.hasOwn(given, finding.name) ? given[finding.name]?.trim() : undefined;
  return name === '' ? undefined : name;
};

/** Two columns that a person named differently are two activities, whatever they are called in the file. */
const sameGiven = (one: Recognised, other: Recognised, given: Mapping['milestones']) => {
  const [first, second] = [nameGiven(one, given), nameGiven(other, given)];
  return first === undefined || second === undefined || first === second;
};

/** The readable name where no other column has the same, else the name as the file has it. */
function uniqueName(it: NamedEnd & { one: Recognised }, all: readonly (NamedEnd & { one: Recognised })[]): string {
  const same = all.filter(({ alone }) => alone.toLowerCase() === it.alone.toLowerCase());
  return same.length === 1 ? it.alone : it.one.finding.name;
}

/** The columns of dates as the first screen of an import shows them, in the order of the file. */
export function toldMilestones(milestones: readonly Milestone[]): Recognition['milestones'] {
  return milestones
    .flatMap(({ activity, start, end }) => [start, end].flatMap((one) => (one === null ? [] : [{ activity, finding: one.finding }])))
    .toSorted((one, other) => one.finding.index - other.finding.index)
    .map(({ activity, finding: { name, filled, samples } }) => ({ column: name, activity, filled, samples: samples.slice(0, 3) }));
}

/** The column that names the case of a wide file: the one given, or guessed when it is a key or `sure` to be, else the best key. */
export function keyOf(columns: readonly Recognised[], rows: number, given: readonly string[], sure = false): Recognised | null {
  const said = columns.find(({ guess }) => guess.role === 'case');
  if (said !== undefined && (sure || given.includes(said.finding.name) || isKey(said.finding, rows))) return said;
  const keys = columns.filter(({ finding }) => isKey(finding, rows) && !given.includes(finding.name));
  const fits = (one: Recognised) => nameFits(one.finding.name, EVENT_WORDS.case) + (one.finding.reading.type === 'text' ? 0.1 : 0);
  return keys.toSorted((one, other) => fits(other) - fits(one) || one.finding.index - other.finding.index)[0] ?? null;
}

/**
 * Whether a file has one row per case and an activity in each column of dates, judged by its values.
 *
 * Every row has a case of its own, at least two activities have columns of dates, and nothing says what a row is: no
 * activity column, unless its name is that of a state, no start and end of one nameless activity, no lifecycle.
 */
export function looksWide(columns: readonly Recognised[], rows: number, mapping: Mapping): boolean {
  const given = mapping.roles ?? {};
  const saysEvents = Object.values(given).some((role) => ['activity', 'start', 'end', 'lifecycle', 'status-before'].includes(role));
  if (saysEvents || columns.some(({ guess }) => guess.role === 'lifecycle')) return false;
  if (keyOf(columns, rows, Object.keys(given)) === null) return false;
  const activity = columns.find(({ guess, finding }) => guess.role === 'activity' && !isStateName(finding.name));
  if (activity !== undefined && (rows <= 20 || nameFits(activity.finding.name, EVENT_WORDS.activity) === 1)) return false;
  const times = milestoneColumns(columns).filter(({ finding }) => !FEEDBACK_TIMES.test(wordsOf(finding.name)));
  if (activity !== undefined && times.length === 2 && times.every(({ guess }) => isTimeRole(guess.role))) return false;
  const ends = times.map(({ finding }) => namedEnd(finding.name));
  const nameless = ends.length === 2 && ends.every(({ base, end, alone }) => (end === null ? isBareEnd(alone) : base === ''));
  return !nameless && milestonesOf(times, undefined).length >= 2;
}

const isBareEnd = (name: string) => nameFits(name, EVENT_WORDS.start) === 1 || nameFits(name, EVENT_WORDS.end) === 1;
