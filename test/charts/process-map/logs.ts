import fc from '../../support/laws.ts';
import { edgeKey, type MapEdge, type MapGraph, type MapNode, type MapStages } from '../../../charts/process-map/graph.ts';
import { median } from './median.ts';

/** A step of a made-up case: its activity, ms of waiting before it and ms of work. */
export interface Step {
  readonly activity: string;
  readonly waitMs: number;
  readonly workMs: number;
}
export type Trace = readonly Step[];

/** What the questions `directly-follows` and `activities` would answer about these cases, counted one by one. */
export function graphOfTraces(traces: readonly Trace[]): MapGraph {
  const nodes = new Map<string, MapNode & { work: number[]; places: number }>();
  const edges = new Map<string, MapEdge & { waits: number[] }>();
  for (const trace of traces) {
    const seen = new Set<string>();
    trace.forEach((step, at) => {
      const node = nodes.get(step.activity) ?? newNode(step.activity);
      nodes.set(step.activity, node);
      node.steps += 1;
      node.work.push(step.workMs);
      node.starts += at === 0 ? 1 : 0;
      node.ends += at === trace.length - 1 ? 1 : 0;
      if (!seen.has(step.activity)) {
        node.cases += 1;
        node.places += trace.length > 1 ? at / (trace.length - 1) : 0;
      }
      const from = trace[at - 1]?.activity ?? null;
      const key = edgeKey(from, step.activity);
      const edge = edges.get(key) ?? newEdge(from, step.activity);
      edges.set(key, edge);
      edge.count += 1;
      if (!seen.has(`edge ${key}`)) edge.cases += 1;
      if (from !== null) edge.waits.push(step.waitMs);
      seen.add(step.activity).add(`edge ${key}`);
    });
  }
  return {
    cases: traces.length,
    nodes: [...nodes.values()].map(({ work, places, ...node }) => ({ ...node, position: places / node.cases, processingMs: median(work) })),
    edges: [...edges.values()].map(({ waits, ...edge }) => ({
      ...edge,
      medianMs: median(waits),
      p90Ms: null,
      totalMs: edge.from === null ? null : waits.reduce((sum, ms) => sum + ms, 0),
      timed: waits.length,
    })),
  };
}

const newNode = (id: string) => ({
  ...{ id, steps: 0, cases: 0, starts: 0, ends: 0, position: 0, processingMs: null, work: [] as number[], places: 0 },
  ...{ score: null, scoreLow: null, scoreHigh: null, answers: 0 },
});
const newEdge = (from: string | null, to: string) => ({
  ...{ from, to, count: 0, cases: 0, medianMs: null, p90Ms: null, totalMs: null, timed: 0, parallel: 0, waits: [] as number[] },
});

/** A number from 0 to 1 after the other, the same for a seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export interface ProcessKind {
  seed: number;
  activities: number;
  cases: number;
  /** Chance of a jump forward, of a way back, of the same again; of a case that begins somewhere else. */
  jump: number;
  back: number;
  again: number;
  elsewhere: number;
  stages: number;
}

const SPECIAL = [
  'عملية الدفع',
  '<b>Approve</b> & "sign"',
  '🏥 Aufnahme 👩‍⚕️',
  'Ärztliche Untersuchung',
  '__proto__',
  `${'Long '.repeat(24)}`,
];
const nameOf = (at: number): string => {
  const special = SPECIAL[(at - 3) / 7];
  if (special !== undefined) return special;
  return `Activity ${at}${at % 5 === 0 ? ' with a name that is far too long for one line' : ''}`;
};

/** Cases that mostly walk from the first activity to the last, with skips, ways back and repetitions. */
export function tracesOf(kind: ProcessKind): Trace[] {
  const random = numbers(kind.seed);
  return Array.from({ length: kind.cases }, () => {
    const trace: Step[] = [];
    let at = random() < kind.elsewhere ? Math.floor(random() * kind.activities) : 0;
    while (at < kind.activities && trace.length < 60) {
      trace.push({ activity: nameOf(at), waitMs: Math.round(random() ** 3 * 1e8), workMs: Math.round(random() * 1e6) });
      const draw = random();
      if (draw < kind.again) continue;
      if (draw < kind.again + kind.back) at = Math.max(0, at - Math.floor(random() * 4));
      else at += draw < kind.again + kind.back + kind.jump ? 1 + Math.floor(random() * 6) : 1;
    }
    return trace;
  });
}

/** Stages by typical position; a fifth of the activities lies in any stage. */
export function stagesFor(graph: MapGraph, kind: ProcessKind): MapStages {
  if (kind.stages === 0) return { names: [], of: {} };
  const random = numbers(kind.seed + 1);
  const of = graph.nodes.map(({ id, position }) => {
    const place = random() < 0.8 ? position : random();
    return [id, Math.min(kind.stages - 1, Math.floor(place * kind.stages))] as const;
  });
  return { names: Array.from({ length: kind.stages }, (_, at) => `Stage ${at + 1}`), of: Object.fromEntries(of) };
}

/** Processes of 1 to 33 activities, with and without stages. */
export const processes: fc.Arbitrary<ProcessKind> = fc.record({
  seed: fc.nat(1_000_000),
  activities: fc.integer({ min: 1, max: 33 }),
  cases: fc.integer({ min: 1, max: 160 }),
  jump: fc.double({ min: 0, max: 0.5, noNaN: true }),
  back: fc.double({ min: 0, max: 0.3, noNaN: true }),
  again: fc.constantFrom(0, 0, 0.05, 0.15),
  elsewhere: fc.constantFrom(0, 0.1, 0.3),
  stages: fc.constantFrom(0, 1, 3, 5, 8),
});
