import type { Row } from '../../engine/engine.ts';
import type { LocalDate } from '../../model/units.ts';
import { wilson } from '../../model/statistics.ts';
import type { Found } from './analytic.ts';
import { LIMIT_FROM, type LossKind } from './lost-hours.ts';
import { effectFields } from './score-effect.ts';

/** A change needs this many periods: the last one and at least two to hold it against. */
const LEAST_BUCKETS = 3;

/** The rankings asked for, each cut to `limit`, with shares of all of their kind and the trend of each row. */
export function ranking(
  found: Readonly<Record<string, Row[]>>,
  { kind, limit, buckets }: { kind: LossKind | 'all'; limit: number; buckets: readonly LocalDate[] },
): Found {
  const kinds: readonly LossKind[] = kind === 'all' ? ['hand-over', 'stage'] : [kind];
  const total = (of: LossKind) => (kinds.includes(of) ? (found[of] ?? []).reduce((sum, row) => sum + Number(row.lostMs), 0) : null);
  const [handOverMs, stageMs] = [total('hand-over'), total('stage')];
  const ranked = kinds.flatMap((of) => {
    const all = (of === 'stage' ? stageMs : handOverMs) ?? 0;
    return (found[of] ?? []).slice(0, limit).map((row) => {
      const trend = buckets.map((_, at) => Number(row[`t${at + 1}`]));
      const { from, to, stage, lostMs, occurrences, cases, medianMs, meanMs, p90Ms, limitMs, limitFrom } = row;
      const share = all === 0 ? null : Number(lostMs) / all;
      const scored = found[`effect of ${of}`];
      return {
        kind: of,
        from,
        to,
        stage,
        lostMs,
        share,
        occurrences,
        cases,
        medianMs,
        meanMs,
        p90Ms,
        limitMs,
        limitFrom,
        ...withinFields(row),
        trend,
        change: change(trend),
        ...(scored === undefined ? {} : effectFields(scored, of === 'stage' ? null : from, of === 'stage' ? stage : to)),
      };
    });
  });
  const limits = Object.fromEntries(
    LIMIT_FROM.map((word) => [word, kinds.flatMap((of) => found[of] ?? []).filter(({ limitFrom }) => limitFrom === word).length]),
  );
  return {
    rows: ranked,
    about: { lostMs: (kind === 'stage' ? stageMs : handOverMs) ?? 0, handOverMs, stageMs, limits, buckets: [...buckets] },
  };
}

/** The share within a limit that someone has set, with its interval; that a quarter lies within the best quarter says nothing. */
function withinFields({ within, occurrences, limitFrom }: Row): Row {
  if (limitFrom === 'best quarter') return { withinLimit: null, withinLow: null, withinHigh: null };
  const n = Number(occurrences);
  const share = Number(within) / n;
  const { low, high } = wilson(share, n);
  return { withinLimit: share, withinLow: low, withinHigh: high };
}

/** The last period against the mean of the earlier ones; null with fewer than three, or nothing to hold it against. */
function change(trend: readonly number[]): number | null {
  const earlier = trend.slice(0, -1);
  const mean = earlier.reduce((sum, value) => sum + value, 0) / earlier.length;
  return trend.length < LEAST_BUCKETS || mean === 0 ? null : (trend.at(-1) ?? 0) / mean - 1;
}
