import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { flow } from '../../server/analytics/flow.ts';
import { logOf, logOfEvents, minuteOfLog, steps, type LogRow } from '../support/log.ts';

const all = { process: 'log' } as const;
const blueprint = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Care', activities: [{ name: 'Treat' }] },
    { name: 'Watch', parallel: true, activities: [{ name: 'Observe' }] },
    { name: 'Bill', afterDelivery: true, activities: [{ name: 'Send bill' }] },
  ],
  endActivities: ['Send bill', 'Refuse'],
};
const at = (day: number, hour: number) => (day * 24 + hour) * 60;
const step = (name: string, activity: string, from: number, to: number): LogRow => ({
  case: name,
  activity,
  start: minuteOfLog(from),
  end: minuteOfLog(to),
});

describe('over time', () => {
  // C-1 comes on Monday, is treated on Tuesday (delivered) and billed on Thursday; C-2 comes on Tuesday and is open in Care
  const rows = [
    step('C-1', 'Register', at(0, 9), at(0, 10)),
    step('C-1', 'Treat', at(1, 9), at(1, 10)),
    step('C-1', 'Observe', at(1, 9), at(1, 11)),
    step('C-1', 'Send bill', at(3, 9), at(3, 10)),
    step('C-2', 'Register', at(1, 12), at(1, 13)),
    step('C-2', 'Treat', at(2, 12), at(2, 13)),
  ];

  it('counts what came, what is out and what is inside, until delivery where stages come after it', async () => {
    const log = await logOfEvents(rows, { blueprint, cutOffMs: 10 * DAY });
    const answer = await ask(log, flow, all, { bucket: 'day' });
    expect(answer.rows.map(({ bucket, arrived, completed, wip }) => [bucket.slice(8), arrived, completed, wip])).toEqual([
      ['05', 1, 0, 1],
      ['06', 1, 1, 1],
      ['07', 0, 0, 1],
      ['08', 0, 0, 1],
    ]);
    expect(answer.about?.time).toBe('delivery');
  });

  it('says in which stage those inside stand: from their arrival in the first, until the next is entered or they are out', async () => {
    const log = await logOfEvents(rows, { blueprint, cutOffMs: 10 * DAY });
    const standing = async (params: Record<string, string>) => {
      const { rows: found } = await ask(log, flow, { ...all, level: 'stage' }, { bucket: 'day', ...params });
      return ['Intake', 'Care', 'Watch', 'Bill'].map((stage) => found.filter((row) => row.stage === stage).map((row) => row.cases));
    };
    // care is entered as soon as registration ends; delivered on Tuesday, so C-1 never stands in Bill
    expect(await standing({})).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
      [null, null, null, null],
      [0, 0, 0, 0],
    ]);
    // over the whole time it waits for its bill from Tuesday to Thursday
    expect(await standing({ of: 'throughput' })).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
      [null, null, null, null],
      [0, 1, 1, 0],
    ]);
  });
});

it('has a visit inside as long as a step of it runs, also beside other stages', async () => {
  const log = await logOfEvents(
    [
      step('C-1', 'Register', at(0, 9), at(0, 10)),
      step('C-1', 'Treat', at(0, 11), at(0, 12)),
      { case: 'C-1', activity: 'Observe', start: minuteOfLog(at(0, 11)) },
      step('C-2', 'Register', at(0, 9), at(1, 10)),
      step('C-2', 'Observe', at(1, 10), at(1, 11)),
    ],
    { blueprint, cutOffMs: 10 * DAY },
  );
  const { rows } = await ask(log, flow, { ...all, level: 'stage' }, { bucket: 'day' });
  expect(rows.filter(({ bucket }) => bucket.endsWith('06')).map(({ stage, wip }) => [stage, wip])).toEqual([
    ['Intake', 1],
    ['Care', 1],
    ['Watch', 1],
  ]);
});

