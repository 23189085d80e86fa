import { expect, it } from 'vitest';
import { classEdges, edgeClass, legendOf, nodeClass } from '../../../charts/process-map/classes.ts';
import type { MapEdge, MapGraph, MapNode } from '../../../charts/process-map/graph.ts';

const MINUTE = 60_000;
const edge = (count: number, medianMs: number | null, from: string | null = 'A'): MapEdge => ({
  ...{ from, to: `B${count}`, count, cases: count, medianMs, p90Ms: null, totalMs: medianMs, timed: count, parallel: 0 },
});
const node = (steps: number, figures: Partial<MapNode>): MapNode => ({
  ...{ id: `N${steps}`, steps, cases: steps, starts: 0, ends: 0, position: 0, processingMs: null },
  ...{ score: null, scoreLow: null, scoreHigh: null, answers: 0, ...figures },
});
const graph = (edges: MapEdge[], nodes: MapNode[] = [], score: number | null = null): MapGraph => ({ cases: 1, nodes, edges, score });

it('waiting: round times near the 35, 60, 80 and 93 % points of the passes; the start has no say', () => {
  const edges = [
    edge(35, 4 * MINUTE),
    edge(25, 16 * MINUTE),
    edge(20, 31 * MINUTE),
    edge(13, 70 * MINUTE),
    edge(7, 900 * MINUTE),
    edge(500, MINUTE, null),
  ];
  const boundaries = classEdges(graph(edges), 'waiting');
  expect(boundaries).toEqual([5, 15, 30, 60].map((minutes) => minutes * MINUTE));
  expect(edges.map((one) => edgeClass('waiting', boundaries, one))).toEqual([0, 2, 3, 4, 4, 0]);
  expect(legendOf('waiting', boundaries).map(({ label }) => label.replaceAll('\u00a0', ' '))).toEqual([
    ...['below 5 min', '5 min', '15 min', '30 min', '1 h +'],
  ]);
});

it('waiting: the days after delivery do not make all hours alike', () => {
  const edges = [edge(50, 10 * MINUTE), edge(30, 45 * MINUTE), { ...edge(900, 8000 * MINUTE), to: 'Send bill' }];
  const stages = { names: ['Care', 'Billing'], of: { 'Send bill': 1 } };
  expect(classEdges(graph(edges), 'waiting', stages)[0]).toBeGreaterThan(1000 * MINUTE);
  expect(classEdges(graph(edges), 'waiting', { ...stages, after: [1] }).slice(0, 2)).toEqual([15 * MINUTE, 30 * MINUTE]);
});

it('boundaries always grow, also when all times are the same, unknown or below a second', () => {
  for (const ms of [0, 3, 40_000, 12 * MINUTE, 4e11])
    for (const boundaries of [
      classEdges(graph([edge(5, ms)]), 'waiting'),
      classEdges(graph([], [node(4, { processingMs: ms })]), 'processing'),
    ]) {
      expect(boundaries).toHaveLength(4);
      expect([...new Set(boundaries)].sort((a, b) => a - b)).toEqual(boundaries);
    }
  expect(classEdges(graph([edge(5, null)]), 'waiting')).toHaveLength(4);
});

it('frequency: round counts up to the largest', () => {
  expect(classEdges(graph([edge(1434, null)]), 'frequency')).toEqual([50, 200, 500, 1000]);
  const few = classEdges(graph([edge(1, null)]), 'frequency');
  expect([...new Set(few)]).toHaveLength(4);
});

it('satisfaction: only credible differences from the whole, the large ones apart', () => {
  const boundaries = classEdges(graph([], [], 40), 'satisfaction');
  const classOf = (score: number | null, scoreLow: number | null, scoreHigh: number | null) =>
    nodeClass('satisfaction', boundaries, node(50, { score, scoreLow, scoreHigh, answers: 50 }));
  expect(classOf(25, 20, 30)).toBe(0);
  expect(classOf(35, 31, 39)).toBe(1);
  expect(classOf(20, -5, 45)).toBe(2);
  expect(classOf(45, 41, 49)).toBe(3);
  expect(classOf(55, 50, 60)).toBe(4);
  expect(classOf(null, null, null)).toBeNull();
  expect(legendOf('satisfaction', boundaries)).toHaveLength(5);
});

it('satisfaction without a score of the whole compares nothing', () => {
  const boundaries = classEdges(graph([]), 'satisfaction');
  expect(nodeClass('satisfaction', boundaries, node(50, { score: 10, scoreLow: 5, scoreHigh: 15 }))).toBe(2);
  expect(legendOf('satisfaction', boundaries)).toEqual([]);
});

it('lines are plain where the metric colours nodes', () => {
  expect(edgeClass('processing', [1, 2, 3, 4], edge(5, 9))).toBeNull();
  expect(nodeClass('waiting', [1, 2, 3, 4], node(5, { processingMs: 9 }))).toBeNull();
});
