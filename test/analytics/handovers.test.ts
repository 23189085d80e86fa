import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { handovers } from '../../server/analytics/handovers.ts';
import { logOfEvents, minuteOfLog, type LogRow } from '../support/log.ts';
import type { Log } from '../support/log.ts';

const all = { process: 'log', state: 'all' } as const;
/** A step from one minute of the day to another, of a team and one of its people. */
const step = (name: string, activity: string, from: number, to: number, team?: string, person?: string): LogRow => ({
  case: name,
  activity,
  start: minuteOfLog(from),
  end: minuteOfLog(to),
  team,
  resource: person,
});
const without = (row: object, ...keys: string[]) => Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
const allowing = (log: Log) => ({ ...log, process: { ...log.process, figuresByPerson: true } });

const passed = () =>
  logOfEvents([
    // desk → lab → desk: there and straight back; then the desk again, by another person
    step('C-1', 'A', 0, 10, 'Desk', 'Ann'),
    step('C-1', 'B', 30, 40, 'Lab', 'Ben'),
    step('C-1', 'A', 50, 60, 'Desk', 'Ann'),
    step('C-1', 'C', 60, 70, 'Desk', 'Cas'),
    // desk → lab, and nobody knows who did the rest
    step('C-2', 'A', 0, 10, 'Desk', 'Cas'),
    step('C-2', 'B', 50, 60, 'Lab', 'Ben'),
    step('C-2', 'C', 70, 80),
  ]);

describe('hand-overs of work', () => {
  it('tells passing on from going on, and what comes straight back', async () => {
    const { rows, about } = await ask(await passed(), handovers, all);
    expect(about).toEqual({
      per: 'team',
      personFigures: false,
      pairs: 5,
      handovers: 3,
      self: 1,
      unknown: 1,
      pingPongs: 1,
      cases: 2,
      chosen: 2,
      rows: 4,
    });
    expect(rows.map((row) => without(row, 'p90Ms'))).toEqual([
      { kind: 'hand-over', from: 'Desk', to: 'Lab', count: 2, cases: 2, timed: 2, medianMs: 30 * MINUTE, totalMs: 60 * MINUTE },
      { kind: 'hand-over', from: 'Lab', to: 'Desk', count: 1, cases: 1, timed: 1, medianMs: 10 * MINUTE, totalMs: 10 * MINUTE },
      { kind: 'self', from: 'Desk', to: 'Desk', count: 1, cases: 1, timed: 1, medianMs: 0, totalMs: 0 },
      // back at the desk 40 minutes after it had let go
      { kind: 'ping-pong', from: 'Desk', to: 'Lab', count: 1, cases: 1, timed: 1, medianMs: 40 * MINUTE, totalMs: 40 * MINUTE },
    ]);
  });

  it('counts people only where the service allows it', async () => {
    const log = await passed();
    await expect(ask(log, handovers, all, { per: 'person' })).rejects.toMatchObject({
      code: 'person_figures_off',
      status: 403,
      field: 'per',
    });
    const { rows, about } = await ask(allowing(log), handovers, all, { per: 'person' });
    expect(about).toMatchObject({ per: 'person', personFigures: true, pairs: 5, handovers: 4, self: 0, unknown: 1, pingPongs: 1 });
    expect(rows.map(({ kind, from, to, count }) => `${kind} ${from} ${to} ${String(count)}`)).toEqual([
      'hand-over Ann Ben 1',
      'hand-over Ann Cas 1',
      'hand-over Ben Ann 1',
      'hand-over Cas Ben 1',
      'ping-pong Ann Ben 1',
    ]);
  });

  it('leaves out what takes long, when asked to', async () => {
    const { rows, about } = await ask(await passed(), handovers, all, { cases: false });
    expect(rows.map(({ count, cases }) => [count, cases])).toEqual([
      [2, null],
      [1, null],
      [1, null],
      [1, null],
    ]);
    expect(about).toMatchObject({ handovers: 3, cases: null, chosen: 2 });
  });

  it('has nothing to say where no team is named, and says how many pairs that are', async () => {
    const { rows, about } = await ask(await logOfEvents([step('C', 'A', 0, 1), step('C', 'B', 2, 3)]), handovers, all);
    expect(rows).toEqual([]);
    expect(about).toMatchObject({ pairs: 1, unknown: 1, handovers: 0 });
  });
});

it('any log: the rows add up to the pairs, and to the hand-overs that each case counts', async () => {
  const someSteps = fc.array(
    fc.record({
      case: fc.constantFrom('C-1', 'C-2', 'C-3'),
      from: fc.integer({ min: 0, max: 60 }),
      work: fc.integer({ min: 0, max: 20 }),
      team: fc.option(fc.constantFrom('North', 'South'), { nil: undefined }),
      person: fc.option(fc.constantFrom('Ann', 'Ben', 'Cas'), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 25 },
  );
  const law = fc.asyncProperty(someSteps, async (steps) => {
    const log = allowing(await logOfEvents(steps.map((one) => step(one.case, 'A', one.from, one.from + one.work, one.team, one.person))));
    const cases = new Set(steps.map((one) => one.case)).size;
    for (const per of ['team', 'person'] as const) {
      const { rows, about } = await ask(log, handovers, all, { per });
      const count = (kind: string) => rows.reduce((sum, row) => sum + (row.kind === kind ? row.count : 0), 0);
      expect(about?.pairs).toBe(steps.length - cases);
      expect([count('hand-over'), count('self'), count('ping-pong')]).toEqual([about?.handovers, about?.self, about?.pingPongs]);
      for (const row of rows) expect((row.cases ?? 0) <= row.count && row.timed <= row.count).toBe(true);
      if (per === 'team') continue;
      const [sum] = await log.query<{ handovers: number }>(sql`SELECT CAST(sum(handovers) AS INTEGER) AS handovers FROM case_fact`);
      expect(about?.handovers).toBe(sum?.handovers);
    }
  });
  await fc.assert(law, { numRuns: 8 });
}, 240_000);