describe('Little’s law', () => {
  it('holds exactly where nobody is inside at both ends: mean inside = arrivals per hour × mean time', async () => {
    // three cases of 1 h, 2 h and 3 h within ten hours: 6 h of being inside in 10 h are 0.6
    const log = await logOfEvents(
      [step('A', 'Treat', 0, 0), step('B', 'Treat', 60, 180), step('C', 'Treat', 120, 300), step('D', 'Treat', 540, 600)],
      { cutOffMs: 0, blueprint: { endActivities: ['Treat'] } },
    );
    const { about } = await ask(log, flow, all);
    const little = about?.little;
    expect(little).toMatchObject({ arrived: 4, completed: 4, wipStart: 0, wipEnd: 0, meanMs: 1.5 * HOUR });
    expect(little?.meanWip).toBeCloseTo(0.6, 5);
    expect(little?.arrivalsPerHour).toBeCloseTo(0.4, 5);
    expect(little?.expectedWip).toBeCloseTo(0.6, 5);
    expect(little?.mismatch).toBeCloseTo(0, 9);
  });

  it('looks at the period alone, and says how far apart the two are', async () => {
    const log = await logOfEvents(
      [step('A', 'Treat', at(0, 0), at(0, 12)), step('old', 'Treat', at(0, 0), at(2, 0)), step('Z', 'Treat', at(3, 0), at(3, 1))],
      { blueprint: { endActivities: ['Treat'] } },
    );
    const { about } = await ask(log, flow, { ...all, period: { from: '2026-01-05', to: '2026-01-06' } });
    // on Monday two come and one leaves after 12 h: 12 h and 24 h of being inside; 2 a day × 12 h is 1
    expect(about?.little).toMatchObject({
      from: '2026-01-05T00:00:00.000Z',
      to: '2026-01-06T00:00:00.000Z',
      arrived: 2,
      completed: 1,
      wipEnd: 1,
      meanWip: 1.5,
      meanMs: 12 * HOUR,
      expectedWip: 1,
      mismatch: 0.5,
    });
  });

  it('is silent without a completed case', async () => {
    const log = await logOf({ A: [['Treat', 0, 5]] }, { cutOffMs: DAY });
    expect((await ask(log, flow, all)).about?.little).toMatchObject({ completed: 0, meanMs: null, expectedWip: null, mismatch: null });
  });
});

describe('given up', () => {
  it('counts complete cases by the furthest stage they entered, and how they stopped', async () => {
    const log = await logOfEvents(
      [
        // refused at the desk: an end activity; silent: nothing since; whole: to the bill
        ...[step('refused', 'Register', 0, 5), step('refused', 'Refuse', 5, 6)],
        step('silent', 'Register', 0, 5),
        ...[step('cared', 'Register', 0, 5), step('cared', 'Treat', 6, 9)],
        ...[step('whole', 'Register', 0, 5), step('whole', 'Treat', 6, 9), step('whole', 'Send bill', 9, 9)],
        step('open', 'Register', 3000, 3001),
      ],
      { blueprint, cutOffMs: HOUR },
    );
    const { about } = await ask(log, flow, all);
    expect(about?.abandoned).toEqual({ stage: 'Intake', cases: 2, ended: 1, of: 4 });
    expect(about?.furthest).toEqual([
      { stage: 'Intake', cases: 2, ended: 1 },
      { stage: 'Care', cases: 1, ended: 0 },
      { stage: 'Bill', cases: 1, ended: 1 },
    ]);
  });

  it('without stages, counts cases of one step', async () => {
    const log = await logOf(
      {
        one: [['A', 0, 1]],
        two: [
          ['A', 0, 1],
          ['B', 0, 1],
        ],
        late: [['A', 5000, 1]],
      },
      { cutOffMs: MINUTE },
    );
    expect((await ask(log, flow, all)).about).toMatchObject({ abandoned: { stage: null, cases: 1, ended: 0, of: 2 }, furthest: [] });
  });
});

it('any log: arrived = completed + inside, and those inside stand somewhere', async () => {
  const law = fc.asyncProperty(
    fc.array(steps(['A', 'B', 'C', 'D']), { minLength: 1, maxLength: 6 }),
    fc.boolean(),
    async (traces, after) => {
      const log = await logOf(Object.fromEntries(traces.map((trace, index) => [`C-${String(index)}`, trace])), {
        blueprint: {
          stages: [
            { name: 'One', activities: [{ name: 'A' }, { name: 'B' }] },
            { name: 'Two', activities: [{ name: 'C' }], afterDelivery: after },
          ],
        },
        cutOffMs: 2 * HOUR,
      });
      for (const of of ['throughput', 'delivery'] as const) {
        const whole = (await ask(log, flow, all, { bucket: 'day', of })).rows;
        const stages = (await ask(log, flow, { ...all, level: 'stage' }, { bucket: 'day', of })).rows;
        expect(whole.at(-1)?.arrivedTotal).toBe(traces.length);
        for (const row of whole) {
          expect(row.arrivedTotal).toBe(row.completedTotal + row.wip);
          const standing = stages.filter(({ bucket }) => bucket === row.bucket).reduce((sum, { cases }) => sum + (cases ?? 0), 0);
          expect(standing).toBe(row.wip);
        }
      }
    },
  );
  await fc.assert(law, { numRuns: 12 });
});
