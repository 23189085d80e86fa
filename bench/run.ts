// `npm run bench`: the budgets of this product, each as a ratio to a bare statement of the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../engine/package-root.ts';
import { bytes, number } from '../model/format.ts';
import { writeBigLog } from '../sample-data/big-log.ts';
import { openDuckDb } from '../engine/duckdb.ts';
import type { AnalyticId } from '../server/analytics/catalog.ts';
import { formatLines } from './formats.ts';
import { letterLines } from './letters.ts';
import type { MapTimes } from './map.ts';
import { measureBrowser } from './web.ts';

/** What every question is asked with, where it does not answer without: a hand-over every log of `big-log.ts` has, and half of its time. */
const HAND_OVER = 'previous=Activity%2001&next=Activity%2002';
const QUESTIONS: Readonly<Record<Exclude<AnalyticId, 'case'>, string>> = {
  summary: '',
  'directly-follows': '',
  activities: '',
  stages: '',
  throughline: '',
  variants: '',
  rework: '',
  cases: '',
  throughput: '',
  durations: HAND_OVER,
  remaining: '',
  flow: '',
  queue: '',
  'open-cases': '',
  workload: '',
  handovers: '',
  'service-levels': '',
  'open-breaches': '',
  'after-delivery': '',
  satisfaction: '',
  voice: '',
  comments: '',
  bottlenecks: '',
  'waits-by': HAND_OVER,
  'wait-score': HAND_OVER,
  measures: '',
  compare: `against=${encodeURIComponent('where=priority:in:1')}`,
  'control-chart': '',
  'improvement-effect': '',
  'data-quality': '',
};
/** Half of the cases, by an attribute of the case and by what happens in it; what they may cost of the unfiltered question. */
const FILTERS = { 'an attribute': 'where=priority%3Ain%3A1%7C2', 'an activity': 'where=%40activity%3AActivity%2007' };
const FILTERED = ['summary', 'directly-follows', 'throughline', 'bottlenecks', 'variants'] as const;
const EVENTS_A_CASE = 10;
const home = join(packageRoot, '.cache', 'bench');
const { values } = parseArgs({
  options: { events: { type: 'string', multiple: true }, only: { type: 'string' }, keep: { type: 'boolean', default: false } },
});
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
    `| exact median and p90 of all hand-overs | ${seconds(at('quantiles'))} | ${times(at('quantiles'), at('bare quantiles'))} the bare quantiles | 1.3 x |`,
    `| their counts, sums, least and most, asked beside it | ${seconds(at('sums'))} | ${times(at('sums'), at('bare sums'))} the bare statement of the same | |`,
    `| both | ${seconds(at('quantiles') + at('sums'))} | ${times(at('quantiles') + at('sums'), at('bare quantiles') + at('bare sums'))} both bare ones, ${times(at('quantiles') + at('sums'), at('bare quantiles'))} the bare quantiles | |`,
  ];
  const asked = (id: string, query: string) => measure<{ cold: number; again: number }>('question', { folder, id, query }).ms;
  const questions = Object.entries(QUESTIONS).map(([id, query]) => {
    say(`${label}: ${id}`);
    const { cold, again } = asked(id, query);
    return `| ${id} | ${seconds(cold)} | ${number(again, 1)} ms |`;
  });
  const filtered = Object.entries(FILTERS).flatMap(([name, filter]) =>
    FILTERED.map((id) => {
      say(`${label}: ${id}, filtered by ${name}`);
      // the least of two each, taking turns: the difference is what is measured, not the first look at the disk
      const pairs = [0, 1].map(() => [asked(id, QUESTIONS[id]).cold, asked(id, filter).cold] as const);
      const least = (at: 0 | 1) => Math.min(...pairs.map((pair) => pair[at]));
      return `| ${id}, filtered by ${name} | ${seconds(least(1))} | ${times(least(1), least(0))} | 2 x |`;
    }),
  );
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
    '| question | cold | of the unfiltered one | budget |',
    '| --- | --- | --- | --- |',
    ...filtered,
    '',
  ];
}

