// `node scripts/room.mjs bench/verdicts`: how often a verdict is right, and how often chance alone makes one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../engine/package-root.ts';
import { sql } from '../engine/sql.ts';
import { emptyBlueprint } from '../model/blueprint.ts';
import { number } from '../model/format.ts';
import type { VerdictId } from '../model/improvement-verdict.ts';
import { effectOf, type VerdictPoint } from '../model/verdict.ts';
import { randomOf } from '../sample-data/random.ts';
import { ask, type AboutFor, type RowFor, type Source } from '../server/analytics/analytic.ts';
import { compare } from '../server/analytics/compare.ts';
import { controlChart } from '../server/analytics/control-chart.ts';
import { improvementEffect } from '../server/analytics/improvement-effect.ts';
import { loggedService, mondayOf, openShelf, serviceOf, USUAL_WAIT, waitLog, waitMeasure } from './verdict-logs.ts';
import { improved, level, seen, shuffled, weeks, type Noise } from './verdict-points.ts';

const { values } = parseArgs({
  options: { logs: { type: 'string' }, runs: { type: 'string' }, only: { type: 'string', multiple: true }, out: { type: 'string' } },
});
const RUNS = Number(values.runs ?? 4000);
const scaled = (count: number) => (values.logs === undefined ? count : Math.ceil((count * Number(values.logs)) / 100));
const wanted = (part: string) => values.only === undefined || values.only.includes(part);
const say = (text: string) => process.stderr.write(`${text}\n`);

interface Line {
  readonly what: string;
  readonly found: number;
  readonly of: number;
  readonly wanted: string;
}
const lines: Line[] = [];
const line = (what: string, found: number, of: number, bound: string) => {
  lines.push({ what, found, of, wanted: bound });
  say(`${what}: ${String(found)} of ${String(of)} (${bound})`);
};

const BEFORE = 29;
const NOISE: Noise = { size: 0.1, keeps: 0 };
type Answer = { about: AboutFor<typeof improvementEffect>; rows: readonly RowFor<typeof improvementEffect>[] };

/** One of the logs of a service. */
interface OneLog {
  readonly service: Source;
  readonly name: string;
}

/** The answer to whoever looks when so many weeks since the change are over. */
async function looked({ service, name }: OneLog, after: number): Promise<Answer> {
  const { about, rows } = await ask(
    service,
    improvementEffect,
    {
      process: service.process.id,
      period: { to: mondayOf(BEFORE + after) },
      filters: [{ kind: 'attribute', name: 'Log', op: 'in', values: [name] }],
    },
    { definition: waitMeasure, changed: mondayOf(BEFORE), baseFrom: mondayOf(0), baseTo: mondayOf(BEFORE), balancing: false },
  );
  if (about === undefined) throw new Error('The question says nothing.');
  return { about, rows };
}

/** What was said week by week, out of the points of the answer. */
function history({ rows }: Answer): VerdictId[] {
  const of = (part: string): VerdictPoint[] =>
    rows.flatMap((row) => (row.part === part && row.value !== null ? [{ bucket: row.bucket, value: row.value, n: row.n }] : []));
  return seen([...of('baseline'), ...of('after')], of('baseline').length);
}

const LOGS_A_FILE = 25;

/** Logs of one seed each, some of them side by side in a file that is imported like any other. */
async function logs(
  label: string,
  count: number,
  levels: readonly number[],
  noise: Noise,
  each: (log: OneLog) => Promise<void>,
): Promise<void> {
  for (let first = 1; first <= count; first += LOGS_A_FILE) {
    const shelf = await openShelf();
    const seeds = Array.from({ length: Math.min(LOGS_A_FILE, count - first + 1) }, (_, at) => first + at);
    const nameOf = (seed: number) => `L${String(seed)}`;
    const service = await loggedService(
      shelf,
      'logs',
      seeds.map((seed) => waitLog(nameOf(seed), randomOf(seed, label), levels, noise)),
    );
    for (const seed of seeds) await each({ service, name: nameOf(seed) });
    service.session.close();
    await shelf.close();
    say(`${label}: ${String(seeds.at(-1))}`);
  }
}

const truth = -0.25 * USUAL_WAIT;
const covers = ({ effectLow, effectHigh }: Answer['about']) =>
  effectLow !== null && effectHigh !== null && effectLow <= truth && truth <= effectHigh;

