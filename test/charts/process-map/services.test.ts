import { beforeAll, describe, expect, it } from 'vitest';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { METRICS } from '../../../charts/process-map/graph.ts';
import { pinnedLayout } from '../../../charts/process-map/layout.ts';
import type { MapLayout } from '../../../charts/process-map/shapes.ts';
import { hasRealData } from '../../support/real-data.ts';
import { graphOfTraces, tracesOf } from './logs.ts';
import { faultsOf, figuresOf, NO_FAULTS } from './measures.ts';
import { patients, receipt, sampleService, type Service } from './services.ts';

const LOGS: [name: string, load: () => Promise<Service>, real: boolean][] = [
  ['the sample of an emergency department', () => Promise.resolve(sampleService('ed', 'Visit')), false],
  ['the sample of a service desk', () => Promise.resolve(sampleService('desk', 'Request')), false],
  ['receipt', receipt, true],
  ['patients', patients, true],
];

for (const [name, load, real] of LOGS)
  describe.skipIf(real && !hasRealData)(name, () => {
    let service: Service;
    let layout: MapLayout;
    beforeAll(async () => {
      service = await load();
      layout = pinnedLayout(service.graph, service.stages);
    });

    it('is drawn without a fault at the default sliders, in every metric', () => {
      for (const metric of METRICS) {
        const drawing = drawMap(layout, visible(layout), { metric });
        expect(faultsOf(drawing)).toEqual(NO_FAULTS);
        expect(figuresOf(drawing).withoutLabel).toBe(0);
        expect(drawing.crowded).toBe(false);
      }
    });

    it('is drawn without a fault in a filter, with everything on, without stages and at the level of stages', () => {
      const some = visible(layout, {}, service.some);
      expect(some.cases).toBeGreaterThan(0);
      expect(some.cases).toBeLessThan(service.graph.cases);
      expect({ ...faultsOf(drawMap(layout, some, { metric: 'waiting' })), coincident: 0 }).toEqual(NO_FAULTS);
      const everything = visible(layout, { activities: Infinity, paths: Infinity });
      expect({ ...faultsOf(drawMap(layout, everything, { metric: 'waiting' })), coincident: 0 }).toEqual(NO_FAULTS);
      const plain = pinnedLayout(service.graph, { names: [], of: {} });
      const drawing = drawMap(plain, visible(plain), { metric: 'waiting' });
      expect(faultsOf(drawing)).toEqual(NO_FAULTS);
      expect([drawing.bands, drawing.gutter]).toEqual([[], 0]);
      const level = pinnedLayout(service.stageGraph, service.stageNames, { spine: service.stageNames.names });
      expect(faultsOf(drawMap(level, visible(level), { metric: 'waiting' }))).toEqual(NO_FAULTS);
    });

    it.runIf(name === 'receipt')('is the map of the picture', () => {
      const shown = visible(layout);
      expect(layout.spine.map((activity) => activity.slice(0, 4))).toEqual(['Conf', 'T02 ', 'T04 ', 'T05 ', 'T06 ', 'T10 ']);
      expect([shown.shownActivities, shown.edges.length, layout.ranked.length]).toEqual([16, 23, 27]);
      const drawing = drawMap(layout, shown, { metric: 'waiting' });
      expect(drawing.sentences).toEqual(['Shows 93\u00a0% of steps.', 'Hidden paths hold 11\u00a0% of waiting.']);
      expect(figuresOf(drawing).crossings).toBeLessThanOrEqual(8);
    });

    it('says what it hides, and with everything on hides nothing', () => {
      const first = visible(layout);
      expect(first.shownSteps).toBeGreaterThan(0.85);
      expect(first.hiddenWaiting).toBeLessThan(0.2);
      const passes = service.graph.edges.reduce((sum, edge) => sum + edge.count, 0);
      const shown = first.edges.reduce((sum, edge) => sum + edge.count, 0);
      expect(first.hiddenSteps).toBe(passes - shown);
      expect(visible(layout, { activities: Infinity, paths: Infinity })).toMatchObject({
        ...{ shownSteps: 1, hiddenSteps: 0, hiddenActivities: 0, hiddenPaths: 0, listedActivities: 0 },
      });
    });
  });

describe('generated logs', () => {
  const chain = { seed: 5, cases: 500, jump: 0.12, back: 0.03, again: 0.01, elsewhere: 0.02, stages: 0 };

  it('60 activities are drawn without a fault', () => {
    const layout = pinnedLayout(graphOfTraces(tracesOf({ ...chain, activities: 60 })), { names: [], of: {} });
    expect(layout.listed).toEqual([]);
    expect(faultsOf(drawMap(layout, visible(layout), { metric: 'waiting' }))).toEqual(NO_FAULTS);
  });

  it('of 600 activities the most frequent are laid out, the others listed, and a sentence says so', () => {
    const graph = graphOfTraces(tracesOf({ ...chain, activities: 600, elsewhere: 0.9, cases: 1500 }));
    const layout = pinnedLayout(graph, { names: [], of: {} });
    expect(graph.nodes.length).toBeGreaterThan(550);
    expect(layout.ranked.length + layout.listed.length).toBe(graph.nodes.length);
    expect(layout.ranked.length).toBeLessThanOrEqual(80);
    const shown = visible(layout);
    const drawing = drawMap(layout, shown, { metric: 'waiting' });
    expect(faultsOf(drawing)).toEqual(NO_FAULTS);
    expect(drawing.sentences.at(-1)).toBe(`${layout.listed.length} rarer activities are in the table only.`);
    expect(shown.hiddenSteps).toBeGreaterThan(0);
    // a filter brings activities that have no place: they are counted, not drawn
    const some = visible(layout, { activities: Infinity }, graph);
    expect(some.nodes.map((node) => node.id).sort()).toEqual([...layout.ranked].sort());
  });
});
