import type { Session } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { duration, number } from '../../model/format.ts';
import type { Health } from '../../model/health.ts';

export type Figures = Health['figures'];

/**
 * Cases, distinct sequences of activities by (start, end, place) and the median from first to last event, in ms, of the
 * rows of a relation like `incoming` that are not refused. `more` keeps one row of each step where there are two.
 */
export async function figuresOf(session: Session, rows: Sql, more: Sql, signal?: AbortSignal): Promise<Figures> {
  const [row] = await session.query<{ cases: number; variants: number; medianMs: number | null }>(
    sql`
      SELECT count(*) AS cases, count(DISTINCT variant) AS variants, quantile_cont(length, 0.5) AS median_ms
      FROM (
        SELECT hash(list(activity ORDER BY begun_at, over_at, place)) AS variant,
               (epoch_us(max(over_at)) - epoch_us(min(begun_at))) // 1000 AS length
        FROM (SELECT case_id, activity, place, coalesce(started_at, completed_at) AS begun_at, coalesce(completed_at, started_at) AS over_at
              FROM ${rows} WHERE reason IS NULL ${more})
        GROUP BY case_id)`,
    { signal },
  );
  return row ?? { cases: 0, variants: 0, medianMs: null };
}

/** `incoming` as a relation with `place`. */
export const STAGED: Sql = raw('(SELECT *, rowid AS place FROM incoming)');

/** What a correction does to the figures, in a sentence. `what` begins it: “Merging them”. */
export function effectWords(what: string, before: Figures, after: Figures, words: { readonly cases: string }): string {
  const moves: string[] = [];
  if (after.variants !== before.variants)
    moves.push(
      `${after.variants < before.variants ? 'lowers' : 'raises'} the number of variants from ${number(before.variants)} to ${number(after.variants)}`,
    );
  if (before.medianMs !== null && after.medianMs !== null && duration(before.medianMs) !== duration(after.medianMs))
    moves.push(`moves the median time from first to last event from ${duration(before.medianMs)} to ${duration(after.medianMs)}`);
  if (after.cases !== before.cases && moves.length < 2)
    moves.push(`makes ${number(after.cases)} ${words.cases} of ${number(before.cases)}`);
  return moves.length === 0
    ? `${what} changes neither the number of variants (${number(before.variants)}) nor the median time.`
    : `${what} ${moves.join(' and ')}.`;
}
