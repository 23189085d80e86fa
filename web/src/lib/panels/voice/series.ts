import type { ScorePoint } from '../../../../../charts/score-line.ts';
import { addDays, addMonths } from '../../../../../model/calendar.ts';
import type { Instrument } from '../../../../../model/feedback.ts';
import type { RowOf } from '../../../../../server/analytics/catalog.ts';

/** So many weeks or months are drawn, the newest. */
const MOST = 52;

/**
 * The weeks or months of one instrument up to the end of a period (a day that no longer counts), one after the other: one in which
 * nobody answered is there without a score. Those that are not whole are left out.
 */
export function scoreSeries(
  rows: readonly RowOf<'satisfaction'>[],
  instrument: Instrument | null,
  to: string | undefined,
  size: 'week' | 'month' = 'week',
): ScorePoint[] {
  const after = (bucket: string) => (size === 'week' ? addDays(bucket, 7) : addMonths(bucket, 1));
  const own = rows.filter((row) => row.instrument === instrument && row.whole && (to === undefined || after(row.bucket) <= to));
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Map(own.map((row) => [row.bucket, row]));
  const series: ScorePoint[] = [];
  for (let bucket = first.bucket; bucket <= last.bucket; bucket = after(bucket)) {
    const row = known.get(bucket);
    series.push({
      bucket,
      whole: true,
      answers: row?.answers ?? 0,
      score: row?.score ?? null,
      low: row?.low ?? null,
      high: row?.high ?? null,
    });
  }
  return series.slice(-MOST);
}
