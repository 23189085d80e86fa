import { capital, duration, percent } from './format.ts';
import type { Instrument } from './feedback.ts';
import type { Words } from './process.ts';
import { dayWords } from './period-words.ts';
import { groupValueWords, type WaitGroup } from './wait-group-words.ts';
import type { Wait } from './wait-address.ts';

/** What a wait is, as `bottlenecks` ranks it; times in ms. */
interface Row {
  readonly medianMs: number;
  readonly share: number | null;
  readonly lostMs: number;
}

/** One value of one grouping of the waits, as `waits-by` has it. */
interface Waits extends WaitGroup {
  readonly n: number;
  readonly lostShare: number | null;
  readonly differenceMs: number | null;
  readonly credible: boolean;
}

/** A wait as a sentence: `told` is false where a file has one time per step, so that nothing can be called waiting. */
export function waitTitle(wait: Wait, row: Row, words: Words, told: boolean): string {
  const people = told ? words.people : words.cases;
  const how = row.medianMs === 0 ? 'go on at once' : `${told ? 'wait' : 'take'} ${duration(row.medianMs)}`;
  const where =
    wait.kind === 'stage'
      ? `${told ? 'for' : 'in'} ${wait.stage}`
      : told
        ? `between ${wait.from} and ${wait.to}`
        : `from ${wait.from} to ${wait.to}`;
  const share = row.share ?? 0;
  const lost =
    row.lostMs <= 0 ? '' : share < 0.005 ? `; less than ${percent(0.01)} of all hours lost` : `; ${percent(share)} of all hours lost`;
  return `${capital(people)} ${how} ${where}${lost}.`;
}

/** From which day on the weeks lie on one side; nothing without such a run. */
export function sinceSentence(since: { bucket: string; signal: number } | null, told: boolean): string {
  if (since === null) return '';
  return `${told ? 'Waits have' : 'It has'} been ${since.signal > 0 ? 'longer' : 'shorter'} since ${dayWords(since.bucket)}.`;
}

/** A value has this much of the lost hours, and so many times its share of the waits, before it is named. */
const LEAST_LOST = 0.4;
const TIMES = 1.4;

/** Whose hours they are: the value of a grouping that stands for most of what is lost beyond its share. Only what is credible is said. */
export function sourceSentence(rows: readonly Waits[]): string {
  const found = withParts(rows)
    .filter(({ row, part }) => isLonger(row) && (row.lostShare ?? 0) >= LEAST_LOST && (row.lostShare ?? 0) >= TIMES * part)
    .sort((a, b) => (b.row.lostShare ?? 0) - b.part - ((a.row.lostShare ?? 0) - a.part));
  const [first] = found;
  if (!first) return '';
  const share = first.row.lostShare ?? 0;
  const half = share >= 0.47 && share <= 0.53 ? 'Half' : percent(share);
  return `${half} of the lost hours come ${sourceWords(first.row)}, ${percent(first.part)} of the waits.`;
}

/** So many times its share of the waits makes a value stand out, if it is not a handful. */
const STANDS_OUT = 2;
const LEAST_PART = 0.05;

/** Where hours are lost most for the number of waits, beside what `sourceSentence` names. Only what is credible is said. */
export function denseSentence(rows: readonly Waits[]): string {
  const found = withParts(rows)
    .filter(({ row, part }) => isLonger(row) && part >= LEAST_PART && (row.lostShare ?? 0) >= STANDS_OUT * part)
    .sort((a, b) => (b.row.lostShare ?? 0) / b.part - (a.row.lostShare ?? 0) / a.part);
  const [first] = found;
  if (!first) return '';
  return `${capital(sourceWords(first.row).replace(/^from /, ''))}: ${percent(first.part)} of the waits, ${percent(first.row.lostShare ?? 0)} of the lost hours.`;
}

const isLonger = (row: Waits) => row.credible && row.value !== null && (row.differenceMs ?? 0) > 0;

/** Each row with its share of the waits of its grouping. */
function withParts(rows: readonly Waits[]): { row: Waits; part: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(`${row.kind} ${row.group}`, (counts.get(`${row.kind} ${row.group}`) ?? 0) + row.n);
  return rows.map((row) => ({ row, part: row.n / Math.max(1, counts.get(`${row.kind} ${row.group}`) ?? 0) }));
}

