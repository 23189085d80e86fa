// `npm run bench`: the budgets of this product, each as a ratio to a bare statement of the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../engine/package-root.ts';
import { bytes, number } from '../model/format.ts';
import { writeBigLog } from '../sample-data/big-log.ts';
import { openDuckDb } from '../engine/duckdb.ts';

const QUESTIONS = [
  'summary',
  'directly-follows',
  'activities',
  'stages',
  'throughline',
  'variants',
  'cases',
  'throughput',
  'flow',
  'satisfaction',
  'bottlenecks',
  'measures',
];
const EVENTS_A_CASE = 10;
const home = join(packageRoot, '.cache', 'bench');
const { values } = parseArgs({ options: { events: { type: 'string', multiple: true }, keep: { type: 'boolean', default: false } } });
const sizes = (values.events ?? ['1000000', '10000000']).map(Number);

interface Measured<T> {
  ms: T;
  peakMb: number;
}

function measure<T = number>(task: string, given: object): Measured<T> {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(dirname(fileURLToPath(import.meta.url)), 'measure.js'), task, JSON.stringify(given)],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || line === '') throw new Error(`${task} failed: ${stderr.slice(-2000)}`);
  return JSON.parse(line) as Measured<T>;
}

const seconds = (ms: number) => `${number(ms / 1000, ms < 10_000 ? 2 : 1)} s`;
const times = (part: number, whole: number) => `${number(part / whole, 2)} x`;
const say = (text: string) => process.stderr.write(`${text}\n`);

async function sizeOf(events: number): Promise<string[]> {
  const label = `${number(events / 1e6)} M events`;
  const log = join(home, `log-${String(events)}.csv`);
  const more = join(home, `more-${String(events)}.csv`);
  if (!existsSync(log)) {
    say(`Writing ${label} …`);
    await writeBigLog({ path: log, cases: events / EVENTS_A_CASE, seed: 7 });
  }
  if (!existsSync(more)) await writeBigLog({ path: more, cases: 1000, seed: 8, firstCase: events / EVENTS_A_CASE - 500 });
  const folder = join(home, `data-${String(events)}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'uploads'), { recursive: true });

  say(`${label}: bare load`);
  const bare = [measure('bare', { file: log, folder }), measure('bare', { file: log, folder })].sort(
    (a, b) => a.ms - b.ms,
  )[0] as Measured<number>;
  say(`${label}: check`);
  const check = measure('check', { file: log, folder });
  say(`${label}: import`);
  measure('make', { folder });
  const load = measure('load', { file: log, folder });
  say(`${label}: statements`);
  const statements = measure<Record<string, number>>('statements', { folder }).ms;
  const at = (name: string) => statements[name] ?? NaN;
  say(`${label}: append`);
  const append = measure('load', { file: more, folder });
  const rows = [
    `| bare load of the typed columns | ${seconds(bare.ms)} | | |`,
    `| import, original kept | ${seconds(load.ms)} | ${times(load.ms, bare.ms)} the bare load | 6 x |`,
    `| check over all rows | ${seconds(check.ms)} | ${times(check.ms, bare.ms)} the bare load | 4 x |`,
    `| memory of the import, peak | ${number(load.peakMb)} MB | | 4,000 MB |`,
    `| append of 10,000 events | ${seconds(append.ms)} | ${number((append.ms / load.ms) * 100, 1)} % of the import | 5 % at 10 M |`,
    `| counts of all hand-overs | ${seconds(at('counts'))} | ${times(at('counts'), at('bare group by'))} the bare GROUP BY | 4 x |`,
    `| exact median and p90 of all hand-overs | ${seconds(at('times'))} | ${times(at('times'), at('bare quantiles'))} the bare quantiles | 1.3 x |`,
  ];
  const questions = QUESTIONS.map((id) => {
    say(`${label}: ${id}`);
    const { cold, again } = measure<{ cold: number; again: number }>('question', { folder, id }).ms;
    return `| ${id} | ${seconds(cold)} | ${number(again, 1)} ms |`;
  });
  const data = statSync(join(folder, 'events.duckdb')).size;
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
  return [
    `## ${label}`,
    '',
    `File ${bytes(statSync(log).size)}, data file ${bytes(data)}.`,
    '',
    '| what | measured | ratio | budget |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| question | cold | again |',
    '| --- | --- | --- |',
    ...questions,
    '',
  ];
}

mkdirSync(home, { recursive: true });
const probe = await openDuckDb({ file: ':memory:', tempDirectory: home, allowed: [home] });
const [engine] = await probe.with(undefined, (session) =>
  session.query<{ version: string }>({ strings: ['SELECT version() AS version'], values: [] }),
);
await probe.close();
const parts: string[][] = [];
for (const events of sizes) parts.push(await sizeOf(events));
const text = [
  '# Measured',
  '',
  `\`npm run bench\`, ${new Date().toISOString().slice(0, 10)}, ${String(cpus().length)} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${bytes(totalmem())} memory, Node ${process.versions.node}, DuckDB ${engine?.version ?? ''}, 2 threads, memory limit 3 GB.`,
  'Ratios compare with a bare statement of the same run; the times beside them are of this machine and day. A cold',
  'question is the first of a fresh process; “again” is the same question once more, from the cache of its data version.',
  '',
  ...parts.flat(),
].join('\n');
writeFileSync(join(packageRoot, 'bench', 'results.md'), text);
say(text);
