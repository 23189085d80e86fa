import type { Random } from './random.ts';
import type { RecordedCase } from './record.ts';

/** The waits of a case by stage: from the latest end so far (or the arrival) to each start, under the stage of the step that starts. */
export function waitsByStage(of: RecordedCase, stageOf: ReadonlyMap<string, string>): Map<string, number> {
  const waits = new Map<string, number>();
  let free = of.arrived;
  for (const step of of.steps) {
    const stage = stageOf.get(step.activity) ?? '';
    waits.set(stage, (waits.get(stage) ?? 0) + Math.max(0, step.start - free));
    free = Math.max(free, step.end ?? step.start);
  }
  return waits;
}

/** When the last of some activities was over; null when none happened. */
export function lastEnd(of: RecordedCase, among: (activity: string) => boolean): number | null {
  let last: number | null = null;
  for (const step of of.steps) if (among(step.activity)) last = Math.max(last ?? 0, step.end ?? step.start);
  return last;
}

/** The language of a form: most write English. */
export const languageOf = (random: Random): string => ['en', 'pl', 'pt', 'ga'][random.weighted([92, 4, 2.5, 1.5])]!;
