import { expect, it } from 'vitest';
import type { Blueprint } from '../../model/blueprint.ts';
import { wilson } from '../../model/statistics.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { openBreaches } from '../../server/analytics/open-breaches.ts';
import { serviceLevels } from '../../server/analytics/service-levels.ts';
import { logOfEvents, type LogRow } from '../support/log.ts';

const blueprint: Partial<Blueprint> = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Ask' }] },
    { name: 'Work', activities: [{ name: 'Do' }, { name: 'Check' }], waitLimitMs: 60 * MINUTE, goal: 0.9 },
    { name: 'End', activities: [{ name: 'Close' }] },
  ],
  endActivities: ['Close'],
  handOvers: [{ from: 'Check', to: 'Close', limitMs: 30 * MINUTE, goal: 0.5 }],
  targets: [
    { id: 'whole', name: 'Closed in 3 hours', kind: 'case', limitMs: 3 * HOUR, goal: 0.5 },
    { id: 'stay', name: 'In work', kind: 'stage', stage: 'Work', limitMs: 60 * MINUTE },
    { id: 'asked-checked', name: 'Asked to checked', kind: 'between', from: 'Ask', to: 'Check', limitMs: 2 * HOUR },
    { id: 'asked-begun', name: 'Asked to begun', kind: 'between', from: 'Ask', to: 'Do', until: 'start', limitMs: 90 * MINUTE },
  ],
};

const row = (name: string, activity: string, start: string, end = start): LogRow => ({ case: name, activity, start, end });

/**
 * A: in time all along. B: waits 2 h before work, is worked on twice, 5 h in all. C: rests since 09:10. D: was checked at 15:30,
 * not closed. E: rests since 15:40. The data end at 16:00; cases that rest for 12 h are complete.
 */
const LOG = [
  row('A', 'Ask', '09:00', '09:10'),
  row('A', 'Do', '09:40', '10:00'),
  row('A', 'Check', '10:10', '10:20'),
  row('A', 'Close', '10:40', '10:40'),
  row('B', 'Ask', '09:00', '09:20'),
  row('B', 'Do', '11:20', '11:50'),
  row('B', 'Check', '12:00', '12:10'),
  row('B', 'Do', '12:20', '12:50'),
  row('B', 'Check', '13:00', '13:10'),
  row('B', 'Close', '14:00', '14:00'),
  row('C', 'Ask', '09:00', '09:10'),
  row('D', 'Ask', '15:00', '15:00'),
  row('D', 'Do', '15:10', '15:20'),
  row('D', 'Check', '15:25', '15:30'),
  row('E', 'Ask', '15:40', '15:40'),
  row('F', 'Ask', '15:55', '15:55'),
  row('F', 'Close', '16:00', '16:00'),
];
const made = () => logOfEvents(LOG, { blueprint, cutOffMs: 12 * HOUR });
const everything = { process: 'log' };

it('counts what ended within the limit, and what still runs beyond it', async () => {
  const answer = await ask(await made(), serviceLevels, everything);
  const of = (id: string) => answer.rows.find(({ target }) => target === id);
  expect(answer.rows.map(({ target }) => target)).toEqual([
    'whole',
    'stage-wait:Work',
    'hand-over:Check:Close',
    'stay',
    'asked-checked',
    'asked-begun',
  ]);
  // 1 h 40, 5 h and 5 min have ended; C is open for 7 h: 2 of 4
  expect(of('whole')).toMatchObject({
    kind: 'case',
    of: 'throughput',
    n: 4,
    ended: 3,
    within: 0.5,
    late: 2,
    verdict: 'unclear',
    running: 3,
    openBreaches: 1,
    aboutToBreach: 0,
  });
  expect(of('whole')).toMatchObject(wilson(0.5, 4));
  expect(of('whole')).toMatchObject({ medianMs: 100 * MINUTE, latenessMedianMs: 3 * HOUR });
  // waits of 30 min, 2 h and 10 min; C waits for 6 h 50, E for 20 min
  expect(of('stage-wait:Work')).toMatchObject({
    kind: 'stage',
    goal: 0.9,
    n: 4,
    ended: 3,
    within: 0.5,
    running: 2,
    openBreaches: 1,
    verdict: 'missed',
  });
  expect(of('stage-wait:Work')?.latenessMedianMs).toBe(((60 + 350) / 2) * MINUTE);
  // 20 min and 50 min; D has been checked 30 min ago: at its limit, not beyond
  expect(of('hand-over:Check:Close')).toMatchObject({
    kind: 'hand-over',
    from: 'Check',
    to: 'Close',
    n: 2,
    within: 0.5,
    running: 1,
    openBreaches: 0,
    aboutToBreach: 1,
  });
  // A from 09:10 to 10:20, B from 09:20 to 13:10; D is still there: 30 min since it was ready at 15:00 … and an hour has run
  expect(of('stay')).toMatchObject({ n: 2, ended: 2, within: 0, running: 1, openBreaches: 0, aboutToBreach: 1 });
  // 1 h 10, 2 h 50 and 30 min; C has waited since 09:10, F was closed without
  expect(of('asked-checked')).toMatchObject({ until: 'complete', n: 4, ended: 3, within: 0.5, never: 1, running: 2, openBreaches: 1 });
  expect(of('asked-checked')?.medianMs).toBe(70 * MINUTE);
  // until it starts: 30 min, 2 h, 10 min
  expect(of('asked-begun')).toMatchObject({ until: 'start', n: 4, within: 0.5, never: 1, medianMs: 30 * MINUTE });
  expect(answer.about).toMatchObject({ openBreaches: 4, aboutToBreach: 2 });
});

