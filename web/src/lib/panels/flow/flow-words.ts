import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import { UNPLACED } from '../../../../../model/blueprint.ts';
import { capital, duration, NBSP, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import { DAY, HOUR } from '../../../../../model/units.ts';
import type { Finding } from '../../finding.ts';

type Flow = AboutOf<'flow'>;
type Little = NonNullable<Flow['little']>;

/** From this mismatch on the figures do not fit each other (DOMAIN.md section 2). */
const MOST_MISMATCH = 0.1;

/** A difference of so small a share of what came is none. */
const EVEN = 0.02;

/** Fewer than this say nothing about a law of means, or about the hours of a week. */
export const FEWEST = 20;

/** A mean number of cases as it is read: `7.9`, `273`. */
export const meanNumber = (value: number): string => number(value, value < 20 ? 1 : 0);

/** A rate in the unit that reads best: `2.0 an hour`, `14.3 a day`. */
function rate(perHour: number): string {
  return perHour >= 1
    ? `${number(perHour, 1)} an hour`
    : perHour * 24 >= 1
      ? `${number(perHour * 24, 1)} a day`
      : `${number(perHour * 168, 1)} a week`;
}

/** Little's law as a sentence with its figures; null where there is too little to check. */
export function littleSentence(little: Little, words: Words): { holds: boolean; title: string; text: string } | null {
  const { meanMs, expectedWip, mismatch, meanWip } = little;
  if (meanMs === null || expectedWip === null || mismatch === null || little.completed < FEWEST) return null;
  const holds = Math.abs(mismatch) <= MOST_MISMATCH;
  const law = `${rate(little.arrivalsPerHour)} × ${duration(meanMs)} each is ${meanNumber(expectedWip)} ${words.cases} inside; counted are ${meanNumber(meanWip)}.`;
  const off = percent(Math.abs(mismatch), Math.abs(mismatch) < 0.1 ? 1 : 0);
  if (holds) return { holds, title: 'The figures fit each other (Little’s law).', text: `${law} ${off} apart.` };
  const growth = little.wipEnd - little.wipStart;
  const trend =
    Math.abs(growth) > Math.max(1, 0.2 * meanWip)
      ? ` There were ${number(little.wipStart)} inside at the start and ${number(little.wipEnd)} at the end, so the law can’t hold exactly.`
      : mismatch < 0
        ? ` Those completed had taken longer than those inside will: a few long ones, or a backlog that shrinks.`
        : ` Look for ${words.cases} that never close, or for events that are missing.`;
  return { holds, title: `The figures are ${off} apart (Little’s law).`, text: `${law}${trend}` };
}

/** What is known when the page is asked for its finding. */
export interface FlowEvidence {
  words: Words;
  /** Ends a sentence: `in October 2026`. */
  where: string;
  rows: readonly RowOf<'flow'>[];
  about: Flow;
  queue: AboutOf<'queue'> | undefined;
  queued: readonly RowOf<'queue'>[];
  open: AboutOf<'open-cases'> | undefined;
}

/** The finding of the flow page: whether what is inside grows, and who waits where at the end of the data. */
export function flowFinding({ words, where, rows, about, queue, queued, open }: FlowEvidence): Finding {
  const at = where === '' ? '' : ` ${where}`;
  const arrived = rows.reduce((sum, row) => sum + row.arrived, 0);
  const completed = rows.reduce((sum, row) => sum + row.completed, 0);
  if (arrived === 0 && completed === 0) return { title: `No ${words.case} came or went${at}.`, lead: '' };
  const out = about.time === 'delivery' ? 'left' : 'were completed';
  const balance = arrived - completed;
  const title =
    arrived === 1 && completed === 1
      ? `One ${words.case} came${at}, and one ${about.time === 'delivery' ? 'left' : 'was completed'}.`
      : `${plural(arrived, words.case, words.cases)} came${at}, ${number(completed)} ${out}: ${balanceWords(balance, arrived)}.`;
  return { title, lead: [waitingWords(queue, queued, words), openWords(open, words)].filter((one) => one !== '').join(' ') };
}

function balanceWords(balance: number, arrived: number): string {
  if (Math.abs(balance) <= EVEN * arrived) return 'in balance';
  return `${number(Math.abs(balance))} ${balance > 0 ? 'more' : 'fewer'} inside than before`;
}

function waitingWords(queue: AboutOf<'queue'> | undefined, queued: readonly RowOf<'queue'>[], words: Words): string {
  if (queue === undefined) return '';
  if (queue.waits === 0) return 'Nobody waits at the end of the data.';
  const most = [...queued].sort((one, other) => (other.waiting ?? 0) - (one.waiting ?? 0))[0];
  const whom = queue.waits === 1 ? `One ${words.case} waits` : `${capital(number(queue.waits))} ${words.cases} wait`;
  if (!most) return `${whom} at the end of the data.`;
  const all = most.waiting === queue.waits ? (queue.waits === 1 ? '' : ', all of them') : `, ${number(most.waiting ?? 0)} of them`;
  return `${whom} at the end of the data${all} for ${placeName(most)}.`;
}

function openWords(open: AboutOf<'open-cases'> | undefined, words: Words): string {
  if (open === undefined || open.open === 0 || open.beyondP95 === 0) return '';
  return `${plural(open.beyondP95, `open ${words.case} is`, `open ${words.cases} are`)} older than 95${NBSP}% of others when they leave the same place.`;
}

/** Where a row of the queue waits. */
export const placeOf = (row: Pick<RowOf<'queue'>, 'stage' | 'activity'>): string => row.stage ?? row.activity ?? UNPLACED;
export const placeName = (row: Pick<RowOf<'queue'>, 'stage' | 'activity'>): string => {
  const place = placeOf(row);
  return place === UNPLACED ? 'activities without a stage' : place;
};

/** The end of an age: `under 30 min`, `1 to 2 h`, `4 h and more`. */
export function ageWords({ fromMs, toMs }: { fromMs: number; toMs: number | null }): string {
  if (toMs === null) return `${short(fromMs)} and more`;
  return fromMs === 0 ? `under ${short(toMs)}` : `${short(fromMs)} to ${short(toMs)}`;
}

/** Whole units only, as the edges of ages are: `30 min`, `4 h`, `7 days`. */
const short = (ms: number): string =>
  ms >= DAY ? `${number(ms / DAY)}${NBSP}${ms === DAY ? 'day' : 'days'}` : ms >= HOUR ? `${number(ms / HOUR)}${NBSP}h` : duration(ms);
