import type { Blueprint } from './blueprint.ts';
import { nextBucket, type Per } from './improvement-days.ts';
import { BASELINE_POINTS, type BaselinePoint } from './improvement.ts';
import { unitOf, type Measure } from './measure.ts';
import { MINUTE, SECOND, type LocalDate } from './units.ts';
import { proposedBalancing } from './verdict-balancing.ts';

/** A baseline is proposed of so many points where there are as many: more than the least makes false verdicts rarer (DOMAIN.md section 7). */
const PROPOSED_POINTS = 26;

/** A measure's id out of words: `wait-for-triage`. */
export function measureId(words: string): string {
  const slug = words
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? 'measure' : slug;
}

/** A name that fits a measure, whatever the log calls its stages. */
const named = (name: string): Pick<Measure, 'id' | 'name'> => ({
  id: measureId(name),
  name: name.length > 80 ? `${name.slice(0, 79)}…` : name,
});

export const waitForStage = (stage: string): Measure => ({
  ...named(`Wait for ${stage}`),
  of: 'stage-wait',
  where: { stage },
  statistic: 'median',
  better: 'lower',
});
export const waitBetween = (from: string, to: string): Measure => ({
  ...named(`Wait from ${from} to ${to}`),
  of: 'hand-over',
  where: { from, to },
  statistic: 'median',
  better: 'lower',
});
export const scoreOf = (stage: string | undefined): Measure => ({
  ...named(stage === undefined ? 'Score' : `Score of ${stage}`),
  of: 'score',
  ...(stage === undefined ? {} : { where: { stage } }),
  statistic: 'mean',
  better: 'higher',
});

const subject = ({ of, where, statistic }: Measure) => JSON.stringify([of, where ?? {}, statistic]);
/** Whether two measures say the same of the same. */
export const sameMeasure = (one: Measure, other: Measure): boolean => subject(one) === subject(other);

/** The stage that a measure is about: of a hand-over the one it enters. */
export function stageOf({ where = {} }: Measure, { stages }: Blueprint): string | null {
  if (where.stage !== undefined) return where.stage;
  const name = where.to ?? where.activity;
  if (name === undefined) return null;
  const own = stages.find((stage) => stage.name === name || stage.activities.some((one) => one.name === name));
  return own?.name ?? null;
}

/** What must not get worse, as the question about effects proposes it, each under an id of its own. */
export function balancingOf(measure: Measure, { blueprint, hasFeedback }: { blueprint: Blueprint; hasFeedback: boolean }): Measure[] {
  const chosen: Measure[] = [];
  for (const one of proposedBalancing(measure, blueprint, { feedback: hasFeedback }))
    chosen.push({ ...one, id: freeId(one.id, [measure, ...chosen]) });
  return chosen;
}

/** An id that none of the others has. */
function freeId(id: string, others: readonly Measure[]): string {
  const taken = new Set(others.map((one) => one.id));
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? id : `${id.slice(0, 37)}-${String(number)}`;
    if (!taken.has(tried)) return tried;
  }
}

/** The newest whole points before a day, at least 13 and at most 26, from `after` on where that leaves enough; null where it does not. */
export function proposedWindow(
  points: readonly (BaselinePoint & { whole: boolean })[],
  { per, before, after }: { per: Per; before: LocalDate | null; after: LocalDate | null },
): { from: LocalDate; to: LocalDate; crosses: boolean } | null {
  const usable = points.filter(
    ({ whole, value, bucket }) => whole && value !== null && (before === null || nextBucket(bucket, per) <= before),
  );
  const recent = usable.filter(({ bucket }) => after === null || bucket >= after);
  const crosses = recent.length < BASELINE_POINTS && usable.length !== recent.length;
  const chosen = (crosses ? usable : recent).slice(-PROPOSED_POINTS);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last || chosen.length < BASELINE_POINTS) return null;
  return { from: first.bucket, to: nextBucket(last.bucket, per), crosses };
}

/** A target to begin with: the one the service has where it is better than the baseline, else a fifth better; a person changes it. */
export function proposedTarget(measure: Measure, mean: number | null, known: readonly Measure[]): number | null {
  if (mean === null || measure.better === 'neutral') return null;
  const better = (target: number) => (measure.better === 'lower' ? target < mean : target > mean);
  const own = [measure, ...known.filter((one) => sameMeasure(one, measure))]
    .map(({ target }) => target)
    .find((target) => target !== undefined);
  if (own !== undefined && better(own)) return own;
  const unit = unitOf(measure);
  const wanted =
    measure.better === 'lower'
      ? rounded(mean * 0.8, unit, Math.floor)
      : unit === 'share'
        ? rounded(mean + (1 - mean) * 0.2, unit, Math.ceil)
        : unit === 'score'
          ? Math.min(100, Math.round(mean + 5))
          : rounded(mean * 1.2, unit, Math.ceil);
  return better(wanted) ? wanted : null;
}

/** The change that would meet a target, in steps a person would write; at least one of them. */
export function proposedChange(measure: Measure, target: number | null, mean: number | null): number | null {
  if (target === null || mean === null || target === mean) return null;
  const unit = unitOf(measure);
  const size = Math.abs(target - mean);
  const step = unit === 'ms' ? (size < 10 * MINUTE ? 30 * SECOND : MINUTE) : unit === 'share' ? 0.01 : 1;
  const steps = Math.max(1, Math.round(size / step));
  return Math.sign(target - mean) * (unit === 'share' ? steps / 100 : steps * step);
}

function rounded(value: number, unit: ReturnType<typeof unitOf>, round: (value: number) => number): number {
  if (unit === 'share') return Math.round(value * 100) / 100;
  const step = unit !== 'ms' ? 1 : value < 10 * MINUTE ? 30 * SECOND : MINUTE;
  return round(value / step) * step;
}
