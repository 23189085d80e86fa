import { expect, it } from 'vitest';
import { activitiesFrom, mapStages, spineOf } from '../../../web/src/lib/panels/map/graph-rows.ts';
import type { ActivityRow, EdgeRow, StageRow } from '../../../web/src/lib/panels/map/rows.ts';

const edge = (from: string | null, to: string | null, count: number, cases = count) => ({ from, to, count, cases }) as EdgeRow;
const stages = ['Intake', 'Care', 'Monitoring', 'Unplaced'].map((stage) => ({ stage, afterDelivery: stage === 'Monitoring' }) as StageRow);

it('tells activities from counts alone: steps are what arrives, ends are what leads nowhere', () => {
  const rows = activitiesFrom([edge(null, 'A', 10), edge('A', 'B', 8), edge('B', 'B', 3, 2), edge('B', null, 8), edge('A', null, 2)]);
  expect(rows).toMatchObject([
    { activity: 'A', steps: 10, cases: 10, startCases: 10, endCases: 2 },
    { activity: 'B', steps: 11, cases: 8, startCases: 0, endCases: 8 },
  ]);
});

it('puts each activity into its stage, and at the level of stages each stage into itself', () => {
  const activities = [
    { activity: 'Call', stage: 'Intake' },
    { activity: 'Treat', stage: 'Care' },
    { activity: 'Odd', stage: 'Gone' },
  ] as ActivityRow[];
  expect(mapStages({ level: 'activity', activities, stages })).toEqual({
    names: ['Intake', 'Care', 'Monitoring', 'Unplaced'],
    of: { Call: 0, Treat: 1 },
    after: [2],
  });
  expect(mapStages({ level: 'stage', activities: [], stages }).of).toEqual({ Intake: 0, Care: 1, Monitoring: 2, Unplaced: 3 });
  expect(mapStages({ level: 'activity', activities, stages: [] })).toEqual({ names: [], of: {}, after: [] });
});

it('has a spine of all stages that follow one another, and none at the level of activities', () => {
  const edges = [edge(null, 'Intake', 5), edge('Intake', 'Care', 5), edge('Care', 'Unplaced', 1)];
  expect(spineOf({ level: 'stage', stages, edges })).toEqual(['Intake', 'Care']);
  expect(spineOf({ level: 'activity', stages, edges })).toBeUndefined();
});
