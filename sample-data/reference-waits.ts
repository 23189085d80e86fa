import { localTime } from './local-time.ts';
import type { RecordedCase } from './record.ts';
import { quantile } from './reference.ts';

/** One wait of a hand-over that has ended: who waited, for which step, and how long. */
export interface HandOverWait {
  readonly of: RecordedCase;
  /** The end of the step before. */
  readonly began: number;
  readonly ms: number;
}

/** The waits of one hand-over, occurrence by occurrence (DOMAIN.md section 2, *Hand-over time*). */
export function waitsOf(cases: readonly RecordedCase[], from: string, to: string): HandOverWait[] {
  return cases.flatMap((of) =>
    of.steps.flatMap((step, at) => {
      const next = of.steps[at + 1];
      if (step.activity !== from || next?.activity !== to || step.end === null) return [];
      return [{ of, began: step.end, ms: Math.max(0, next.start - step.end) }];
    }),
  );
}

export interface WaitGroup {
  readonly value: string;
  readonly n: number;
  readonly medianMs: number | null;
  readonly withinLimit: number | null;
  /** Beyond the limit. */
  readonly lostMs: number;
}

/** The same wait by what is known of each: median, and share within the limit. Values in their own order. */
export function groupsOf(waits: readonly HandOverWait[], limitMs: number, valueOf: (wait: HandOverWait) => string): WaitGroup[] {
  const groups = new Map<string, number[]>();
  for (const wait of waits) {
    const value = valueOf(wait);
    groups.set(value, [...(groups.get(value) ?? []), wait.ms]);
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([value, times]) => ({
      value,
      n: times.length,
      medianMs: quantile(times, 0.5),
      withinLimit: times.length === 0 ? null : times.filter((ms) => ms <= limitMs).length / times.length,
      lostMs: times.reduce((sum, ms) => sum + Math.max(0, ms - limitMs), 0),
    }));
}

/** The quarter of the day in which a wait begins, by the wall clock. */
export function quarterOf(zone: string): (wait: HandOverWait) => string {
  const local = localTime(zone);
  return ({ began }) =>
    ['00:00 to 06:00', '06:00 to 12:00', '12:00 to 18:00', '18:00 to 24:00'][Math.floor(local.wallClock(began).hour / 6)] ?? '';
}

export interface ReworkCount {
  readonly activity: string;
  readonly cases: number;
  readonly reworkedCases: number;
  readonly repeats: number;
}

/** Activities done again, most cases first: cases with it at least twice, passes after the first. */
export function reworkOf(cases: readonly RecordedCase[]): ReworkCount[] {
  const counts = new Map<string, { cases: number; reworkedCases: number; repeats: number }>();
  for (const { steps } of cases) {
    const times = new Map<string, number>();
    for (const { activity } of steps) times.set(activity, (times.get(activity) ?? 0) + 1);
    for (const [activity, passes] of times) {
      const count = counts.get(activity) ?? { cases: 0, reworkedCases: 0, repeats: 0 };
      counts.set(activity, count);
      count.cases += 1;
      count.reworkedCases += passes > 1 ? 1 : 0;
      count.repeats += passes - 1;
    }
  }
  return [...counts]
    .map(([activity, count]) => ({ activity, ...count }))
    .filter(({ reworkedCases }) => reworkedCases > 0)
    .sort((one, other) => other.reworkedCases - one.reworkedCases || (one.activity < other.activity ? -1 : 1));
}
