import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { num, meanSide, type Sided } from './compare-figures.ts';
import { contrastOf, meanOf, shareOf } from './credible.ts';
import type { EffectPlan } from './effect-plan.ts';
import type { EffectAbout } from './effect-shape.ts';
import { isCounted } from './measure-buckets.ts';
import { limitOf, occurrencesOf } from './measure-sources.ts';
import { LEAST_COVERED, mixCandidates, mixParts, withParts } from './mix.ts';
import { figuresOf, quantileParts, type Quantile } from './order-statistics.ts';
import { between, withoutPeriod, type NamedQuery } from './scope.ts';
import type { Bucket } from './buckets.ts';

/** Credible: beyond 1.96 standard errors. */
const CREDIBLE = 0.05;

/** Why nothing can be said of the mix; null where something can. */
export function mixRefusal({ measure, own }: EffectPlan, before: readonly Bucket[], after: readonly Bucket[]): string | null {
  if (measure.of === 'arrivals' || measure.of === 'open' || measure.statistic === 'count' || measure.statistic === 'sum')
    return 'A number or a sum of cases has no mix that could be made equal.';
  if (before.length === 0 || after.length === 0) return 'There are no cases before or since the change yet.';
  return candidatesOf({ own }).length === 0 ? 'The files hold no attribute of cases by which they could be told apart.' : null;
}

const candidatesOf = ({ own }: Pick<EffectPlan, 'own'>) => mixCandidates(own.attributes, [own.scope]);

/** The values before (side 2) and since the change (side 1), with weights that make the mix of cases the same; a case of both counts before. */
function sided(plan: EffectPlan, before: readonly Bucket[], after: readonly Bucket[]): NamedQuery[] {
  const { measure, own } = plan;
  const occurrences = occurrencesOf(measure, withoutPeriod(own));
  const stretch = (buckets: readonly Bucket[]) => between(raw('o.happened_at'), buckets[0]?.from ?? null, buckets.at(-1)?.to ?? null);
  return [
    ...occurrences.parts,
    ['occurrence', occurrences.select],
    [
      'dated',
      sql`SELECT o.case_key, o.value, CASE WHEN ${stretch(after)} THEN 1 ELSE 2 END AS side
          FROM occurrence o WHERE o.value IS NOT NULL AND o.case_key IS NOT NULL AND ((${stretch(before)}) OR (${stretch(after)}))`,
    ],
    ['side', raw('SELECT d.case_key, max(d.side) AS side FROM dated d GROUP BY d.case_key')],
    ...mixParts(candidatesOf(plan), own.process.blueprint.mix ?? []),
  ];
}

const quantileOf = ({ measure }: EffectPlan): Quantile | null =>
  measure.statistic === 'median' ? 0.5 : measure.statistic === 'p90' ? 0.9 : null;

/** The statistic before and since, plain and for an equal mix; what the mix is made of. `before`, `after`: whole buckets. */
export function mixStatements(plan: EffectPlan, before: readonly Bucket[], after: readonly Bucket[]): Record<string, Sql> {
  const parts = sided(plan, before, after);
  const joined = raw('dated d JOIN mixed m ON m.case_key = d.case_key AND m.side = d.side');
  const picked = sql`${withParts(parts)}SELECT p.attribute FROM picked p ORDER BY p.attribute`;
  const quantile = quantileOf(plan);
  if (quantile !== null) {
    const figures = quantileParts([quantile]);
    const timed: NamedQuery = ['timed', sql`SELECT 1 AS what, 0 AS k1, 0 AS k2, d.value AS ms, d.side, m.weight FROM ${joined}`];
    return { mix: sql`${withParts([...parts, timed, ...figures.parts])}${figures.select} ORDER BY 4`, mixBy: picked };
  }
  return {
    mix: sql`${withParts([...parts, ['fact', sql`SELECT d.side, m.weight, ${valueOf(plan)} AS v FROM ${joined}`]])}SELECT f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(f.weight) AS kept, sum(f.weight) AS w, sum(f.weight * f.v) AS wv, sum(f.weight * f.weight) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f GROUP BY f.side ORDER BY f.side`,
    mixBy: picked,
  };
}

/** What is averaged: 1 and 0 of a share, else the value itself. */
function valueOf({ measure, own }: EffectPlan): Sql {
  if (measure.statistic !== 'share' && measure.statistic !== 'share-within') return raw('CAST(d.value AS DOUBLE)');
  if (isCounted(measure)) return raw('CASE WHEN d.value > 0 THEN 1.0 ELSE 0.0 END');
  const limit = limitOf(measure, own.process);
  return limit === null ? sql`CAST(NULL AS DOUBLE)` : sql`CASE WHEN d.value <= ${limit} THEN 1.0 ELSE 0.0 END`;
}

/** The mix check of the answer, or why there is none. */
export function mixOf(
  plan: EffectPlan,
  found: Readonly<Record<string, readonly Row[]>>,
): { mix: EffectAbout['mix']; reason: string | null } {
  const none = (reason: string) => ({ mix: null, reason });
  const rows = found.mix ?? [];
  const [one, other] = [sideFrom(plan, rows, 1), sideFrom(plan, rows, 2)];
  const candidates = candidatesOf(plan);
  const by = (found.mixBy ?? []).flatMap(({ attribute }) => candidates[Number(attribute)]?.name ?? []);
  if (by.length === 0) return none('No attribute of the cases differs between before and since, or has few enough values.');
  const covered = (one.kept + other.kept) / Math.max(1, one.n + other.n);
  if (covered < LEAST_COVERED)
    return none(`The cases that can be compared like for like are ${String(Math.round(covered * 100))} % of all; 80 % are needed.`);
  const plain = contrastOf(one.plain, other.plain);
  const adjusted = contrastOf(one.weighted, other.weighted);
  if (plain === null || adjusted === null) return none('There are fewer than twenty cases before or since the change.');
  const { difference, low, high } = adjusted;
  const flips = Math.sign(plain.difference) !== Math.sign(difference) && plain.p <= CREDIBLE && adjusted.p <= CREDIBLE;
  const explains = plain.difference - difference;
  return { mix: { by, raw: plain.difference, adjusted: difference, low, high, covered, explains, flips }, reason: null };
}

function sideFrom(plan: EffectPlan, rows: readonly Row[], side: number): Pick<Sided, 'n' | 'kept' | 'plain' | 'weighted'> {
  const row = rows.find((one) => num(one.side) === side);
  const quantile = quantileOf(plan);
  if (quantile === null) return meanSide(row, plan.measure.statistic === 'mean' ? meanOf : shareOf);
  const { plain, weighted } = figuresOf(row, quantile);
  return { n: plain.n, kept: weighted.n, plain: plain.estimate, weighted: weighted.estimate };
}