async function cut(): Promise<void> {
  const count = scaled(100);
  const found = { improved: 0, holding: 0, early: 0, late: 0, reopened: 0, same: 0 };
  await logs('cut', count, [...level(1, BEFORE), ...level(0.75, 46)], NOISE, async (log) => {
    const [eight, twenty, all] = [await looked(log, 8), await looked(log, 20), await looked(log, 46)];
    if (improved(eight.about.verdict)) found.improved += 1;
    if (twenty.about.verdict === 'holding') found.holding += 1;
    if (covers(eight.about)) found.early += 1;
    if (covers(twenty.about)) found.late += 1;
    const said = history(all);
    if (said.some((verdict) => verdict === 'reverted')) found.reopened += 1;
    if (said[7] === eight.about.verdict && said[19] === twenty.about.verdict) found.same += 1;
  });
  line('Logs with a cut of 25 %: improved when 8 weeks are over', found.improved, count, 'at least 90 %');
  line('the same: holding 12 weeks later', found.holding, count, 'at least 90 %');
  line('the same: the interval after 8 weeks holds the truth', found.early, count, 'at least 90 %');
  line('the same: the interval after 20 weeks holds the truth', found.late, count, 'at least 90 %');
  line('the same, adopted after 20 weeks: opened again in 26 quiet weeks', found.reopened, count, 'at most 5 %');
  line('the same: looking back says what was said at the time', found.same, count, 'all');
}

async function quiet(keeps: number, bound: string): Promise<void> {
  const count = scaled(200);
  let ever = 0;
  await logs(`quiet ${String(keeps)}`, count, level(1, BEFORE + 26), { ...NOISE, keeps }, async (log) => {
    if (history(await looked(log, 26)).some(improved)) ever += 1;
  });
  line(
    `Logs without a change${keeps === 0 ? '' : `, autocorrelation ${String(keeps)}`}: ever improved within 26 weeks`,
    ever,
    count,
    bound,
  );
}

async function reversal(): Promise<void> {
  const count = scaled(100);
  const found = { improved: 0, in: 0, once: 0 };
  await logs('reversal', count, [...level(1, BEFORE), ...level(0.75, 20), ...level(1, 20)], NOISE, async (log) => {
    const said = history(await looked(log, 40));
    if (!said.slice(0, 20).some(improved)) return;
    found.improved += 1;
    if (said.slice(20, 28).some((verdict) => verdict === 'reverted')) found.in += 1;
    const times = said.filter((verdict, at) => verdict === 'reverted' && said[at - 1] !== 'reverted').length;
    if (times === 1) found.once += 1;
  });
  line('Logs whose cut is undone after 20 weeks: reverted within 8 weeks', found.in, found.improved, 'all but a few');
  line('the same: reverted once in 20 weeks', found.once, found.improved, 'all but a few');
}

async function realLog(): Promise<void> {
  const path = join(packageRoot, '..', 'shared', 'data', 'receipt.csv.gz');
  if (!existsSync(path)) {
    say('No real log beside the repository: left out.');
    return;
  }
  const shelf = await openShelf();
  const service = await serviceOf(shelf, 'receipt', path, emptyBlueprint(), { zone: 'Europe/Amsterdam' });
  const points = await realPoints(service);
  const ours = (value: readonly VerdictPoint[]) =>
    seen(
      value.map((point, at) => ({ ...point, bucket: mondayOf(at) })),
      Math.floor(points.length / 2),
    ).some(improved);
  for (const better of [1, -1]) {
    let ever = 0;
    for (let seed = 1; seed <= 200; seed += 1)
      if (ours(shuffled(randomOf(seed, 'orders'), points).map((point) => ({ ...point, value: better * point.value })))) ever += 1;
    line(
      `The real log, ${String(points.length)} weeks in random orders, ${better === 1 ? 'less' : 'more'} wanted: ever improved`,
      ever,
      200,
      'at most 5 %',
    );
  }
  await halvings(service);
  service.session.close();
  await shelf.close();
}

async function realPoints(service: Source): Promise<VerdictPoint[]> {
  const definition = JSON.stringify({ id: 'time', name: 'Time per case', of: 'throughput', statistic: 'median', better: 'lower' });
  const { rows } = await ask(service, controlChart, { process: 'receipt' }, { definition, points: 400 });
  return rows.flatMap(({ whole, value, n, bucket }) => (whole && value !== null ? [{ bucket, value, n }] : []));
}

/** Halves of the cases drawn by lot: whatever `compare` colours is chance. */
async function halvings(service: Source): Promise<void> {
  const { session } = service;
  const keys = await session.query<{ caseKey: number }>(sql`SELECT case_key FROM case_fact ORDER BY case_key`);
  const [last] = await session.query<{ id: number }>(sql`SELECT coalesce(max(id), 0) AS id FROM attribute`);
  const column = `a${String((last?.id ?? 0) + 1)}`;
  await session.run(sql`INSERT INTO attribute VALUES (${(last?.id ?? 0) + 1}, 'Half', 'text', 'case')`);
  await session.run({ strings: [`ALTER TABLE case_fact ADD COLUMN ${column} VARCHAR`], values: [] });
  let coloured = 0;
  let compared = 0;
  const count = scaled(200);
  for (let seed = 1; seed <= count; seed += 1) {
    const random = randomOf(seed, 'halves');
    const chosen = shuffled(
      random,
      keys.map(({ caseKey }) => caseKey),
    ).slice(0, Math.floor(keys.length / 2));
    await session.run({
      strings: [`UPDATE case_fact SET ${column} = CASE WHEN case_key IN (${chosen.join(', ')}) THEN 'A' ELSE 'B' END`],
      values: [],
    });
    const { rows } = await ask(
      service,
      compare,
      { process: 'receipt', filters: [{ kind: 'attribute', name: 'Half', op: 'in', values: ['A'] }] },
      { against: 'where=Half:in:B' },
    );
    compared += rows.filter(({ p }) => p !== null).length;
    if (rows.some(({ credible }) => credible)) coloured += 1;
    if (seed % 50 === 0) say(`halvings: ${String(seed)}`);
  }
  line(
    `The real log in halves drawn by lot (${number(compared / count)} differences each): any of them coloured`,
    coloured,
    count,
    'at most 5 %',
  );
}

