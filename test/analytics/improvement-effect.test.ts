import { describe, expect, it } from 'vitest';
import { addDays } from '../../model/calendar.ts';
import type { FrozenImprovement } from '../../model/improvement.ts';
import type { Measure } from '../../model/measure.ts';
import { MINUTE } from '../../model/units.ts';
import { ask, type ProcessContext } from '../../server/analytics/analytic.ts';
import { improvementEffect } from '../../server/analytics/improvement-effect.ts';
import { logOfEvents, type Log, type LogRow } from '../support/log.ts';

const monday = (week: number) => addDays('2026-01-05', 7 * week);
const wait: Measure = {
  id: 'wait',
  name: 'Wait for triage',
  of: 'stage-wait',
  where: { stage: 'Triage' },
  statistic: 'median',
  better: 'lower',
};
const definition = JSON.stringify(wait);
const blueprint = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Triage', activities: [{ name: 'Triage' }] },
    { name: 'Care', activities: [{ name: 'Treat' }] },
  ],
  endActivities: ['Treat'],
  measures: [wait],
};

interface Week {
  /** Minutes of wait of each case. */
  readonly waits: readonly number[];
  readonly priority?: (at: number) => string;
  readonly site?: string;
}

/** Cases on the Tuesday of each week: an hour after they came they are triaged after their wait, and treated half an hour later. */
function rows(weeks: readonly Week[]): LogRow[] {
  return weeks.flatMap(({ waits, priority, site }, week) =>
    waits.flatMap((minutes, at): LogRow[] => {
      const time = (after: number) =>
        new Date(Date.parse(`${addDays(monday(week), 1)}T08:00:00Z`) + (at * 10 + after) * MINUTE)
          .toISOString()
          .replace('T', ' ')
          .replace('Z', '');
      const one = {
        case: `${site ?? ''}${String(week)}-${String(at)}`,
        attributes: { Priority: priority?.(at) ?? '1', Site: site ?? 'North' },
      };
      return [
        { ...one, activity: 'Register', start: time(0), end: time(5) },
        { ...one, activity: 'Triage', start: time(5 + minutes), end: time(10 + minutes) },
        { ...one, activity: 'Treat', start: time(40 + minutes), end: time(50 + minutes) },
      ];
    }),
  );
}

/** Ten cases around a median: 18 or 22 by turns before, and so much less since. */
const around = (median: number): number[] => [-4, -3, -2, -1, 0, 0, 1, 2, 3, 4].map((away) => median + away);
const weeks = (before: number, after: number, cut = 8): Week[] =>
  Array.from({ length: before + after }, (_, week) => ({ waits: around((week % 2 === 0 ? 18 : 22) - (week >= before ? cut : 0)) }));
// the data begin on a Tuesday, so the first week is not whole
const BEFORE = 21;
const scope = { process: 'log' };
const logged = (list: readonly Week[]) => logOfEvents(rows(list), { blueprint, cutOffMs: 60 * MINUTE });

const asked = async (log: Log, params: Record<string, unknown> = {}, more: Partial<ProcessContext> = {}) =>
  ask({ session: log.session, process: { ...log.process, ...more } }, improvementEffect, scope, {
    definition,
    balancing: false,
    ...params,
  });

it('judges whole weeks since the change against those before, with what was saved', async () => {
  const log = await logged(weeks(BEFORE, 21));
  const { about, rows: found } = await asked(log, { changed: monday(BEFORE), balancing: true });
  // the last week ends with the data, on its Tuesday
  expect(found.map(({ part }) => part)).toEqual([
    ...Array.from({ length: 20 }, () => 'baseline'),
    ...Array.from({ length: 20 }, () => 'after'),
    'unfinished',
  ]);
  expect(about).toMatchObject({
    verdict: 'holding',
    words: 'Improved and holding',
    changed: monday(BEFORE),
    effect: -8 * MINUTE,
    relative: -0.4,
    reachedAt: monday(BEFORE + 7),
    holdsFrom: monday(BEFORE + 19),
    baseline: { from: monday(1), to: monday(BEFORE), points: 20, mean: 20 * MINUTE, medianN: 10, locked: false },
    after: { points: 20, mean: 12 * MINUTE, needed: 8 },
    // 200 cases, 8 minutes each
    valueMs: 1600 * MINUTE,
    reached: 210,
    comparison: null,
    segmented: null,
    predicted: null,
    touched: [],
  });
  expect(about?.baseline.low).toBeCloseTo((20 - 2.66 * 4) * MINUTE, 6);
  expect(found[25]).toMatchObject({ mean: 20 * MINUTE, signal: 'improvement', rules: [2, 4] });
  expect(about?.balancing.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['wait-care', 'no-change'],
    ['work-triage', 'no-change'],
    ['done-again', 'no-change'],
    ['score', 'not-enough-data'],
  ]);
  // a change in the middle of a week counts from the next whole one
  const middle = await asked(log, { changed: addDays(monday(BEFORE), -3) });
  expect(middle.about?.changed).toBe(monday(BEFORE));
});

