import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../engine/package-root.ts';
import type * as Apart from '../../pipelines/sources/apart.ts';
import { buildProgram } from '../server/program.ts';
import { desk, refusal } from './import-text.ts';
import { asXes, asXlsx, type Written } from './write-formats.ts';

/** As the built program has it: with a thread of its own. */
let makeApart: typeof Apart.makeApart;
beforeAll(async () => {
  await buildProgram();
  ({ makeApart } = (await import(path.join(packageRoot, 'dist', 'pipelines', 'sources', 'apart.js'))) as typeof Apart);
});

const events = (count: number): Written[] =>
  Array.from({ length: count }, (_, at) => ({
    case: `C-${Math.floor(at / 10)}`,
    kind: 'a',
    activity: `Step ${at % 10}`,
    at: new Date(Date.UTC(2026, 0, 5, 9) + at * 60_000),
    resource: null,
    cost: at,
    note: null,
  }));

async function given(content: Buffer): Promise<{ path: string; target: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-apart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'given'), content);
  return { path: path.join(folder, 'given'), target: path.join(folder, 'table') };
}

it('reads in a thread of its own, says how far it is, and answers what it made', async () => {
  const shares: number[] = [];
  const file = await given(asXes(events(20_000)));
  const made = await makeApart({ format: 'xes', ...file, encoding: 'utf-8' }, undefined, (share) => shares.push(share));
  expect(made).toMatchObject({ rows: 20_000, names: expect.arrayContaining(['case:concept:name', 'time:timestamp']) as string[] });
  expect(shares.length).toBeGreaterThan(2);
  expect(shares.at(-1)).toBe(1);
  const workbook = await given(await asXlsx(events(50)));
  expect(await makeApart({ format: 'xlsx', ...workbook, encoding: 'utf-8' })).toMatchObject({ rows: 50, sheet: 'Log' });
}, 120_000);

it('brings a refusal out of the thread in its words', async () => {
  const file = await given(Buffer.from('<log><trace>'));
  expect(await refusal(makeApart({ format: 'xes', ...file, encoding: 'utf-8' }))).toMatchObject({ code: 'broken_xes' });
  const workbook = await given(await asXlsx(events(5)));
  expect(await refusal(makeApart({ format: 'xlsx', ...workbook, encoding: 'utf-8', sheet: 'no' }))).toMatchObject({
    code: 'bad_request',
    field: 'sheet',
  });
});

it('ends the thread when it is cancelled', async () => {
  const file = await given(asXes(events(60_000)));
  const stop = new AbortController();
  const reading = makeApart({ format: 'xes', ...file, encoding: 'utf-8' }, stop.signal, () => {
    stop.abort();
  });
  expect(await refusal(reading)).toMatchObject({ code: 'cancelled' });
  expect(await refusal(makeApart({ format: 'xes', ...file, encoding: 'utf-8' }, stop.signal))).toMatchObject({ code: 'cancelled' });
}, 120_000);

it('cancels an import while its file becomes a table, and changes nothing', async () => {
  const log = await desk();
  const stop = new AbortController();
  const importing = log.give(asXes(events(30_000)), {
    signal: stop.signal,
    onProgress: ({ phase, share }) => {
      if (phase === 'reading' && share > 0) stop.abort();
    },
  });
  expect(await refusal(importing)).toMatchObject({ code: 'cancelled' });
});
