import { capital, duration, hours, number, percent, plural } from './format.ts';
import type { Words } from './process.ts';
import { UNPLACED } from './blueprint.ts';

/** Of the ribbon: the median of its cases, and what of it is waiting and work, in ms. */
interface About {
  readonly medianMs: number | null;
  readonly cases: number;
  readonly waitingMs: number;
  readonly processingMs: number;
  readonly time: 'delivery' | 'throughput';
}
interface Piece {
  readonly part: 'delivery' | 'after';
  readonly kind: 'stage' | 'activity' | 'other';
  readonly name: string;
  readonly waitingMs: number;
  readonly processingMs: number;
}
interface Summary {
  readonly cases: number;
  readonly openCases: number;
  readonly measuredShare: number | null;
}
interface HandOver {
  readonly from: string | null;
  readonly to: string | null;
  readonly lostMs: number;
}

/** What an overview says before it shows anything: the finding and the evidence it leads with. */
export interface Finding {
  title: string;
  lead: string;
}

/** What a finding is made of. `where` ends a sentence about the period: `in October 2026`, or nothing. */
export interface Evidence {
  words: Words;
  where: string;
  summary: Summary;
  about: About | null;
  rows: readonly Piece[];
  handOver?: HandOver | undefined;
  /** The files have days and no hours. */
  wholeDays?: boolean;
  /** How many filters choose the cases, beside the period. */
  filters?: number;
}

/** Fewer cases than this are said to be few. */
export const FEW_CASES = 20;

/**
 * Whether waiting and processing can be told apart. A file with one time per step gives every step no length;
 * all time then lies between steps, and calling it waiting would be a claim. Nor in whole days, where work of hours has no length.
 */
export const tellsTimeApart = (
  about: Pick<About, 'processingMs'> | null,
  summary: Pick<Summary, 'measuredShare'>,
  wholeDays = false,
): boolean => !wholeDays && (summary.measuredShare !== 0 || (about?.processingMs ?? 0) > 0);

/** The pieces of a ribbon as time between steps only: for files of whole days, where work of hours has no length. */
export function asUntold<R extends { waitingMs: number; processingMs: number }>(rows: readonly R[]): R[] {
  return rows.map((row) => ({ ...row, waitingMs: row.waitingMs + row.processingMs, processingMs: 0 }));
}

/** The finding as a title and the sentence under it (design/README.md sections 1 and 7). Never speaks of a change. */
export function finding(evidence: Evidence): Finding {
  const { words, where, summary, about, rows } = evidence;
  const at = where === '' ? '' : ` ${where}`;
  if (summary.cases === 0) return { title: nothing(evidence), lead: '' };
  if (!about || about.medianMs === null || about.cases === 0) {
    return {
      title: `No ${words.case} is complete yet${at}; ${are(summary.openCases)} open.`,
      lead: `Times appear as soon as ${words.cases} end.`,
    };
  }
  const told = tellsTimeApart(about, summary, evidence.wholeDays);
  return { title: title(words, about, told), lead: lead(evidence, rows, about, told) };
}

function nothing({ words, where, filters = 0 }: Evidence): string {
  const matches = filters === 0 ? '' : filters === 1 ? ' matches the filter' : ` matches all ${String(filters)} filters`;
  return `No ${words.case}${matches}${where === '' ? '' : ` ${where}`}.`;
}

function title(words: Words, about: About, told: boolean): string {
  const median = about.medianMs ?? 0;
  const one = about.cases === 1;
  if (median === 0)
    return one
      ? `The one ${words.case} took no time on record.`
      : `${capital(words.cases)} take no time on record: the median ${words.case} ends as it begins.`;
  const spend = words.during && about.time === 'delivery';
  const subject = spend
    ? one
      ? `One ${words.person} spent ${duration(median)} ${words.during ?? ''}`
      : `${capital(words.people)} spend ${duration(median)} ${words.during ?? ''}`
    : one
      ? `One ${words.case} took ${duration(median)}`
      : `${capital(words.cases)} take ${duration(median)}`;
  if (!told) return `${subject}.`;
  return `${subject}${waitingClause(about, one)}.`;
}

/** What of a time is waiting, as the end of a sentence: `; 68 % of it is waiting`. Of one case, and of what is over, `past`. */
export function waitingClause(about: Pick<About, 'waitingMs' | 'processingMs'>, past: boolean): string {
  const total = about.waitingMs + about.processingMs;
  const is = past ? 'was' : 'is';
  if (total <= 0) return '';
  if (about.waitingMs === 0) return ', with no waiting on record';
  if (about.processingMs === 0) return `; all of it ${is} waiting`;
  const share = about.waitingMs / total;
  const rounded = Math.round(share * 100);
  if (rounded === 100) return `; nearly all of it ${is} waiting`;
  if (rounded === 0) return `; less than 1\u00a0% of it ${is} waiting`;
  return `; ${percent(share)} of it ${is} waiting`;
}

function lead(evidence: Evidence, rows: readonly Piece[], about: About, told: boolean): string {
  const { words, handOver, wholeDays = false } = evidence;
  const sentences: string[] = [];
  if (about.cases < FEW_CASES) sentences.push(`From ${plural(about.cases, words.case, words.cases)} only.`);
  if (!told)
    sentences.push(
      wholeDays
        ? 'The files have days and no hours, so waiting and work can’t be told apart.'
        : 'The file has one time per step, so waiting and processing can’t be told apart.',
    );
  const longest = longestPiece(rows, told);
  if (longest) sentences.push(longestSentence(longest, about, told));
  // an activity's hand-over adds something; with one piece it would say the same twice
  if (handOver && handOver.lostMs > 0 && sentences.length < 2) {
    sentences.push(`Most hours are lost from ${handOver.from ?? 'arrival'} to ${handOver.to ?? 'the end'}: ${hours(handOver.lostMs)}.`);
  }
  return sentences.join(' ');
}

function longestPiece(rows: readonly Piece[], told: boolean): Piece | null {
  const size = (row: Piece) => (told ? row.waitingMs : row.waitingMs + row.processingMs);
  const before = rows.filter((row) => row.part === 'delivery' && row.kind !== 'other' && size(row) > 0);
  return before.reduce<Piece | null>((most, row) => (most === null || size(row) > size(most) ? row : most), null);
}

function longestSentence(piece: Piece, about: About, told: boolean): string {
  const name = piece.name === UNPLACED ? 'activities that have no stage' : piece.name;
  if (!told) {
    const total = about.waitingMs + about.processingMs;
    return `The longest stretch leads to ${name}: ${duration(piece.waitingMs + piece.processingMs)}, ${percent((piece.waitingMs + piece.processingMs) / total)} of the time.`;
  }
  const share = about.waitingMs > 0 ? piece.waitingMs / about.waitingMs : 0;
  if (share === 1) return `All of the waiting is for ${name}: ${duration(piece.waitingMs)}.`;
  const opening = share > 0.5 ? 'Most of the waiting is for' : 'The longest wait is for';
  return `${opening} ${name}: ${duration(piece.waitingMs)}, ${percent(share)} of all waiting.`;
}

const are = (count: number) => (count === 1 ? '1 is' : `${number(count)} are`);
