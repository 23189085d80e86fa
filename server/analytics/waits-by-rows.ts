import type { Row } from '../../engine/engine.ts';
import type { Asked } from './analytic.ts';
import { lastWholeBuckets } from './buckets.ts';
import { credible, differenceOf, sideOf, type Difference } from './credible.ts';
import { wholeEndOfScope } from './scope.ts';
import type { WaitGroup } from './wait-groups.ts';

/** Where the values kept hold less of the waits than this, the rest is too many to tell anything. */
const LEAST_KEPT = 0.5;

interface Compared {
  readonly row: Row;
  readonly difference: Difference | null;
}

/** The rows of every grouping that tells something apart, those that tell most first; all differences are judged together. `grainMs` as in `differenceOf`. */
export function waitGroupRows(found: readonly Row[], groups: readonly WaitGroup[], grainMs: number): Row[] {
  const kept = groups
    .map((group, at) => ({ group, rows: found.filter(({ grp }) => Number(grp) === at) }))
    .filter(({ rows }) => rows.length > 1 && keptShare(rows) >= LEAST_KEPT)
    .map(({ group, rows }) => ({
      group,
      rows: rows.map((row): Compared => ({ row, difference: differenceOf(sideOf(row), sideOf(otherOf(row)), grainMs) })),
    }));
  const stands = new Map<Row, boolean>();
  const all = kept.flatMap(({ rows }) => rows);
  credible(all.map(({ difference }) => difference?.p ?? null)).forEach((stand, at) => {
    const one = all[at];
    if (one) stands.set(one.row, stand);
  });
  return kept
    .map(({ group, rows }) => ({ group, rows, told: spread(rows, stands) }))
    .sort((a, b) => b.told - a.told)
    .flatMap(({ group, rows }) => {
      const lost = rows.reduce((sum, { row }) => sum + Number(row.lostMs), 0);
      return rows.map(({ row, difference }) => ({
        kind: group.kind,
        group: group.name,
        ...valueOf(
          row,
          group,
          rows.map((one) => one.row),
        ),
        ...figures(row),
        lostShare: lost > 0 ? Number(row.lostMs) / lost : null,
        differenceMs: difference?.differenceMs ?? null,
        differenceLowMs: difference?.lowMs ?? null,
        differenceHighMs: difference?.highMs ?? null,
        p: difference?.p ?? null,
        credible: stands.get(row) ?? false,
      }));
    });
}

function keptShare(rows: readonly Row[]): number {
  const all = rows.reduce((sum, { n }) => sum + Number(n), 0);
  return rows.reduce((sum, { n, value }) => sum + (value === null ? 0 : Number(n)), 0) / all;
}

const otherOf = ({ otherN, otherMedianMs, otherLowMs, otherHighMs }: Row): Row => ({
  n: otherN,
  medianMs: otherMedianMs,
  lowMs: otherLowMs,
  highMs: otherHighMs,
});

/** How much of the time waited a grouping tells apart: differences that stand, weighed by their waits. */
const spread = (rows: readonly Compared[], stands: ReadonlyMap<Row, boolean>): number =>
  rows.reduce((sum, { row, difference }) => sum + (stands.get(row) ? Math.abs(difference?.differenceMs ?? 0) * Number(row.n) : 0), 0) /
  Math.max(
    1,
    rows.reduce((sum, { row }) => sum + Number(row.n), 0),
  );

/** What a value is called and, of a number, where it begins and ends. */
function valueOf(row: Row, { kind }: WaitGroup, rows: readonly Row[]): Row {
  const [least, most] = [row.least === null ? null : Number(row.least), row.most === null ? null : Number(row.most)];
  if (row.value === null) return { value: null, least: null, most: null };
  if (kind === 'resources') {
    const known = rows.filter(({ value }) => value !== null);
    const [first, last] = [known[0] === row, known.at(-1) === row];
    // the outer ones hold what lies beyond them too
    const open = { below: first && least !== most && least !== null, above: last && least !== most };
    const text = open.above
      ? `${String(least)} or more`
      : open.below
        ? `up to ${String(most)}`
        : least === most
          ? String(least)
          : `${String(least)} to ${String(most)}`;
    return { value: text, least: open.below ? null : least, most: open.above ? null : most };
  }
  if (typeof row.value === 'string' && row.value.startsWith('part ') && least !== null)
    return { value: least === most ? String(least) : `${String(least)} to ${String(most)}`, least, most };
  return { value: least === null ? row.value : String(least), least, most };
}

function figures(row: Row): Row {
  const { n, medianMs, lowMs, highMs } = sideOf(row);
  const limited = row.limitFrom !== null && row.limitFrom !== undefined;
  return {
    n,
    medianMs,
    lowMs,
    highMs,
    withinLimit: limited && row.limitFrom !== 'best quarter' && n > 0 ? Number(row.within) / n : null,
    lostMs: limited ? Number(row.lostMs) : null,
  };
}

/** Every whole week, those without a wait too. */
export function weekRows(found: readonly Row[], asked: Asked<{ weeks: number }>): Row[] {
  const weeks = lastWholeBuckets(asked.process, 'week', wholeEndOfScope(asked), asked.params.weeks);
  return weeks.map(({ bucket }) => {
    const row = found.find(({ week }) => String(week) === bucket);
    return {
      kind: 'week',
      group: 'Week',
      value: bucket,
      least: null,
      most: null,
      ...(row === undefined ? { n: 0, medianMs: null, lowMs: null, highMs: null, withinLimit: null, lostMs: null } : figures(row)),
      lostShare: null,
      differenceMs: null,
      differenceLowMs: null,
      differenceHighMs: null,
      p: null,
      credible: false,
    };
  });
}
