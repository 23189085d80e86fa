// One measurement in a process of its own: `node dist/bench/measure.js TASK JSON` prints one line of JSON.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckDb } from '../engine/duckdb.ts';
import type { Engine } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { raw, sql, type Sql } from '../engine/sql.ts';
import { emptyBlueprint } from '../model/blueprint.ts';
import type { Mapping } from '../model/event-log.ts';
import { importFile } from '../pipelines/import.ts';
import { recognise } from '../pipelines/check.ts';
import { fingerprint, keepOriginal } from '../pipelines/sources/original.ts';
import { statements as sqlOf } from '../server/analytics/analytic.ts';
import { catalog } from '../server/analytics/catalog.ts';
import { buildApp } from '../server/app.ts';
import { cancelOf, saxesAlone, tableOf } from './formats.ts';
import { letterTimes, sampleFolder } from './letters.ts';
import { measureMap } from './map.ts';

const PROCESS = 'bench';
export const MAPPING: Mapping = {
  kind: 'events',
  roles: { case: 'case', activity: 'activity', start: 'start', end: 'end', resource: 'resource', team: 'team', priority: 'attribute' },
  zone: 'UTC',
};

interface Task {
  /** The log. */
  file: string;
  /** A data folder. */
  folder: string;
  /** Which question, or statement. */
  id?: string;
  /** What it is asked with, as in a URL. */
  query?: string;
  /** Of a map. */
  activities?: number;
  paths?: number;
}

const now = () => performance.now();
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = now();
  await work();
  return now() - started;
}

const open = async (folder: string, file = 'events.duckdb', also: string[] = []): Promise<Engine> => {
  await mkdir(join(folder, 'temp'), { recursive: true });
  return openDuckDb({
    file: join(folder, file),
    tempDirectory: join(folder, 'temp'),
    allowed: [folder, ...also],
    threads: 2,
    memoryLimit: '3GB',
  });
};
const parent = (file: string) => file.slice(0, file.lastIndexOf('/'));

/** The same typed columns and nothing else: what every import is measured against. */
async function bare({ file, folder }: Task): Promise<number> {
  await rm(join(folder, 'bare.duckdb'), { force: true });
  const engine = await open(folder, 'bare.duckdb', [parent(file)]);
  const session = await engine.session();
  const ms = await timed(async () => {
    await session.run(sql`
      CREATE TABLE log AS SELECT * FROM read_csv(${file}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        timestampformat = '%Y-%m-%dT%H:%M:%SZ',
        columns = {'case': 'VARCHAR', 'activity': 'VARCHAR', 'start': 'TIMESTAMP', 'end': 'TIMESTAMP', 'resource': 'VARCHAR', 'team': 'VARCHAR', 'priority': 'BIGINT'})`);
    await session.run(raw('CHECKPOINT'));
  });
  session.close();
  await engine.close();
  await rm(join(folder, 'bare.duckdb'), { force: true });
  return ms;
}

/** Makes the service; what follows imports into it. */
async function make({ folder }: Task): Promise<number> {
  const app = await buildApp({ dataFolder: folder, logLevel: 'silent' });
  const made = await app.inject({
    method: 'POST',
    url: '/api/v1/processes',
    headers: { host: '127.0.0.1' },
    payload: { id: PROCESS, name: 'Bench', zone: 'UTC' },
  });
  if (made.statusCode !== 201) throw new Error(made.body);
  await app.close();
  return 0;
}

async function load({ file, folder }: Task): Promise<number> {
  const engine = await open(folder, 'events.duckdb', [parent(file)]);
  const [version] = await engine.with(schemaOf(PROCESS), (session) =>
    session.query<{ cutOffMs: number | null }>(raw('SELECT cut_off_ms FROM data_version ORDER BY version DESC LIMIT 1')),
  );
  const ms = await timed(async () => {
    const sha256 = await fingerprint(file);
    await Promise.all([
      importFile(engine, {
        process: { id: PROCESS, zone: 'UTC', blueprint: emptyBlueprint(), cutOffMs: version?.cutOffMs ?? null },
        importId: `bench-${sha256.slice(0, 12)}`,
        file: { path: file, name: 'log.csv', sha256 },
        mapping: MAPPING,
        now: new Date(),
      }),
      keepOriginal(file, sha256, 'log.csv', join(folder, 'uploads')),
    ]);
    await engine.checkpoint();
  });
  await engine.close();
  return ms;
}