it('sets the effect against cases that had no change', async () => {
  const here = rows(weeks(BEFORE, 13).map((week) => ({ ...week, site: 'North' })));
  const there = rows(weeks(BEFORE, 13, 3).map((week) => ({ ...week, site: 'South' })));
  const log = await logOfEvents([...here, ...there], { blueprint, cutOffMs: 60 * MINUTE });
  const answer = await ask(
    log,
    improvementEffect,
    { process: 'log', filters: [{ kind: 'attribute', name: 'Site', op: 'in', values: ['North'] }] },
    { definition, changed: monday(BEFORE), against: 'where=Site:in:South', balancing: false },
  );
  expect(answer.about).toMatchObject({ effect: -8 * MINUTE, comparison: { effect: -5 * MINUTE, before: 20 * MINUTE, after: 17 * MINUTE } });
  expect(answer.about?.comparison?.words).toContain('Where nothing was changed it went from');
  expect(answer.rows[30]?.compared).toBe((answer.rows[30]?.value ?? 0) + 5 * MINUTE);
});

it('says what the mix of cases makes of the effect', async () => {
  // urgent cases wait 10 min, others 30: the same before and since, but there are more urgent ones since
  const mixed = (urgent: number): Week => ({
    waits: Array.from({ length: 20 }, (_, at) => (at < urgent ? 8 + (at % 5) : 28 + (at % 5))),
    priority: (at) => (at < urgent ? '1' : '2'),
  });
  const log = await logged(Array.from({ length: 42 }, (_, week) => mixed(week < BEFORE ? 5 : 15)));
  const mean = { ...wait, statistic: 'mean' };
  const { about } = await asked(log, { definition: JSON.stringify(mean), changed: monday(BEFORE) });
  expect(about?.effect).toBeLessThan(-9 * MINUTE);
  expect(about?.mix).toMatchObject({ by: ['Priority'], covered: 1, flips: false });
  expect(Math.abs(about?.mix?.adjusted ?? 99)).toBeLessThan(MINUTE / 2);
  expect(about?.mix?.explains).toBeLessThan(-9 * MINUTE);
  const { about: median } = await asked(log, { changed: monday(BEFORE) });
  expect(Math.abs(median?.mix?.explains ?? 0)).toBeGreaterThan(10 * MINUTE);
  const { about: count } = await asked(log, {
    definition: JSON.stringify({ ...wait, statistic: 'count', better: 'higher' }),
    changed: monday(BEFORE),
  });
  expect(count).toMatchObject({ mix: null, mixReason: 'A number or a sum of cases has no mix that could be made equal.', valueMs: null });
});

