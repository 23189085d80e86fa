import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { openCases } from '../../server/analytics/open-cases.ts';
import { queue } from '../../server/analytics/queue.ts';
import { logOfEvents, minuteOfLog, type LogRow } from '../support/log.ts';

const without = (row: object, ...keys: string[]) => Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
const scope = { process: 'log' };
const blueprint = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Care', activities: [{ name: 'Treat' }, { name: 'Dress' }] },
    { name: 'End', activities: [{ name: 'Leave' }] },
  ],
  endActivities: ['Leave'],
};
const step = (name: string, activity: string, from: number, to: number | null): LogRow => ({
  case: name,
  activity,
  start: minuteOfLog(from),
  ...(to === null ? {} : { end: minuteOfLog(to) }),
});
/** Registered, waiting an hour, treated, gone: complete, `minutes` after midnight. */
const whole = (name: string, minutes: number) => [
  step(name, 'Register', minutes, minutes + 10),
  step(name, 'Treat', minutes + 70, minutes + 100),
  step(name, 'Leave', minutes + 100, minutes + 105),
];
const some = () =>
  logOfEvents(
    [
      ...whole('C-1', 600),
      ...whole('C-2', 605),
      // registered at 11:30, and no more: treatment most often follows
      step('waits', 'Register', 680, 690),
      // in treatment, which has not ended
      step('runs', 'Register', 600, 610),
      step('runs', 'Treat', 700, null),
      // nothing ever follows what it did last
      step('dressed', 'Dress', 640, 650),
    ],
    { blueprint, cutOffMs: DAY },
  );

describe('the queue at an instant', () => {
  it('counts who could start and has not, and for whom something is expected', async () => {
    const log = await some();
    // 11:00: both whole cases wait for treatment since 10:10 and 10:15, “runs” since 10:10; “waits” has not come, “dressed” is done since 10:50
    const { rows, about } = await ask(log, queue, scope, { at: '2026-01-05T11:00' });
    expect(rows.map((row) => without(row, 'ageing'))).toEqual([
      { stage: 'Care', mean: 3, lostMs: null, waiting: 3, expected: 0, medianMs: 50 * MINUTE, longestMs: 50 * MINUTE },
    ]);
    expect(about).toMatchObject({ from: '2026-01-05T11:00:00.000Z', waits: 3, expected: 0, unknown: 1, waitedMs: 145 * MINUTE });
    const [care] = (await ask(log, queue, scope, { at: '2026-01-05T11:00:00Z', stage: 'Care' })).rows;
    expect(care?.ageing?.map(({ fromMs, waiting }) => [fromMs, waiting])).toEqual([
      [0, 0],
      [5 * MINUTE, 0],
      [15 * MINUTE, 0],
      [30 * MINUTE, 3],
      [HOUR, 0],
    ]);
  });

  it('is asked of the end of the data as “now”, and marks what is only expected', async () => {
    const log = await some();
    const { rows, about } = await ask(log, queue, { ...scope, period: { from: '2026-01-01', to: '2026-01-02' } }, { per: 'now' });
    // the data end at 11:50 when C-2 leaves; “waits” was registered at 11:30
    expect(about?.to).toBe('2026-01-05T11:50:00.000Z');
    expect(rows.map(({ stage, waiting, expected, longestMs }) => [stage, waiting, expected, longestMs])).toEqual([
      ['Care', 1, 1, 20 * MINUTE],
    ]);
    const byActivity = (await ask(log, queue, { ...scope, level: 'activity' }, { per: 'now' })).rows;
    expect(byActivity.map(({ activity, waiting }) => [activity, waiting])).toEqual([['Treat', 1]]);
  });

  it('refuses what is no time, what lies after the data, and a hand-over', async () => {
    const log = await some();
    await expect(ask(log, queue, scope, { at: 'yesterday' })).rejects.toMatchObject({ field: 'at' });
    await expect(ask(log, queue, scope, { at: '2026-01-06T00:00' })).rejects.toMatchObject({ field: 'at' });
    await expect(ask(log, queue, scope, { per: 'now', previous: 'Register', next: 'Treat' })).rejects.toMatchObject({ field: 'next' });
  });

  it('reads a time by the clocks of the service', async () => {
    const log = await logOfEvents([...whole('C-1', 600)], { blueprint, zone: 'Europe/Berlin' });
    expect((await ask(log, queue, scope, { at: '2026-01-05T12:00' })).about?.to).toBe('2026-01-05T11:00:00.000Z');
  });
});

describe('open cases', () => {
  it('says where each is, since when, and how old cases usually are when they leave that place', async () => {
    // twenty whole cases, so that there is a usual: they leave Care 100 minutes after they came
    const log = await logOfEvents(
      [
        ...Array.from({ length: 20 }, (_, at) => whole(`C-${String(at)}`, 300 + at)).flat(),
        step('waits', 'Register', 300, 310),
        step('runs', 'Register', 400, 410),
        step('runs', 'Treat', 420, null),
        step('dressed', 'Dress', 410, 415),
      ],
      { blueprint, cutOffMs: DAY },
    );
    const { rows, about, n } = await ask(log, openCases, { ...scope, period: { from: '2026-01-01', to: '2026-01-02' } });
    expect(n).toBe(3);
    expect(about).toEqual({
      at: '2026-01-05T07:04:00.000Z',
      open: 3,
      running: 1,
      expected: 1,
      unknown: 1,
      beyondP50: 1,
      beyondP85: 1,
      beyondP95: 1,
      compared: 2,
    });
    const usual = { usualP50Ms: 100 * MINUTE, usualP85Ms: 100 * MINUTE, usualP95Ms: 100 * MINUTE, usualN: 20 };
    const none = { usualP50Ms: null, usualP85Ms: null, usualP95Ms: null, usualN: 0 };
    expect(rows.map((row) => without(row, 'arrivedAt', 'since'))).toEqual([
      {
        case: 'waits',
        stage: 'Care',
        state: 'expected',
        lastActivity: 'Register',
        ageMs: 124 * MINUTE,
        sinceMs: 114 * MINUTE,
        ...usual,
        beyond: 'p95',
      },
      {
        case: 'runs',
        stage: 'Care',
        state: 'running',
        lastActivity: 'Treat',
        ageMs: 24 * MINUTE,
        sinceMs: 4 * MINUTE,
        ...usual,
        beyond: null,
      },
      {
        case: 'dressed',
        stage: null,
        state: 'unknown',
        lastActivity: 'Dress',
        ageMs: 14 * MINUTE,
        sinceMs: 9 * MINUTE,
        ...none,
        beyond: null,
      },
    ]);
    expect((await ask(log, openCases, { ...scope, level: 'activity' }, { limit: 1 })).rows).toMatchObject([
      { case: 'waits', stage: 'Treat', usualP50Ms: 100 * MINUTE },
    ]);
  });

  it('finds none where all are complete', async () => {
    const { rows, about } = await ask(await logOfEvents(whole('C', 60), { blueprint }), openCases, scope);
    expect(rows).toEqual([]);
    expect(about?.open).toBe(0);
  });
});
