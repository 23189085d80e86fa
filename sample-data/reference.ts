import type { Blueprint } from '../model/blueprint.ts';
import { MINUTE } from '../model/units.ts';
import type { RecordedCase } from './record.ts';

/**
 * DOMAIN.md once more, in plain loops over what was simulated: slow, short, and knowing nothing of the product's
 * SQL. The truth is computed with it, so that a test compares two ways to the same figure.
 */

/** Linear interpolation between order statistics (type 7). */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + ((sorted[below + 1] ?? low) - low) * (at - below);
}

export interface Design {
  readonly stageOf: ReadonlyMap<string, string>;
  readonly parallel: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  readonly limitOf: ReadonlyMap<string, number>;
  readonly handOverLimit: ReadonlyMap<string, number>;
  readonly ends: ReadonlySet<string>;
}

export const handOverKey = (from: string, to: string) => `${from} → ${to}`;

export const designOf = (blueprint: Blueprint): Design => ({
  stageOf: new Map(blueprint.stages.flatMap((stage) => stage.activities.map((one) => [one.name, stage.name] as const))),
  parallel: new Set(blueprint.stages.filter((stage) => stage.parallel === true).map((stage) => stage.name)),
  after: new Set(blueprint.stages.filter((stage) => stage.afterDelivery === true).map((stage) => stage.name)),
  limitOf: new Map(
    blueprint.stages.flatMap((stage) => (stage.waitLimitMs === undefined ? [] : [[stage.name, stage.waitLimitMs] as const])),
  ),
  handOverLimit: new Map(blueprint.handOvers.map((one) => [handOverKey(one.from, one.to), one.limitMs] as const)),
  ends: new Set(blueprint.endActivities),
});

/** When the person served had what they came for; the last end where the blueprint marks no stage. */
export function deliveredAt(of: RecordedCase, design: Design): number {
  const before = of.steps.filter((step) => !design.after.has(design.stageOf.get(step.activity) ?? ''));
  return Math.max(...(before.length > 0 ? before : of.steps).map((step) => step.end ?? step.start));
}

/** Ends with an end activity of the blueprint. The product also counts cases idle beyond the cut-off as complete: some of `desk`, none of `ed`. */
export const hasEnded = (of: RecordedCase, design: Design): boolean => design.ends.has(of.steps.at(-1)?.activity ?? '');

/**
 * Cases that are over (DOMAIN.md section 0): ended, or idle for longer than the cut-off, which is the p95 of all hand-over times
 * rounded up to a minute.
 */
export function completeCases(cases: readonly RecordedCase[], design: Design): RecordedCase[] {
  const all = [...gaps(cases).values()].flatMap(({ gaps: waits }) => waits);
  const cutOffMs = Math.ceil((quantile(all, 0.95) ?? 0) / MINUTE) * MINUTE;
  const last = new Map(cases.map((of) => [of, of.steps.reduce((most, step) => Math.max(most, step.end ?? step.start), 0)]));
  const end = [...last.values()].reduce((most, at) => Math.max(most, at), 0);
  return cases.filter((of) => hasEnded(of, design) || (last.get(of) ?? end) < end - cutOffMs);
}

/** Waits before the first step of each visit of a stage, with the start they led to. */
export function stageWaits(
  cases: readonly RecordedCase[],
  design: Design,
  stage: string,
  arrivalKnown: boolean,
): { at: number; ms: number }[] {
  const found: { at: number; ms: number }[] = [];
  for (const { arrived, steps } of cases) {
    let previous = '';
    steps.forEach((step, at) => {
      const own = design.stageOf.get(step.activity) ?? 'Unplaced';
      if (design.parallel.has(own)) return;
      if (own === stage && previous !== stage) {
        const over = steps.slice(0, at).flatMap((one) => (one.end !== null && one.end <= step.start ? [one.end] : []));
        const enabled = over.length > 0 ? Math.max(...over) : arrivalKnown ? arrived : step.start;
        found.push({ at: step.start, ms: step.start - enabled });
      }
      previous = own;
    });
  }
  return found;
}

export interface HandOver {
  readonly from: string;
  readonly to: string;
  readonly occurrences: number;
  readonly medianMs: number;
  readonly limitMs: number;
  readonly limitFrom: 'hand-over' | 'stage' | 'best quarter';
  readonly lostMs: number;
}

function gaps(cases: readonly RecordedCase[]): Map<string, { from: string; to: string; gaps: number[] }> {
  const all = new Map<string, { from: string; to: string; gaps: number[] }>();
  for (const { steps } of cases) {
    steps.forEach((step, at) => {
      const next = steps[at + 1];
      if (next === undefined || step.end === null) return;
      const key = handOverKey(step.activity, next.activity);
      const entry = all.get(key) ?? { from: step.activity, to: next.activity, gaps: [] };
      all.set(key, entry);
      entry.gaps.push(Math.max(0, next.start - step.end));
    });
  }
  return all;
}

/** Hand-overs by the time lost beyond their limit, most first. The best quarter is that of all cases, whatever the scope. */
export function rankHandOvers(scope: readonly RecordedCase[], all: readonly RecordedCase[], design: Design): HandOver[] {
  const everywhere = gaps(all);
  return [...gaps(scope)]
    .map(([key, { from, to, gaps: waits }]): HandOver => {
      const own = design.handOverLimit.get(key);
      const stage = design.stageOf.get(to);
      const entered = stage !== design.stageOf.get(from) && stage !== undefined ? design.limitOf.get(stage) : undefined;
      const limitMs = own ?? entered ?? quantile(everywhere.get(key)?.gaps ?? [], 0.25) ?? 0;
      return {
        from,
        to,
        occurrences: waits.length,
        medianMs: quantile(waits, 0.5) ?? 0,
        limitMs,
        limitFrom: own !== undefined ? 'hand-over' : entered !== undefined ? 'stage' : 'best quarter',
        lostMs: waits.reduce((sum, wait) => sum + Math.max(0, wait - limitMs), 0),
      };
    })
    .sort((a, b) => b.lostMs - a.lostMs || (handOverKey(a.from, a.to) < handOverKey(b.from, b.to) ? -1 : 1));
}