/** Points alone, thousands of times: what the logs above show, in fine. */
function simulated(): void {
  for (const before of [13, 24]) {
    for (const [name, noise, bound] of [
      ['normal', { size: 0.1, keeps: 0 }, ''],
      ['skewed (log-normal 0.6)', { size: 0.6, keeps: 0, skewed: true }, ''],
      ['autocorrelation 0.3', { size: 0.1, keeps: 0.3 }, ''],
    ] as const) {
      let [ever, again] = [0, 0];
      for (let seed = 1; seed <= RUNS; seed += 1) {
        const random = randomOf(seed, `quiet ${String(before)} ${name}`);
        if (seen(weeks(random, level(1, before + 26), noise), before).some(improved)) ever += 1;
        if (name !== 'skewed (log-normal 0.6)') {
          const said = seen(weeks(random, [...level(1, before), ...level(0.75, 46)], noise), before);
          if (said.slice(20).some((verdict) => verdict === 'reverted')) again += 1;
        }
      }
      line(`Points, baseline ${String(before)}, no change, ${name}: ever improved in 26`, ever, RUNS, bound);
      if (name !== 'skewed (log-normal 0.6)')
        line(`Points, baseline ${String(before)}, cut of 2.5 sigma that stays, ${name}: reverted in weeks 21 to 46`, again, RUNS, bound);
    }
    for (const [sigmas, keeps] of [
      [1.5, 0],
      [2.5, 0],
      [2.5, 0.3],
    ] as const) {
      let [found, covered, back] = [0, 0, 0];
      for (let seed = 1; seed <= RUNS; seed += 1) {
        const random = randomOf(seed, `shift ${String(before)} ${String(sigmas)} ${String(keeps)}`);
        // noise of the same size before and after, as the truth of the table in DOMAIN.md section 7 has it
        const line_ = weeks(random, level(1, before + 28), { size: 0.1, keeps });
        const shift = (point: VerdictPoint, at: number) =>
          at >= before && at < before + 20 ? { ...point, value: point.value - 0.1 * sigmas } : point;
        const points = line_.map(shift);
        const said = seen(points, before);
        if (said.slice(0, 8).some(improved)) found += 1;
        const effect = effectOf(
          points.slice(0, before).map(({ value }) => value),
          points.slice(before, before + 8).map(({ value }) => value),
        );
        if (effect !== null && effect.low <= -0.1 * sigmas && -0.1 * sigmas <= effect.high) covered += 1;
        if (said.slice(20).some((verdict) => verdict === 'reverted')) back += 1;
      }
      const name = `Points, baseline ${String(before)}, shift of ${String(sigmas)} sigma${keeps === 0 ? '' : `, autocorrelation ${String(keeps)}`}`;
      line(`${name}: improved within 8`, found, RUNS, '');
      line(`${name}: interval at 8 holds the truth`, covered, RUNS, '');
      if (sigmas === 2.5) line(`${name}: undone after 20, reverted within 8`, back, RUNS, '');
    }
  }
}

const started = Date.now();
if (wanted('points')) simulated();
if (wanted('cut')) await cut();
if (wanted('quiet')) {
  await quiet(0, 'at most 5 %');
  await quiet(0.3, 'at most 10 %');
}
if (wanted('reversal')) await reversal();
if (wanted('real')) await realLog();
const table = [
  '| what | found | of | share | wanted |',
  '| --- | --- | --- | --- | --- |',
  ...lines.map(
    ({ what, found, of, wanted: bound }) =>
      `| ${what} | ${number(found)} | ${number(of)} | ${number((100 * found) / Math.max(1, of), 1)} % | ${bound} |`,
  ),
].join('\n');
if (values.out !== undefined) writeFileSync(values.out, `${table}\n`);
else if (values.only === undefined && values.logs === undefined && values.runs === undefined)
  writeInto(join(packageRoot, 'docs', 'verdicts.md'));
else process.stdout.write(`${table}\n`);

/** The table in its place on the page: between the two marks. */
function writeInto(page: string): void {
  const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:table|end) -->\n/);
  writeFileSync(page, `${before ?? ''}<!-- table -->\n\n${table}\n\n<!-- end -->\n${after ?? ''}`);
}
say(`${number((Date.now() - started) / 60_000, 1)} min`);
