/**
 * A slow recount in plain TypeScript, written from DOMAIN.md and not from the SQL: it walks every moment of a case and
 * asks who it belongs to. Times are whole minutes.
 */
export interface PlainStep {
  readonly activity: string;
  readonly start: number;
  /** null: started and not ended */
  readonly end: number | null;
}

export interface Design {
  readonly stageOf: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly parallel: readonly string[];
  readonly after: readonly string[];
}

interface Step extends PlainStep {
  readonly over: number;
  readonly stage: string;
  readonly note: boolean;
  readonly aside: boolean;
  readonly after: boolean;
}

export const UNKNOWN_STAGE = 'Unplaced';

export function inOrder(trace: readonly PlainStep[], design: Design): Step[] {
  return trace
    .map((one, line) => {
      const stage = design.stageOf[one.activity] ?? UNKNOWN_STAGE;
      return {
        ...one,
        line,
        over: one.end ?? one.start,
        stage,
        note: design.notes.includes(one.activity),
        aside: design.parallel.includes(stage),
        after: design.after.includes(stage),
      };
    })
    .sort((a, b) => a.start - b.start || a.over - b.over || a.line - b.line);
}

/** What DOMAIN.md section 2 says of every step. */
export function recountSteps(steps: readonly Step[], arrival: number | null) {
  return steps.map((step, i) => {
    const before = steps.slice(0, i).filter((other) => !other.note && other.over <= step.start);
    const enabled = step.note ? step.start : before.length > 0 ? Math.max(...before.map((other) => other.over)) : (arrival ?? step.start);
    const next = step.note ? undefined : steps.slice(i + 1).find((other) => !other.note);
    const earlier = steps.slice(0, i);
    return {
      position: i + 1,
      activity: step.activity,
      waiting: step.start - enabled,
      processing: step.end === null ? null : step.end - step.start,
      gap: next === undefined || step.end === null ? null : Math.max(0, next.start - step.end),
      parallel: next !== undefined && next.start < step.over,
      visit: earlier.filter((other) => other.activity === step.activity).length + 1,
      next: steps[i + 1]?.activity ?? null,
      gapTo: next?.activity ?? null,
      firstOfEdge: !earlier.some((other, j) => other.activity === step.activity && steps[j + 1]?.activity === steps[i + 1]?.activity),
    };
  });
}

export function recountCase(steps: readonly Step[], arrival: number | null) {
  const first = Math.min(...steps.map((step) => step.start));
  const known = arrival !== null && arrival <= first;
  const arrived = known ? arrival : first;
  const last = Math.max(...steps.map((step) => step.over));
  const before = steps.filter((step) => !step.after);
  const afterwards = steps.filter((step) => step.after);
  const delivered = before.length === 0 ? null : Math.max(...before.map((step) => step.over));
  const busy = minutes(first, last).filter((at) => steps.some((step) => runs(step, at))).length;
  return {
    known,
    arrived,
    delivered,
    throughput: last - arrived,
    delivery: delivered === null ? null : delivered - arrived,
    after: delivered === null || afterwards.length === 0 ? null : Math.max(0, ...afterwards.map((step) => step.over - delivered)),
    processing: busy,
    waiting: last - arrived - busy,
    rework: steps.filter((step, i) => steps.slice(0, i).some((other) => other.activity === step.activity)).length,
    trace: steps.map((step) => step.activity),
  };
}

/** Minutes of each activity in one ribbon, by asking of every minute whose it is. */
export function recountRibbon(
  steps: readonly Step[],
  from: number,
  until: number,
  after: boolean,
): Record<string, { waiting: number; processing: number }> {
  const all = steps.filter((step) => step.after === after);
  const solid = all.filter((step) => !step.note);
  const told: Record<string, { waiting: number; processing: number }> = {};
  const give = (step: Step, kind: 'waiting' | 'processing') => {
    const sum = (told[step.activity] ??= { waiting: 0, processing: 0 });
    sum[kind] += 1;
  };
  for (const at of minutes(from, until)) {
    // notes only account for time that no other step will
    const some = solid.some((step) => step.over > at) ? solid : all.filter((step) => step.note);
    const running = some.filter((step) => runs(step, at));
    const owner = running.filter((step) => !step.aside).at(-1) ?? running.at(-1);
    if (owner) give(owner, 'processing');
    else {
      const next = some.find((step) => step.start > at);
      if (!next) throw new Error(`Minute ${at} belongs to nobody.`);
      give(next, 'waiting');
    }
  }
  return told;
}

/** Visits of stages: runs of the steps that are neither notes nor in a parallel stage, then one visit per parallel stage. */
export function recountVisits(steps: readonly Step[], enabledAt: readonly number[]) {
  const numbered = steps.map((step, i) => ({ ...step, enabled: enabledAt[i] ?? step.start })).filter((step) => !step.note);
  const runsOf: (typeof numbered)[] = [];
  for (const step of numbered.filter((one) => !one.aside)) {
    const last = runsOf.at(-1);
    if (last?.[0]?.stage === step.stage) last.push(step);
    else runsOf.push([step]);
  }
  const beside = [...new Set(numbered.filter((step) => step.aside).map((step) => step.stage))].map((stage) =>
    numbered.filter((step) => step.stage === stage),
  );
  const describe = (some: typeof numbered, position: number, visit: number) => {
    const started = some[0]?.start ?? 0;
    const left = Math.max(...some.map((step) => step.over));
    const processing = minutes(started, left).filter((at) => some.some((step) => runs(step, at))).length;
    return {
      stage: some[0]?.stage ?? '',
      visit,
      position,
      waiting: started - (some[0]?.enabled ?? 0),
      processing,
      gap: left - started - processing,
      left,
      started,
      ended: some.at(-1)?.end !== null,
    };
  };
  const seen: string[] = [];
  const visits = runsOf.map((some, at) => {
    const stage = some[0]?.stage ?? '';
    seen.push(stage);
    return describe(some, at + 1, seen.filter((one) => one === stage).length);
  });
  return [
    ...visits.map((visit, at) => ({
      ...visit,
      nextStage: visits[at + 1]?.stage ?? null,
      nextGap: visit.ended && at + 1 < visits.length ? Math.max(0, (visits[at + 1]?.started ?? 0) - visit.left) : null,
      firstOfEdge: !visits.slice(0, at).some((other, i) => other.stage === visit.stage && visits[i + 1]?.stage === visits[at + 1]?.stage),
    })),
    ...beside.map((some) => ({ ...describe(some, 0, 1), nextStage: null, nextGap: null, firstOfEdge: true })),
  ];
}

const runs = (step: Step, at: number): boolean => step.start <= at && at < step.over;
const minutes = (from: number, until: number): number[] => Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i);
