import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { activities } from '../../server/analytics/activities.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { durations } from '../../server/analytics/durations.ts';
import { stages } from '../../server/analytics/stages.ts';
import { hasRealData, realData } from '../support/real-data.ts';
import { logOf, type TraceStep } from '../support/log.ts';
import { imported } from './imported.ts';

const scope = { process: 'log' };
const blueprint = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Triage', activities: [{ name: 'Triage' }], waitLimitMs: 20 * MINUTE },
    { name: 'Treatment', activities: [{ name: 'Treat' }] },
  ],
};
const traces: Record<string, readonly TraceStep[]> = {
  'C-1': [['Register', 0, 5], ['Triage', 10, 6], ['Treat', 30, 20]],
  'C-2': [['Register', 0, 5], ['Triage', 30, 8], ['Treat', 10, 40]],
  'C-3': [['Register', 0, 5], ['Triage', 50, 10], ['Register', 5, 5], ['Triage', 20, 4]],
}; // prettier-ignore

describe('durations', () => {
  it('spreads out the times of one hand-over: four passes of 10, 20, 30 and 50 min against a limit of 20', async () => {
    const log = await logOf(traces, { blueprint });
    const { rows } = await ask(log, durations, scope, { previous: 'Register', next: 'Triage' });
    const [row] = rows;
    expect(row).toMatchObject({
      n: 4,
      cases: 3,
      minMs: 10 * MINUTE,
      medianMs: 25 * MINUTE,
      meanMs: 27.5 * MINUTE,
      p90Ms: 44 * MINUTE,
      maxMs: 50 * MINUTE,
      totalMs: 110 * MINUTE,
      limitMs: 20 * MINUTE,
      limitFrom: 'stage',
      beyond: 2,
      lostMs: 40 * MINUTE,
    });
    // all hand-overs: 110 + Triage to Treat 40 + Triage to Register 5
    expect(row?.shareOfWaiting).toBeCloseTo(110 / 155, 12);
    expect(row?.longest.map((one) => [one.case, one.ms / MINUTE])).toEqual([
      ['C-3', 50],
      ['C-2', 30],
      ['C-3', 20],
      ['C-1', 10],
    ]);
    expect(row?.histogram.reduce((sum, bar) => sum + bar.count, 0)).toBe(4);
  });

  it('asks for processing, and for the wait and the whole time of a stage, over first visits', async () => {
    const log = await logOf(traces, { blueprint });
    const one = async (params: Record<string, string>) => (await ask(log, durations, scope, params)).rows[0];
    expect(await one({ of: 'processing', activity: 'Triage' })).toMatchObject({
      n: 4,
      medianMs: 7 * MINUTE,
      limitMs: null,
      beyond: null,
      lostMs: null,
    });
    expect(await one({ of: 'stage-wait', stage: 'Triage' })).toMatchObject({
      n: 3,
      medianMs: 30 * MINUTE,
      limitMs: 20 * MINUTE,
      beyond: 2,
    });
    expect(await one({ of: 'stage-time', stage: 'Triage' })).toMatchObject({ n: 3, medianMs: 38 * MINUTE });
    const { rows } = await ask(log, stages, scope);
    const triage = rows.find((row) => row.stage === 'Triage');
    expect([triage?.medianWaitingMs, triage?.medianTotalMs]).toEqual([30 * MINUTE, 38 * MINUTE]);
  });

  it('measures from one stage visit to the next at the level of stages', async () => {
    const log = await logOf(traces, { blueprint });
    const { rows } = await ask(log, durations, { ...scope, level: 'stage' }, { previous: 'Triage', next: 'Treatment' });
    expect(rows[0]).toMatchObject({ n: 2, medianMs: 20 * MINUTE, limitMs: 15 * MINUTE, limitFrom: 'best quarter' });
  });

  it('has no times where nothing has any, and names what it does not know', async () => {
    const log = await logOf(traces, { blueprint });
    expect((await ask(log, durations, scope, { next: 'Register' })).rows[0]).toMatchObject({
      n: 0,
      medianMs: null,
      histogram: [],
      longest: [],
    });
    expect((await ask(log, durations, scope, { previous: 'Treat', next: 'Register' })).rows[0]).toMatchObject({ n: 0, totalMs: null });
    await expect(ask(log, durations, scope, { previous: 'Regster', next: 'Triage' })).rejects.toMatchObject({ field: 'previous' });
    await expect(ask(log, durations, scope, {})).rejects.toMatchObject({ field: 'next' });
    await expect(ask(log, durations, scope, { of: 'stage-wait', stage: 'Register' })).rejects.toMatchObject({ field: 'stage' });
  });

  it.skipIf(!hasRealData)('gives the same figures as the map and the ranking, hand-over by hand-over', async () => {
    const log = await imported([{ path: join(realData, 'receipt.csv.gz') }]);
    const edges = (await ask(log, directlyFollows, scope)).rows.filter((row) => row.from !== null && row.to !== null).slice(0, 25);
    const { rows: ranked } = await ask(log, bottlenecks, scope, { limit: 1000 });
    for (const edge of edges) {
      const [row] = (await ask(log, durations, scope, { previous: edge.from, next: edge.to })).rows;
      expect(row).toMatchObject({ n: edge.timed, medianMs: edge.medianMs, p90Ms: edge.p90Ms, totalMs: edge.totalMs });
      const loss = ranked.find((one) => one.from === edge.from && one.to === edge.to);
      expect([row?.lostMs, row?.limitMs, row?.limitFrom]).toEqual([loss?.lostMs, loss?.limitMs, loss?.limitFrom]);
    }
    await log.close();
  });
});

describe('activities, with more', () => {
  it('gives the mean place of the first pass within a case, 0 to 1', async () => {
    const log = await logOf(traces);
    const { rows } = await ask(log, activities, scope, { positions: true });
    const place = Object.fromEntries(rows.map((row) => [row.activity, row.position]));
    expect(place['Register']).toBe(0);
    expect(place['Treat']).toBe(1);
    expect(place['Triage']).toBeCloseTo((0.5 + 0.5 + 1 / 3) / 3, 12);
  });

  it('leaves positions and scores out when nobody asks', async () => {
    const log = await logOf(traces);
    const [row] = (await ask(log, activities, scope)).rows;
    expect(row).not.toHaveProperty('position');
    expect(row).not.toHaveProperty('score');
    const [scored] = (await ask(log, activities, scope, { scores: true })).rows;
    expect(scored).toMatchObject({ score: null, answers: 0, low: null, high: null });
  });
});
