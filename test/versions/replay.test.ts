import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { differences, expectSame, history, many, stage, type History } from './history.ts';

/** Header and rows of a CSV, some of the rows. */
const some = (text: string, from: number, to: number): string => {
  const [header, ...rows] = text.trim().split('\n');
  return `${[header, ...rows.slice(from, to)].join('\n')}\n`;
};

const sequences: Record<string, (log: History) => Promise<unknown>> = {
  'one file': (log) => log.give(many(0, 60)),
  'three exports that overlap': async (log) => {
    await log.give(many(0, 40));
    await log.give(many(20, 40));
    await log.give(many(10, 80));
  },
  'the same file twice': async (log) => {
    await log.give(many(0, 40));
    await log.give(many(0, 40));
  },
  'equal rows, and more of them later': async (log) => {
    await log.give(`${some(many(0, 10), 0, 10)}${some(many(0, 10), 3, 4).split('\n')[1]}\n`);
    await log.give(`${some(many(0, 10), 0, 10)}${`${some(many(0, 10), 3, 4).split('\n')[1]}\n`.repeat(2)}`);
  },
  'cases replaced, then more': async (log) => {
    await log.give(many(0, 60));
    await log.give(many(10, 20, { resource: () => 'someone else' }), { replace: 'cases' });
    await log.give(many(50, 30));
  },
  'a period replaced, which leaves cases without events': async (log) => {
    await log.give(many(0, 300));
    await log.give(many(290, 10, { resource: () => 'late' }), { replace: { from: '2026-03-29', to: '2026-03-30' } });
    await log.give(many(295, 30));
  },
  'the newest cases replaced away, so that their keys are free': async (log) => {
    await log.give(many(0, 300));
    await log.give(many(0, 5), { replace: { from: '2026-03-29', to: '2027-01-01' } });
    await log.give(many(1000, 30));
  },
  'feedback before its cases, between and after': async (log) => {
    await log.give(many(0, 20));
    const answers = Array.from({ length: 30 }, (_, at) => `C-${at},${(at % 5) + 1},2026-04-01T09:00:00Z,fine`).join('\n');
    await log.give(`case,score,answered at,comment\n${answers}\n`, { kind: 'feedback', instrument: 'csat' }, 'answers.csv');
    await log.give(many(20, 100));
    await log.give(many(0, 25, { resource: () => 'new' }), { replace: 'cases' });
  },
  'blueprints changed in between': async (log) => {
    await log.give(many(0, 40));
    await log.design({ stages: [stage('Begin', 'Step 0', 'Step 1'), stage('End', 'Step 4')], endActivities: ['Step 3'] });
    await log.give(many(20, 60));
    await log.design({ stages: [stage('First', 'Step 1'), stage('Begin', 'Step 0', 'Step 2'), stage('End', 'Step 4')] });
    await log.give(many(70, 10));
  },
  'an attribute that turns to text, and one that comes later': async (log) => {
    await log.give('case,activity,time,size\nA,Open,2026-01-05 09:00,5\nB,Open,2026-01-05 10:00,7\n');
    await log.give('case,activity,time,size,place\nA,Close,2026-01-05 11:00,large,north\nC,Open,2026-01-05 12:00,7,south\n');
  },
  'an attribute that varies until its case is replaced': async (log) => {
    await log.give('case,activity,time,size\nA,Open,2026-01-05 09:00,5\nA,Close,2026-01-05 10:00,7\nB,Open,2026-01-05 10:00,7\n');
    await log.give('case,activity,time,size\nA,Open,2026-01-05 09:00,5\nA,Close,2026-01-05 10:00,5\n', { replace: 'cases' });
  },
  'the night the clocks change, and events of the future': async (log) => {
    await log.give(many(0, 60));
    await log.give(
      'case,activity,start,end,resource,size\nF,Step 0,2026-09-01 09:00:00,2026-09-01 09:30:00,r1,2\nF,Step 1,2026-03-29 01:30:00,2026-03-29 02:30:00,r1,2\n',
    );
    await log.design({ endActivities: ['Step 2'] });
  },
  'rows that are refused': async (log) => {
    await log.give(
      'case,activity,time\nA,Open,2026-01-05 09:00\n,Open,2026-01-05 09:00\nA,,2026-01-05 09:00\nA,Close,2026-01-05 10:00\nA,Close,never\n',
    );
    await log.give('case,activity,time\n,Open,2026-01-05 09:00\nA,,2026-01-05 09:00\n', {
      roles: { case: 'case', activity: 'activity', time: 'start' },
    });
  },
  'events known by their id': async (log) => {
    const rows = (ids: readonly number[], name: string) =>
      `event id,case,activity,time\n${ids.map((id) => `E${id},${name}-${id % 3},Do ${id % 4},2026-01-05 ${String(8 + (id % 10)).padStart(2, '0')}:00`).join('\n')}\n`;
    await log.give(rows([1, 2, 3, 4, 5, 6], 'A'));
    await log.give(rows([4, 5, 6, 7, 8], 'B'));
    await log.give(rows([20, 21, 22], 'C'));
  },
};

for (const [name, make] of Object.entries(sequences)) {
  it(`brings everything again as it was: ${name}`, async () => {
    const log = await history();
    await make(log);
    // one history is asked everything, the others only what shows the order of their tables, and the tables
    await expectSame(log, name === 'blueprints changed in between' ? 'every question' : 'tables');
  });
}

it('is as if a file that is left out had never been there', async () => {
  const log = await history();
  await log.give(many(0, 40));
  await log.give(many(20, 40));
  await log.give(many(30, 50));
  const other = await history();
  await other.give(many(0, 40));
  await other.give(many(30, 50));
  await log.replay([1, 3]);
  const told = (text: string) => text.replaceAll(/"import_?[sS]eq":\d+|"dataVersion":\d+|"2026-06-0\dT12:00:00.000Z"/g, '');
  expect(differences(told(await log.answers('every question')), told(await other.answers('every question')))).toEqual([]);
});

it('makes no figures of an original whose bytes have changed, and says which', async () => {
  const log = await history();
  await log.give(many(0, 20));
  const before = await log.answers();
  const kept = log.kept.get(1);
  const bytes = createHash('sha256')
    .update(await readFile(kept?.file.path ?? ''))
    .digest('hex');
  Object.assign(kept?.file ?? {}, { sha256: bytes });
  await log.replay();
  await appendFile(kept?.file.path ?? '', 'C-99,Step 1,2026-01-05 09:00,\n');
  await expect(log.replay()).rejects.toMatchObject({ code: 'original_damaged', detail: expect.stringContaining('Put it back') as string });
  expect(differences(await log.answers(), before)).toEqual([]);
});
