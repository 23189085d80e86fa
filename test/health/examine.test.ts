import { expect, it } from 'vitest';
import { examined, problem } from './examined.ts';

const HEADER = 'visit,step,started,ended,staff';

it('says what can be used, with the rows and values that cannot', async () => {
  const health = await examined([
    HEADER,
    '1,Register,2026-10-05 09:00:00,2026-10-05 09:05:00,r1',
    '1,Triage,2026-10-05 09:20:00,2026-10-05 09:31:00,r2',
    ',Triage,2026-10-05 09:20:00,2026-10-05 09:31:00,r2',
    '2,Register,31.11.2026,2026-10-05 10:05:00,r1',
    '2,Triage,2026-10-05 10:20:00,2026-10-05 10:10:00,r2',
    '2,Triage,2026-10-05 10:20:00,2026-10-05 10:29:00,r2',
    '2,Triage,2026-10-05 10:20:00,2026-10-05 10:29:00,r2',
  ]);
  expect(health).toMatchObject({
    rows: 7,
    usable: 4,
    asTheyAre: 3,
    rejected: 3,
    merged: 0,
    known: 0,
    cases: { all: 2, new: 2, changed: 0, unchanged: 0 },
    figures: { cases: 2, variants: 2, medianMs: 20 * 60_000 },
  });
  expect(problem(health, 'rejected:unreadable_start:started')).toMatchObject({
    weight: 'refused',
    title: '1 row has a start that can’t be read, in “started”.',
    rows: 1,
    column: 'started',
    samples: [{ line: 4, text: '2,Register,31.11.2026,2026-10-05 10:05:00,r1' }],
  });
  expect(problem(health, 'rejected:unreadable_start:started').detail).toMatch(/^“31\.11\.2026”\. Write the time/);
  expect(problem(health, 'equal-rows')).toMatchObject({
    weight: 'decision',
    title: '1 row equals an earlier row of the file.',
    proposed: 'merge',
    chosen: null,
    samples: [{ line: 7 }],
  });
  expect(problem(health, 'ends-before-it-starts').choices.map(({ id }) => id)).toEqual(['swap-ends', 'drop-end', 'leave-out']);
});

it('counts with the corrections made that were chosen, and works out what each does', async () => {
  const rows = [
    HEADER,
    '1,Register,2026-10-05 09:00:00,2026-10-05 09:05:00,r1',
    '1,Triage,2026-10-05 09:20:00,2026-10-05 09:31:00,r2',
    '2,Register,2026-10-05 10:00:00,2026-10-05 10:05:00,r1',
    '2,Triage,2026-10-05 10:29:00,2026-10-05 10:20:00,r2',
  ];
  const before = await examined(rows);
  expect(before.figures).toEqual({ cases: 2, variants: 2, medianMs: 18 * 60_000 });
  const swap = problem(before, 'ends-before-it-starts').choices[0];
  expect(swap?.effect).toBe(
    'Changing them round lowers the number of variants from 2 to 1 and moves the median time from first to last event from 18 min to 30 min.'.replace(
      / (?=min)/g,
      '\u00a0',
    ),
  );
  const after = await examined(rows, { mapping: { fixes: [{ kind: 'swap-ends' }] } });
  expect(after).toMatchObject({ usable: 4, rejected: 0, asTheyAre: 3, figures: { cases: 2, variants: 1, medianMs: 30 * 60_000 } });
  expect(problem(after, 'ends-before-it-starts').chosen).toBe('swap-ends');
});