mkdirSync(home, { recursive: true });
const results = join(packageRoot, 'bench', 'results.md');
const browser = process.env.THROUGHLINE_BROWSER;
const ENGINE_PARTS = '<!-- engine -->';
const FORMATS_PART = '<!-- formats -->';
const LETTERS_PART = '<!-- letters -->';
const BROWSER_PART = '<!-- browser -->';
/** Whether a part is measured now, or stays as the last results have it. */
const asked = (part: 'engine' | 'formats' | 'letters' | 'browser') => values.only === undefined || values.only === part;

/** The part of the last results behind a mark, when it is not measured again. */
function kept(mark: string): string[] {
  const [, part] = existsSync(results) ? readFileSync(results, 'utf8').split(mark) : [];
  return part === undefined ? [] : [part.split('<!--')[0]?.trim() ?? '', ''];
}

async function engineParts(): Promise<string[]> {
  const probe = await openDuckDb({ file: ':memory:', tempDirectory: home, allowed: [home] });
  const [engine] = await probe.with(undefined, (session) =>
    session.query<{ version: string }>({ strings: ['SELECT version() AS version'], values: [] }),
  );
  await probe.close();
  const parts: string[] = [];
  for (const events of sizes) parts.push(...(await sizeOf(events)));
  return [`${machine()}, DuckDB ${engine?.version ?? ''}, 2 threads, memory limit 3 GB.`, '', ...parts];
}

async function browserPart(): Promise<string[]> {
  if (browser === undefined || browser === 'none') {
    say('No browser: the part in the browser stays as it was.');
    return kept(BROWSER_PART);
  }
  const log = join(home, 'log-1000000.csv');
  if (!existsSync(log)) await writeBigLog({ path: log, cases: 100_000, seed: 7 });
  say('In the browser');
  const large = measure<MapTimes>('map', {}).ms;
  const filtered = measure<MapTimes>('map', { activities: 20, paths: 40 }).ms;
  const ms = (value: number) => `${number(value)} ms`;
  return [
    `${machine()}.`,
    '',
    ...(await measureBrowser(log, browser, home)),
    'The map of a made-up process, in a fresh process as in a worker:',
    '',
    '| what | measured | budget |',
    '| --- | --- | --- |',
    `| layout of 40 activities and 200 hand-overs | ${ms(large.layoutMs)} | 400 ms |`,
    `| its first drawing, everything on | ${ms(large.drawMs)} | |`,
    `| the same once more | ${ms(large.againMs)} | |`,
    `| a filter on 20 activities and 40 hand-overs, drawn again | ${ms(filtered.againMs)} | 50 ms |`,
    '',
  ];
}

const machine = () =>
  `${new Date().toISOString().slice(0, 10)}, ${String(cpus().length)} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${bytes(totalmem())} memory, Node ${process.versions.node}`;

const engineLines = asked('engine') ? await engineParts() : kept(ENGINE_PARTS);
const formatsLines = asked('formats') ? [`${machine()}.`, '', ...(await formatLines(home, measure, say))] : kept(FORMATS_PART);
const lettersLines = asked('letters') ? [`${machine()}.`, '', ...letterLines(home, measure, say)] : kept(LETTERS_PART);
const browserLines = asked('browser') ? await browserPart() : kept(BROWSER_PART);
const text = [
  '# Measured',
  '',
  '`npm run bench` writes this page; `-- --only engine`, `formats`, `letters` or `browser` writes its part. Ratios compare with a bare',
  'statement of the same run; the times beside them are of this machine and day. A cold question is the first of a fresh',
  'process; “again” is the same question once more, from the cache of its data version.',
  '',
  ENGINE_PARTS,
  '',
  ...engineLines,
  FORMATS_PART,
  '',
  ...formatsLines,
  LETTERS_PART,
  '',
  ...lettersLines,
  BROWSER_PART,
  '',
  ...browserLines,
].join('\n');
writeFileSync(results, text);
say(text);
