import { duration, percent, plural } from '../model/format.ts';
import { wilson } from '../model/statistics.ts';
import type { RowOf } from '../server/analytics/catalog.ts';

type Row = RowOf<'throughline'>;

/** What may be coloured on a stage: only what its interval supports. */
export interface Verdict {
  within: 'worse' | 'neutral';
  score: 'worse' | 'neutral';
}

/**
 * A stage is marked only when it is below what was wanted and the 95 % interval leaves that out: Wilson's of the share
 * within the limit, and of the score the one that belongs to its instrument (a net promoter score spreads wider than a share).
 */
export function verdictOf(row: Row): Verdict {
  const missed = row.withinTarget !== null && row.goal !== null && row.visits > 0 && wilson(row.withinTarget, row.visits).high < row.goal;
  const disliked = row.scoreHigh !== null && row.scoreTarget !== null && row.scoreHigh < row.scoreTarget;
  return { within: missed ? 'worse' : 'neutral', score: disliked ? 'worse' : 'neutral' };
}

/** How the ribbon speaks of one piece, line by line: its tooltip, and the label of what the keyboard reaches. */
export function pieceWords(row: Row, words: { visit: string; visits: string; score: string | null; told: boolean }): string[] {
  const total = row.waitingMs + row.processingMs;
  const lines: string[] = [];
  if (words.told) lines.push(`${duration(row.waitingMs)} waiting, ${duration(row.processingMs)} processing`);
  else lines.push(`${duration(total)} from step to step`);
  if (row.withinTarget !== null && row.waitLimitMs !== null) {
    const goal = row.goal === null ? '' : `, goal ${percent(row.goal)}`;
    lines.push(`Within ${duration(row.waitLimitMs)}: ${percent(row.withinTarget)} of ${plural(row.visits, 'stay', 'stays')}${goal}`);
  }
  if (row.score !== null && words.score !== null) {
    const target = row.scoreTarget === null ? '' : `, target ${String(Math.round(row.scoreTarget))}`;
    lines.push(
      `${words.score} ${String(Math.round(row.score)).replace('-', '\u2212')} from ${plural(row.answers, 'answer', 'answers')}${target}`,
    );
  }
  if (row.parallel) lines.push('Runs beside other stages; shown where no other step ran');
  return lines;
}

/** The whole ribbon in one sentence, for those who hear it. */
export function ribbonSentence(rows: readonly Row[], medianMs: number | null, words: { one: string; told: boolean }): string {
  if (rows.length === 0 || medianMs === null) return 'No times to show yet.';
  const piece = (row: Row) =>
    words.told
      ? `${row.name} ${duration(row.waitingMs)} waiting and ${duration(row.processingMs)} processing`
      : `${row.name} ${duration(row.waitingMs + row.processingMs)}`;
  const before = rows.filter((row) => row.part === 'delivery').map(piece);
  const after = rows.filter((row) => row.part === 'after').map(piece);
  const tail = after.length === 0 ? '' : ` After it: ${after.join(', ')}.`;
  return `Where the ${duration(medianMs)} of the median ${words.one} go: ${before.join(', ')}.${tail}`;
}
