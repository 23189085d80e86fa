import { expect, it } from 'vitest';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Progress } from '../../model/event-log.ts';
import { recognise } from '../../pipelines/check.ts';
import { desk, NOW } from '../input/import-text.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROWS = [
  'case,activity,start,end',
  'A,Register,2026-02-02 08:00,2026-02-02 08:10',
  'A,Assess,2026-02-02 09:00,2026-02-02 09:10',
  'B,Register,2026-02-03 08:00,2026-02-03 08:10',
].join('\n');
const process = { id: 'log', zone: 'Europe/Dublin', blueprint: emptyBlueprint(), cutOffMs: null };

async function checked(content: string, more: Parameters<typeof recognise>[3] = {}) {
  const room = await desk();
  const path = join(room.temp.folder, 'checked.csv');
  await writeFile(path, content);
  return { room, find: (mapping = {}, options = more) => recognise(room.temp.engine, { path, name: 'checked.csv' }, mapping, options) };
}

it('asks for the zone only where nothing says it, and says no more before', async () => {
  const { find } = await checked(ROWS);
  expect(await find()).toMatchObject({ needsZone: true, questions: [{ code: 'needs_zone' }], health: null, settled: null });
  expect(await find({ zone: 'UTC' })).toMatchObject({ needsZone: false, questions: [], health: { rows: 3 }, settled: { zone: 'UTC' } });
  expect(await find({}, { process })).toMatchObject({
    needsZone: false,
    questions: [],
    health: { rows: 3 },
    settled: { zone: 'Europe/Dublin' },
  });
});

it('counts what the process knows already, and changes nothing of it', async () => {
  const { room, find } = await checked(ROWS);
  await room.give(ROWS.split('\n').slice(0, 3).join('\n'));
  const options = { process, now: NOW };
  const first = await find({}, options);
  expect(first.health).toMatchObject({ rows: 3, known: 2, cases: { all: 2, new: 1 } });
  expect(await find({}, options)).toEqual(first);
  expect(await room.give(ROWS)).toMatchObject({ accepted: 1, duplicates: 2 });
});

it('makes the corrections that an import would make', async () => {
  const turned = `${ROWS}\nB,Assess,2026-02-03 10:00,2026-02-03 09:00`;
  const { room, find } = await checked(turned);
  const mapping = { fixes: [{ kind: 'swap-ends' as const }] };
  expect(await find({}, { process })).toMatchObject({ health: { usable: 3, rejected: 1 }, settled: { kind: 'events' } });
  const found = await find(mapping, { process });
  expect(found).toMatchObject({ health: { usable: 4, rejected: 0 }, settled: mapping });
  expect(await room.give(turned, { mapping })).toMatchObject({ accepted: 4, rejected: 0 });
});

it('says which role is missing', async () => {
  const { find } = await checked('when,what\n2026-02-02 08:00,Register\n2026-02-02 09:00,Assess\n');
  expect(await find({}, { process })).toMatchObject({
    health: null,
    settled: null,
    questions: [{ code: 'no_case_column', field: 'roles' }],
  });
});

it('tells how far it is over all of its parts, and stops when asked', async () => {
  const told: Progress[] = [];
  const { find } = await checked(ROWS);
  await find({}, { process, onProgress: (progress) => told.push(progress) });
  expect(new Set(told.map(({ phase }) => phase))).toEqual(new Set(['reading', 'checking', 'examining', 'done']));
  const shares = told.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  expect(told.at(-1)).toMatchObject({ phase: 'done', share: 1, leftMs: 0, rows: 3 });
  const stop = new AbortController();
  const stopped = find({}, { process, signal: stop.signal, onProgress: ({ phase }) => phase === 'examining' && stop.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});
