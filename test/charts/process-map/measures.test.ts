import { expect, it } from 'vitest';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { pinnedLayout } from '../../../charts/process-map/layout.ts';
import type { MapDrawing } from '../../../charts/process-map/shapes.ts';
import { graphOfTraces, tracesOf } from './logs.ts';
import { faultsOf, NO_FAULTS } from './measures.ts';

/** A drawing without a fault, to be spoilt. */
function drawing(): MapDrawing {
  const kind = { seed: 3, activities: 9, cases: 120, jump: 0.2, back: 0.1, again: 0, elsewhere: 0, stages: 0 };
  const layout = pinnedLayout(graphOfTraces(tracesOf(kind)), { names: [], of: {} });
  const made = drawMap(layout, visible(layout), { metric: 'waiting' });
  expect(faultsOf(made)).toEqual(NO_FAULTS);
  return made;
}

it('the measures see an activity, a line or a label that is not where it should be', () => {
  const onNode = drawing();
  const [first, second] = onNode.nodes;
  if (first && second) first.y = second.y;
  expect(faultsOf(onNode)).toMatchObject({ nodeOnNode: 1 });

  const through = drawing();
  const long = through.edges.find((edge) => !edge.loop && edge.points.length > 2);
  const middle = through.nodes.find((node) => node.id !== long?.from && node.id !== long?.to);
  if (long && middle) for (const point of long.points) [point[0], point[1]] = [middle.x + 20, middle.y + 10];
  expect(faultsOf(through).lineThroughNode).toBeGreaterThan(0);

  const pills = drawing();
  const [a, b] = pills.edges.flatMap((edge) => edge.label ?? []);
  const head = pills.edges[2]?.headBox;
  if (a && b && head) [a.x, a.y, b.x, b.y] = [head.x, head.y, head.x + 5, head.y];
  const faults = faultsOf(pills);
  expect([faults.pillOnPill > 0, faults.pillOnHead > 0]).toEqual([true, true]);
  if (a) a.x = -500;
  expect(faultsOf(pills).pillOutside).toBe(1);

  const twice = drawing();
  const copy = twice.edges.find((edge) => !edge.loop && edge.points.length > 2);
  if (copy) twice.edges.push({ ...copy, key: 'copy' });
  expect(faultsOf(twice).coincident).toBe(1);
});