async function check({ file, folder }: Task): Promise<number> {
  const engine = await open(folder, 'check.duckdb', [parent(file)]);
  const ms = await timed(() => recognise(engine, { path: file, name: 'log.csv' }, MAPPING));
  await engine.close();
  await rm(join(folder, 'check.duckdb'), { force: true });
  return ms;
}

/** A question over HTTP (injected): the first time in this process, and again. */
async function question({ folder, id = 'summary', query = '' }: Task): Promise<{ cold: number; again: number }> {
  const app = await buildApp({ dataFolder: folder, logLevel: 'silent' });
  await app.ready();
  const ask = async () => {
    const url = `/api/v1/processes/${PROCESS}/analytics/${id}?${query}`;
    const answer = await app.inject({ url, headers: { host: '127.0.0.1' } });
    if (answer.statusCode !== 200) throw new Error(`${id}: ${answer.body.slice(0, 300)}`);
  };
  const cold = await timed(ask);
  const again = await timed(ask);
  await app.close();
  return { cold, again };
}

const BARE = {
  'bare group by': raw('SELECT activity, next_activity, count(*) AS n FROM step GROUP BY activity, next_activity'),
  'bare quantiles': raw(
    'SELECT activity, next_activity, quantile_cont(gap_ms, [0.5, 0.9]) AS q FROM step GROUP BY activity, next_activity',
  ),
  'bare sums': raw(
    'SELECT activity, next_activity, count(*) AS n, min(gap_ms), max(gap_ms), sum(gap_ms), count(gap_ms) FROM step GROUP BY activity, next_activity',
  ),
};

/** The hand-overs as the question asks for them and the bare statements, taking turns in one session; the least of five. */
async function statements({ folder }: Task): Promise<Record<string, number>> {
  const engine = await open(folder);
  const best: Record<string, number> = {};
  await engine.with(schemaOf(PROCESS), async (session) => {
    const process = { id: PROCESS, zone: 'UTC', blueprint: emptyBlueprint(), cutOffMs: null, dataVersion: 1, firstAt: null, endAt: null };
    const ask = async (name: string, params: object) => {
      const found = await sqlOf({ session, process }, catalog['directly-follows'], { process: PROCESS }, { ...params });
      const one = found.find((statement) => statement.name === name);
      if (one === undefined) throw new Error(`directly-follows has no statement ${name}.`);
      return one.sql;
    };
    const all: Record<string, Sql> = {
      ...BARE,
      counts: await ask('counts', { times: false }),
      sums: await ask('counts', {}),
      quantiles: await ask('quantiles', {}),
    };
    for (let round = 0; round < 6; round += 1) {
      for (const [name, statement] of Object.entries(all)) {
        const ms = await timed(() => session.query(statement));
        // the first round warms the file cache for all alike
        if (round > 0) best[name] = Math.min(best[name] ?? Infinity, ms);
      }
    }
  });
  await engine.close();
  return best;
}

const map = async ({ activities, paths }: Task) => Promise.resolve({ ...measureMap(activities ?? 40, paths ?? 200) });

const tasks: Record<string, (task: Task) => Promise<number | Record<string, number>>> = {
  bare,
  make,
  load,
  check,
  question,
  statements,
  map,
  saxes: saxesAlone,
  table: tableOf,
  cancel: cancelOf,
  samples: sampleFolder,
  letter: letterTimes,
};
const [name = '', text = '{}'] = process.argv.slice(2);
const task = tasks[name];
if (task) {
  const ms = await task(JSON.parse(text) as Task);
  process.stdout.write(`${JSON.stringify({ ms, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
}
