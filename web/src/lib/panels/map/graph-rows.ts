import type { MapStages } from '../../../../../charts/process-map/shapes.ts';
import { UNPLACED } from '../../../../../model/blueprint.ts';
import type { EdgeRow, Figures } from './rows.ts';

/** Activities as far as the counts of hand-overs tell of them: passes, and the cases that take the first way in. */
export function activitiesFrom(edges: readonly EdgeRow[]) {
  const found = new Map<string, { steps: number; cases: number; starts: number; ends: number }>();
  const at = (name: string) => {
    const known = found.get(name) ?? { steps: 0, cases: 0, starts: 0, ends: 0 };
    found.set(name, known);
    return known;
  };
  for (const { from, to, count, cases } of edges) {
    if (to === null) {
      if (from !== null) at(from).ends += count;
      continue;
    }
    const node = at(to);
    node.steps += count;
    node.cases = Math.max(node.cases, cases);
    if (from === null) node.starts += count;
  }
  return [...found].map(([activity, { steps, cases, starts, ends }]) => ({
    activity,
    stage: '',
    steps,
    cases,
    startCases: starts,
    endCases: ends,
    medianProcessingMs: null,
    note: false,
  }));
}

/** At the level of stages the spine is all stages that follow one another, as they are ordered; else it is found. */
export function spineOf({ level, stages, edges }: Pick<Figures, 'level' | 'stages' | 'edges'>): string[] | undefined {
  if (level === 'activity') return undefined;
  const walked = new Set(edges.flatMap(({ from, to }) => (from === null ? [to] : [from, to])));
  return stages.filter((row) => walked.has(row.stage) && row.stage !== UNPLACED).map((row) => row.stage);
}

/** Stages in their order and where each activity belongs; at the level of stages each is its own. */
export function mapStages({ level, activities, stages }: Pick<Figures, 'level' | 'activities' | 'stages'>): MapStages {
  const names = stages.map(({ stage }) => stage);
  const place = new Map(names.map((name, index) => [name, index]));
  const after = stages.flatMap(({ afterDelivery }, index) => (afterDelivery ? [index] : []));
  if (level === 'stage') return { names, of: Object.fromEntries(place), after };
  const placed = activities.flatMap(({ activity, stage }): [string, number][] => {
    const index = place.get(stage);
    return index === undefined ? [] : [[activity, index]];
  });
  return { names, of: Object.fromEntries(placed), after };
}
