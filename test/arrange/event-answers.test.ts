import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

const answers = sql`SELECT case_ref, case_key, instrument, score, scale_max, comment, answered_at, link_method FROM feedback ORDER BY case_ref, score`;
const ROLES = { roles: { csat: 'score', remark: 'comment' } } as const;

const EVENTS =
  'case,activity,time,csat,remark\n' +
  'A,Open,2026-01-05 09:00,5,Quick\nA,Shut,2026-01-05 10:00,5,Quick\n' +
  'B,Open,2026-01-05 09:00,,\nB,Shut,2026-01-05 11:00,2,\n' +
  'C,Open,2026-01-05 09:00,many,\nC,Shut,2026-01-05 12:00,,\n';

it('takes what stands in every row of a case as one answer, given with its last row', async () => {
  const log = await desk();
  const receipt = await log.give(EVENTS, { mapping: { kind: 'events', ...ROLES }, zone: 'UTC' });
  expect(receipt).toMatchObject({ kind: 'events', accepted: 6, rejected: 0, linked: 2 });
  const all = await log.rows(answers);
  expect(all).toEqual([
    {
      caseRef: 'A',
      caseKey: 1,
      instrument: 'csat',
      score: 5,
      scaleMax: 5,
      comment: 'Quick',
      answeredAt: '2026-01-05T10:00:00.000Z',
      linkMethod: 'case',
    },
    {
      caseRef: 'B',
      caseKey: 2,
      instrument: 'csat',
      score: 2,
      scaleMax: 5,
      comment: null,
      answeredAt: '2026-01-05T11:00:00.000Z',
      linkMethod: 'case',
    },
  ]);
  const words = receipt.notes.join(' ');
  expect(words).toContain(
    '“csat” and “remark” brought 2 answers, linked to their cases. Each counts as given at the time of the last row that carries it.',
  );
  expect(words).toContain('1 row has a score that is no number, “many” for instance.');
});

it('adds no answer twice when exports overlap, and one that came later', async () => {
  const log = await desk();
  const how = { mapping: { kind: 'events', ...ROLES }, zone: 'UTC' } as const;
  await log.give(EVENTS, how);
  expect(await log.give(`${EVENTS}A,Reopen,2026-01-06 09:00,5,Quick\n`, how)).toMatchObject({ accepted: 1, linked: 0 });
  const later = EVENTS.replace('C,Shut,2026-01-05 12:00,,', 'C,Shut,2026-01-05 12:00,4,');
  expect(await log.give(later, how)).toMatchObject({ accepted: 0, linked: 1, dataVersion: 3 });
  expect((await log.rows(answers)).length).toBe(3);
});

it('keeps different answers of a case, each at its own time', async () => {
  const log = await desk();
  await log.give(
    'case,activity,time,nps,answered\nA,Open,2026-01-05 09:00,9,2026-01-07 09:00\nA,Shut,2026-01-05 10:00,3,2026-01-08 09:00\nB,Open,2026-01-05 09:00,10,\n',
    { mapping: { kind: 'events', roles: { nps: 'score', answered: 'answered-at', time: 'end' } }, zone: 'UTC' },
  );
  expect(await log.rows(answers)).toMatchObject([
    { caseRef: 'A', instrument: 'nps', score: 3, answeredAt: '2026-01-08T09:00:00.000Z' },
    { caseRef: 'A', instrument: 'nps', score: 9, answeredAt: '2026-01-07T09:00:00.000Z' },
    { caseRef: 'B', instrument: 'nps', score: 10, answeredAt: '2026-01-05T09:00:00.000Z' },
  ]);
});

it('gives an answer its comment when that comes later, once, whichever export comes again', async () => {
  const log = await desk();
  const how = { mapping: { kind: 'events', ...ROLES }, zone: 'UTC' } as const;
  const bare = EVENTS.replaceAll(',Quick', ',');
  expect(await log.give(bare, how)).toMatchObject({ linked: 2 });
  const later = await log.give(EVENTS, how);
  expect(later).toMatchObject({ accepted: 0, linked: 0, dataVersion: 2 });
  expect(later.notes.join(' ')).toContain('One answer that was here already got its comment.');
  expect(await log.give(bare, how)).toMatchObject({ linked: 0, dataVersion: 2 });
  expect(await log.give(EVENTS, how)).toMatchObject({ linked: 0, dataVersion: 2 });
  expect(await log.rows(answers)).toMatchObject([
    { caseRef: 'A', score: 5, comment: 'Quick' },
    { caseRef: 'B', score: 2, comment: null },
  ]);
});

it('does so for files of answers, and counts such an answer as changed', async () => {
  const log = await desk();
  const how = { mapping: { kind: 'feedback' }, zone: 'UTC' } as const;
  const bare = 'case,answered at,csat,comment\nA,2026-01-05 09:00,5,\nB,2026-01-05 10:00,2,Slow\nC,2026-01-05 11:00,4,\n';
  const full = bare.replace('5,\n', '5,Quick\n');
  expect(await log.give(bare, how)).toMatchObject({ accepted: 3, changedCases: 0 });
  expect(await log.give(full, how)).toMatchObject({ accepted: 0, duplicates: 3, changedCases: 1, dataVersion: 2 });
  expect(await log.give(bare, how)).toMatchObject({ accepted: 0, duplicates: 3, changedCases: 0, dataVersion: 2 });
  expect((await log.rows<{ comment: string | null }>(answers)).map(({ comment }) => comment)).toEqual(['Quick', 'Slow', null]);
});