describe('a frozen improvement', () => {
  const frozen = (more: Partial<FrozenImprovement> = {}): FrozenImprovement => ({
    ...{ id: 'imp-001', name: 'Second nurse', state: 'running', measure: wait, scope: '', against: null, per: 'week' },
    baseline: {
      ...{ per: 'week', from: monday(1), to: monday(BEFORE), lockedAt: '2026-06-01T00:00:00.000Z', dataVersion: 1 },
      points: Array.from({ length: 20 }, (_, at) => ({ bucket: monday(at + 1), value: (at % 2 === 0 ? 22 : 18) * MINUTE, n: 10 })),
    },
    ...{
      changedOn: monday(BEFORE),
      earlierChanges: [],
      prediction: -5 * MINUTE,
      target: 15 * MINUTE,
      balancing: [],
      wasImproved: false,
      adoptedAt: null,
    },
    ...more,
  });
  const askedOf = (log: Log, improvement: FrozenImprovement) =>
    ask({ session: log.session, process: { ...log.process, improvements: [improvement] } }, improvementEffect, scope, {
      improvement: improvement.id,
    });

  it('keeps its baseline, and says what it would be now', async () => {
    const same = await logged(weeks(BEFORE, 13));
    const before = await askedOf(same, frozen());
    expect(before.about).toMatchObject({
      ...{
        improvement: 'imp-001',
        verdict: 'improved',
        effect: -8 * MINUTE,
        wouldNow: null,
        touched: [],
        predicted: -5 * MINUTE,
        predictionMet: true,
        targetMet: true,
      },
      progress: { share: 0.867, missing: ['8 more weeks to count as sustained'] },
    });
    expect(before.rows[3]).toMatchObject({ part: 'baseline', value: before.rows[3]?.frozen });
    // later rows of the same weeks: everybody waited six minutes less
    const moved = await logged(
      weeks(BEFORE, 13).map(({ waits }, week) => ({ waits: waits.map((one) => (week < BEFORE ? one - 6 : one)) })),
    );
    const after = await askedOf(moved, frozen());
    expect(after.about).toMatchObject({ effect: -8 * MINUTE, verdict: 'improved', wouldNow: { mean: 14 * MINUTE } });
    expect(after.about?.touched).toEqual([
      'The data of 20 weeks of the baseline have changed: it would now be 14.0 min, and stays at 20.0 min as it was locked.',
    ]);
    expect(after.rows[3]).toMatchObject({ frozen: 18 * MINUTE, value: 12 * MINUTE });
  });

  it('loses nothing when an import is undone below its baseline', async () => {
    const late = weeks(BEFORE, 13).map((week, at) => (at < 10 ? { waits: [] } : week));
    const { about, rows: found } = await askedOf(await logged(late), frozen());
    expect(about).toMatchObject({ verdict: 'improved', effect: -8 * MINUTE, baseline: { points: 20, mean: 20 * MINUTE } });
    expect(about?.touched[0]).toBe('10 weeks of the baseline are not in the data any more. The baseline stays as it was locked.');
    expect(found[0]).toMatchObject({ bucket: monday(1), part: 'baseline', value: null, frozen: 22 * MINUTE });
  });

  it('says that its measure or its stage is another one now', async () => {
    const log = await logged(weeks(BEFORE, 9));
    const { about } = await askedOf(log, frozen({ measure: { ...wait, statistic: 'p90' } }));
    expect(about?.touched.at(-1)).toContain('another way now');
    const gone = await askedOf(log, frozen({ measure: { ...wait, id: 'old', where: { stage: 'Reception' } } }));
    expect(gone.about).toMatchObject({ verdict: 'too-early' });
    expect(gone.about?.touched.at(-1)).toBe('The stage “Reception” is not in the blueprint any more, so new cases have no figure.');
  });

  it('refuses what it can’t answer in words that name the part', async () => {
    const log = await logged(weeks(BEFORE, 9));
    await expect(askedOf(log, frozen({ scope: 'where=Ward:in:A' }))).rejects.toMatchObject({
      message: 'There is no attribute called “Ward”.',
      field: 'where',
    });
    await expect(askedOf(log, frozen({ scope: 'where=@activity:Gone' }))).rejects.toMatchObject({
      message: 'There is no activity called “Gone”.',
    });
    await expect(ask(log, improvementEffect, scope, { improvement: 'imp-002' })).rejects.toMatchObject({ code: 'unknown_improvement' });
  });
});

describe('what makes no verdict', () => {
  it('says why, for each reason', async () => {
    const log = await logged(weeks(BEFORE, 9));
    const said = async (params: Record<string, unknown>) => {
      const { about } = await asked(log, params);
      return [about?.verdict, about?.rule];
    };
    expect(await said({ changed: monday(BEFORE), baseFrom: monday(BEFORE - 3) })).toEqual([
      'not-enough-data',
      'The baseline has 3 weeks with a figure; a verdict needs 13.',
    ]);
    expect(await said({ changed: '2027-03-01' })).toEqual(['too-early', 'The change counts from 1 Mar 2027; the data end on 28 Jul 2026.']);
    expect(await said({ changed: '2025-03-01' })).toEqual([
      'not-enough-data',
      'The data begin on 6 Jan 2026: nothing is known of the time before the change.',
    ]);
    expect(await said({})).toEqual(['too-early', 'No change was logged yet.']);
    const hand = {
      id: 'none',
      name: 'None',
      of: 'hand-over',
      where: { from: 'Treat', to: 'Register' },
      statistic: 'median',
      better: 'lower',
    };
    expect(await said({ definition: JSON.stringify(hand), changed: monday(BEFORE) })).toEqual([
      'not-enough-data',
      'The measure has no figure in any week of these cases.',
    ]);
    const few = await logged(weeks(BEFORE, 9).map(({ waits }) => ({ waits: waits.slice(0, 6) })));
    expect((await asked(few, { changed: monday(BEFORE) })).about).toMatchObject({
      verdict: 'not-enough-data',
      rule: expect.stringContaining('6 cases or fewer') as string,
      effect: null,
    });
  });

  it('refuses a measure or a baseline that makes no sense', async () => {
    const log = await logged(weeks(3, 0));
    const refused = (params: Record<string, unknown>) => expect(asked(log, params)).rejects;
    await refused({ definition: '{' }).toMatchObject({ field: 'definition', message: 'The definition of the measure is no JSON.' });
    await refused({ definition: JSON.stringify({ ...wait, target: -5 }) }).toMatchObject({
      field: 'definition',
      message: expect.stringContaining('can’t be less than nothing') as string,
    });
    await refused({ definition: JSON.stringify({ ...wait, where: { stage: 'Triag' } }) }).toMatchObject({
      message: 'There is no stage “Triag”.',
      detail: expect.stringContaining('Triage') as string,
    });
    await refused({ baseFrom: monday(2), baseTo: monday(1) }).toMatchObject({ field: 'baseTo' });
    await refused({ baseFrom: monday(2), changed: monday(1) }).toMatchObject({ field: 'baseFrom' });
  });
});
