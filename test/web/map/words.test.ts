import { describe, expect, it } from 'vitest';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import type { MapGraph, Visible } from '../../../charts/process-map/shapes.ts';
import { pinnedLayout } from '../../../charts/process-map/layout.ts';
import { PLAIN_WORDS } from '../../../model/process.ts';
import { connected, boxOf, marks } from '../../../web/src/lib/panels/map/pointing.ts';
import { placeOf } from '../../../web/src/lib/panels/map/keyboard.ts';
import { hiddenSentence, mapSentence, ofWhichShort, shareWords, spoken, walkable } from '../../../web/src/lib/panels/map/words.ts';
import { ofWhich } from '../../../web/src/lib/scope/words.ts';

const node = (id: string, steps: number, more = {}) => ({
  ...{
    id,
    steps,
    cases: steps,
    starts: 0,
    ends: 0,
    position: 0,
    processingMs: null,
    score: null,
    scoreLow: null,
    scoreHigh: null,
    answers: 0,
  },
  ...more,
});
const edge = (from: string | null, to: string, count: number, medianMs: number | null) => ({
  ...{
    from,
    to,
    count,
    cases: count,
    medianMs,
    p90Ms: medianMs,
    totalMs: medianMs === null ? null : medianMs * count,
    timed: count,
    parallel: 0,
  },
});
const graph: MapGraph = {
  cases: 10,
  nodes: [node('Ask', 10, { starts: 10, processingMs: 300_000 }), node('Give', 9, { ends: 9, position: 1 })],
  edges: [edge(null, 'Ask', 10, 60_000), edge('Ask', 'Give', 9, 2_820_000), edge('Ask', 'Ask', 1, 0)],
};
const layout = pinnedLayout(graph, { names: [], of: {} });
const shown = visible(layout, { paths: 99 });
const drawing = drawMap(layout, shown, { metric: 'waiting' });
const say = (place: Parameters<typeof spoken>[0]) => spoken(place, drawing, shown, PLAIN_WORDS, 'waiting').replaceAll('\u00a0', ' ');

describe('what is heard of a place', () => {
  it('is its figures and where one can go', () => {
    expect(say(placeOf({ kind: 'start' }))).toBe('Start: 10 cases arrive. 1 path leads on.');
    expect(say(placeOf({ kind: 'node', id: 'Ask' }))).toBe('Ask: 10 times in 10 cases, median processing 5 min. 1 path leads on.');
    expect(say(placeOf({ kind: 'node', id: 'Give' }))).toBe('Give: 9 times in 9 cases, 9 end here. No path shown leads on.');
    expect(say({ at: { kind: 'edge', from: 'Ask', to: 'Give' }, home: 'Ask' })).toBe(
      'Ask to Give: median wait 47 min, 9 times in 9 cases. Hand-over 1 of 3 of Ask.',
    );
    expect(say({ at: { kind: 'edge', from: 'Ask', to: 'Ask' }, home: 'Ask' })).toMatch(
      /^Ask, again at once: median wait 0 min, 1 time in 1 case\./,
    );
  });
  it('says so where no case comes', () => {
    const few = visible(layout, {}, { ...graph, nodes: [graph.nodes[0]!], edges: [graph.edges[0]!] });
    const ghosted = drawMap(layout, few, { metric: 'waiting' });
    expect(spoken(placeOf({ kind: 'node', id: 'Give' }), ghosted, few, PLAIN_WORDS, 'waiting')).toContain(
      'Give: no case of this choice comes here.',
    );
  });
});

it('names the map in a sentence', () => {
  expect(mapSentence(shown, 'waiting', 'activity')).toBe('Process map, waiting: 2 activities, 3 paths.');
});

it('says what is hidden, and never rounds a little to nothing', () => {
  const with_ = (more: Partial<Visible>): Visible => ({ ...shown, hiddenActivities: 0, hiddenPaths: 0, listedActivities: 0, ...more });
  expect(hiddenSentence(with_({}))).toBe('Shows everything.');
  expect(hiddenSentence(with_({ hiddenPaths: 3, hiddenSteps: 6, shownSteps: 0.94, hiddenWaiting: 0.04 }))).toBe(
    'Shows 94\u00a0% of steps. Hidden paths hold 4\u00a0% of waiting.',
  );
  expect(hiddenSentence(with_({ hiddenPaths: 1, hiddenSteps: 0, hiddenWaiting: 0 }))).toBe(
    'Shows all steps. Hidden paths hold no waiting.',
  );
  expect(hiddenSentence(with_({ hiddenPaths: 1, hiddenSteps: 1, shownSteps: 0.999, hiddenWaiting: null }))).toBe(
    'Shows more than 99\u00a0% of steps.',
  );
  expect(shareWords(0.001)).toBe('less than 1\u00a0%');
  expect([shareWords(0), shareWords(1)]).toEqual(['0\u00a0%', '100\u00a0%']);
});

it('keeps what is connected clear, marks both ends of a hand-over, and knows where things stand', () => {
  const near = connected(drawing, { kind: 'edge', from: null, to: 'Ask' });
  expect([...near.nodes]).toEqual([null, 'Ask']);
  expect(near.edges.size).toBe(1);
  expect(connected(drawing, { kind: 'node', id: 'Ask' }).edges.size).toBe(3);
  expect([...marks({ kind: 'edge', from: null, to: 'Ask' })]).toEqual([null, 'Ask']);
  expect(boxOf(drawing, { kind: 'node', id: 'gone' })).toBeNull();
  expect(boxOf(drawing, { kind: 'edge', from: 'Ask', to: 'Give' })?.height).toBeGreaterThan(0);
  expect(walkable(drawing).nodes).toHaveLength(2);
});

it('says on paper and in files which cases a map is of', () => {
  const period = { from: '2026-10-01', to: '2026-11-01' };
  expect(ofWhich({ period, filters: [{ kind: 'activity', names: ['<b>Triage</b>'] }, { kind: 'comment' }] }, PLAIN_WORDS)).toBe(
    'October 2026; Passes: <b>Triage</b>; With: a comment',
  );
  expect(ofWhichShort({ period })).toBe('October 2026');
  expect(ofWhichShort({ filters: [{ kind: 'comment' }] })).toBe('Everything, 1 filter');
});