function sourceWords(row: Waits): string {
  const value = groupValueWords(row);
  switch (row.kind) {
    case 'resources':
      return `when ${value === '1 at work' ? 'one is' : `${value.replace(' at work', '')} are`} at work on it`;
    case 'weekday':
      return `from waits that begin on a ${value}`;
    case 'hour':
      return `from waits that begin between ${value.replace(' to ', ' and ')}`;
    case 'team':
      return `from waits for ${value}`;
    default:
      return `from ${row.group} ${value}`;
  }
}

/** An hour of the week, 1 is Monday: how many wait, and what is lost in it in ms. */
interface Hour {
  readonly weekday?: number | undefined;
  readonly hour?: number | undefined;
  readonly mean: number;
  readonly lostMs: number | null;
}

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const;
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** The days that a stretch of hours may hold, and what they are called together. */
const DAY_SETS: readonly { readonly days: readonly number[]; readonly name: string }[] = [
  ...DAYS.map((name, at) => ({ days: [at + 1], name })),
  { days: [1, 2, 3, 4, 5], name: 'Weekdays' },
  { days: [6, 7], name: 'Weekends' },
  { days: [1, 2, 3, 4, 5, 6, 7], name: 'All days' },
];
const LONGEST_STRETCH = 8;
/** A stretch that holds less than so many times its part of the week is like any other. */
const EVEN = 1.25;

/**
 * The stretch of the week that holds most of the lost hours for its length: `Mondays from 11:00 to 14:00 hold 17 % of the hours lost in 2 % of
 * the week.` Where nothing is lost, when most wait; nothing where nobody does.
 */
export function densestSentence(rows: readonly Hour[], words: Words): string {
  const lost = rows.reduce((sum, row) => sum + (row.lostMs ?? 0), 0);
  if (lost <= 0) {
    const most = rows.reduce<Hour | null>((best, row) => (row.mean > (best?.mean ?? 0) ? row : best), null);
    if (!most) return `No ${words.person} waits here.`;
    return `Most wait on ${DAYS[(most.weekday ?? 1) - 1] ?? ''} at ${clock(most.hour ?? 0)}.`;
  }
  const at = (weekday: number, hour: number) => rows.find((row) => row.weekday === weekday && row.hour === hour)?.lostMs ?? 0;
  let best: { gain: number; share: number; part: number; text: string } | null = null;
  for (const { days, name } of DAY_SETS)
    for (let from = 0; from < 24; from += 1)
      for (let hours = 2; hours <= LONGEST_STRETCH && from + hours <= 24; hours += 1) {
        const held = days.reduce(
          (sum, day) => sum + Array.from({ length: hours }, (_, step) => at(day, from + step)).reduce((a, b) => a + b, 0),
          0,
        );
        const [share, part] = [held / lost, (days.length * hours) / 168];
        // what is gained by knowing it: much of the hours in little of the week
        const gain = share > part ? share * Math.log(share / part) : 0;
        if (best === null || gain > best.gain)
          best = { gain, share, part, text: `${name} from ${clock(from)} to ${from + hours === 24 ? 'midnight' : clock(from + hours)}` };
      }
  if (best === null || best.share < EVEN * best.part) return 'The lost hours are spread evenly over the week.';
  return `${best.text} hold ${percent(best.share)} of the hours lost in ${percent(best.part)} of the week.`;
}

/** Scores within and beyond the limit of a wait. */
interface ScoredWait {
  readonly withinScore: number | null;
  readonly beyondScore: number | null;
  readonly limitMs: number | null;
  readonly instrument: Instrument | null;
}

/** What the score does with the wait, in pieces: every second one is bold. Empty where there is too little to say. */
export function scoreSentence(about: ScoredWait, words: Words): string[] {
  const { withinScore, beyondScore, limitMs, instrument } = about;
  if (withinScore === null || beyondScore === null || limitMs === null) return [];
  const limit = duration(limitMs);
  if (instrument === 'csat' || instrument === 'ces') {
    const how = instrument === 'csat' ? 'are satisfied' : 'find it easy';
    return [
      '',
      percent(withinScore / 100),
      ` of ${words.people} ${how} when they wait ${limit} or less, `,
      percent(beyondScore / 100),
      ' when not.',
    ];
  }
  const say = (score: number) => `${score < 0 ? '\u2212' : ''}${String(Math.abs(Math.round(score)))}`;
  return [`The score is `, say(withinScore), ` for waits of ${limit} or less, `, say(beyondScore), ' beyond.'];
}
