import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { workload } from '../../server/analytics/workload.ts';
import { logOfEvents, minuteOfLog, type LogRow } from '../support/log.ts';

const all = { process: 'log', state: 'all' } as const;
const step = (from: number, to: number | null, team?: string, person?: string, name = 'C'): LogRow => ({
  case: name,
  activity: 'A',
  ...(to === null ? { end: minuteOfLog(from) } : { start: minuteOfLog(from), end: minuteOfLog(to) }),
  team,
  resource: person,
});

it('counts overlaps once, and every hour in which a step of the team ran', async () => {
  const log = await logOfEvents([
    // 09:00-10:00 and 09:30-11:00 together: busy for two hours, which are two hours of the clock
    step(540, 600, 'Desk', 'Ann'),
    step(570, 660, 'Desk', 'Ben', 'D'),
    // an instant in an hour of its own: active, not busy
    step(785, null, 'Desk', 'Ann'),
    // from 14:50 over the hour to 15:10: two hours active, twenty minutes busy
    step(890, 910, 'Lab', 'Cas'),
    step(1000, 1001),
  ]);
  const { rows, about } = await ask(log, workload, all);
  expect(about).toEqual({ per: 'team', personFigures: false, steps: 5, unknown: 1, measured: 4, rows: 2 });
  expect(rows).toEqual([
    {
      name: 'Desk',
      steps: 3,
      cases: 2,
      people: 2,
      measured: 2,
      workMs: 150 * MINUTE,
      busyMs: 2 * HOUR,
      activeMs: 3 * HOUR,
      busyShare: 2 / 3,
      atOnce: 1.25,
      stepsPerHour: 1,
      medianProcessingMs: 75 * MINUTE,
    },
    {
      name: 'Lab',
      steps: 1,
      cases: 1,
      people: 1,
      measured: 1,
      workMs: 20 * MINUTE,
      busyMs: 20 * MINUTE,
      activeMs: 2 * HOUR,
      busyShare: 1 / 6,
      atOnce: 1,
      stepsPerHour: 0.5,
      medianProcessingMs: 20 * MINUTE,
    },
  ]);
  await expect(ask(log, workload, all, { per: 'person' })).rejects.toMatchObject({ code: 'person_figures_off', status: 403 });
  const people = (await ask({ ...log, process: { ...log.process, figuresByPerson: true } }, workload, all, { per: 'person' })).rows;
  expect(people.map(({ name, steps }) => [name, steps])).toEqual([
    ['Ann', 2],
    ['Ben', 1],
    ['Cas', 1],
  ]);
});

it('takes the steps that start in the period, whenever their case ends', async () => {
  const log = await logOfEvents([step(540, 560, 'Desk'), step(1440 + 540, 1440 + 560, 'Desk')]);
  const { rows } = await ask(log, workload, { process: 'log', period: { from: '2026-01-05', to: '2026-01-06' } });
  expect(rows).toMatchObject([{ steps: 1, busyMs: 20 * MINUTE, activeMs: HOUR }]);
});

it('knows no busy share where steps have no length', async () => {
  const { rows } = await ask(await logOfEvents([step(540, null, 'Desk'), step(541, null, 'Desk', 'Ann', 'D')]), workload, all);
  expect(rows).toMatchObject([{ steps: 2, measured: 0, busyMs: null, busyShare: null, atOnce: null, activeMs: HOUR, stepsPerHour: 2 }]);
});

it('any steps: as busy and as active as a count of every minute says', async () => {
  const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 150 }), fc.constantFrom('North', 'South')), {
    minLength: 1,
    maxLength: 20,
  });
  const law = fc.asyncProperty(some, async (steps) => {
    const log = await logOfEvents(steps.map(([from, work, team], at) => step(from, from + work, team, undefined, `C-${String(at % 4)}`)));
    for (const row of (await ask(log, workload, all)).rows) {
      const own = steps.filter(([, , team]) => team === row.name);
      const minutes = new Set(own.flatMap(([from, work]) => Array.from({ length: work }, (_, at) => from + at)));
      const hours = new Set([...minutes, ...own.map(([from]) => from)].map((minute) => Math.floor(minute / 60)));
      expect([row.steps, row.busyMs, row.activeMs]).toEqual([own.length, minutes.size * MINUTE, hours.size * HOUR]);
      expect(row.workMs).toBe(own.reduce((sum, [, work]) => sum + work, 0) * MINUTE);
    }
  });
  await fc.assert(law, { numRuns: 15 });
});