it('says how late is late in bars with the limit between two of them', async () => {
  const answer = await ask(await made(), serviceLevels, everything);
  const whole = answer.rows[0];
  expect(whole?.histogram.find(({ toMs }) => toMs === 3 * HOUR)).toBeDefined();
  expect(whole?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(whole?.n);
  expect(whole?.histogram.filter(({ fromMs }) => fromMs >= 3 * HOUR).reduce((sum, { count }) => sum + count, 0)).toBe(whole?.late);
});

it('lists the cases behind, the latest first, and says what is only expected', async () => {
  const log = await made();
  const answer = await ask(log, openBreaches, everything);
  expect(answer.rows.map((one) => [one.case, one.target, one.state, one.beyondMs / MINUTE, one.expected])).toEqual([
    ['C', 'stage-wait:Work', 'breached', 350, true],
    ['C', 'asked-begun', 'breached', 320, false],
    ['C', 'asked-checked', 'breached', 290, false],
    ['C', 'whole', 'breached', 240, false],
    ['D', 'hand-over:Check:Close', 'near', 0, true],
    ['D', 'stay', 'near', 0, false],
  ]);
  expect(answer).toMatchObject({ n: 6, about: { breached: 4, near: 2 } });
  expect((await ask(log, openBreaches, everything, { target: 'whole' })).rows.map((one) => one.case)).toEqual(['C']);
  await expect(ask(log, openBreaches, everything, { target: 'nothing' })).rejects.toThrow('There is no target “nothing”.');
});

it('names what the log does not have, and has no rows without targets', async () => {
  const log = await logOfEvents(LOG, {
    blueprint: { targets: [{ id: 'x', name: 'X', kind: 'between', from: 'Ask', to: 'Asked again', limitMs: HOUR }] },
  });
  expect((await ask(log, serviceLevels, everything)).rows).toMatchObject([{ n: 0, within: null, unknown: ['Asked again'], histogram: [] }]);
  const bare = await logOfEvents(LOG);
  expect(await ask(bare, serviceLevels, everything)).toMatchObject({ rows: [], about: { openBreaches: 0 } });
  expect(await ask(bare, openBreaches, everything)).toMatchObject({ rows: [], n: 0 });
});

it('a breach that still runs counts in the period in which its limit passed, and nowhere else', async () => {
  const late = [...LOG, row('G', 'Ask', '2026-01-07 09:00:00'), row('G', 'Close', '2026-01-07 09:30:00')];
  const log = await logOfEvents(late, { blueprint, cutOffMs: 100 * HOUR });
  const whole = async (from: string, to: string) => {
    const { rows } = await ask(log, serviceLevels, { ...everything, period: { from, to } });
    return rows.find(({ target }) => target === 'whole');
  };
  // C ran out at 12:00, D and E at 18:00 and 18:40 of the first day
  expect(await whole('2026-01-05', '2026-01-06')).toMatchObject({ ended: 3, n: 6, openBreaches: 3 });
  expect(await whole('2026-01-06', '2026-01-08')).toMatchObject({ ended: 1, n: 1, within: 1, openBreaches: 3 });
});

it('answers with targets of any one kind alone', async () => {
  const stages = blueprint.stages ?? [];
  const alone: Partial<Blueprint>[] = [
    ...(blueprint.targets ?? []).map((target) => ({
      stages: stages.map(({ name, activities }) => ({ name, activities })),
      targets: [target],
    })),
    { stages },
    { handOvers: blueprint.handOvers ?? [] },
    // four times as long as 32 bits hold
    { targets: [{ id: 'long', name: 'Long', kind: 'case', limitMs: 24 * 24 * HOUR }] },
  ];
  for (const one of alone) {
    const log = await logOfEvents(LOG, { blueprint: one, cutOffMs: 12 * HOUR });
    for (const scope of [everything, { ...everything, period: { from: '2026-01-05', to: '2026-01-06' } }]) {
      const { rows } = await ask(log, serviceLevels, scope);
      expect(rows).toHaveLength(1);
      await ask(log, openBreaches, scope);
    }
  }
});
