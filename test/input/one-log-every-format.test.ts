import { gzipSync } from 'node:zlib';
import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { identifier, sql } from '../../engine/sql.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { catalog, type AnalyticId } from '../../server/analytics/catalog.ts';
import { desk } from './import-text.ts';
import { asArrow, asCsv, asJson, asJsonLines, asParquet, asXes, asXlsx, zipOf, type Written } from './write-formats.ts';

const name = fc.constantFrom(
  'Open',
  'Look, and look again',
  'Say “yes”',
  'a "quoted" word',
  'zwei\nZeilen',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  'שלום 👋',
  'x'.repeat(120),
);
const event = fc.record({
  activity: name,
  minutes: fc.integer({ min: 0, max: 100_000 }),
  seconds: fc.integer({ min: 0, max: 59_999 }),
  resource: fc.option(fc.constantFrom('Ann', 'Bo, jr', "O'Hara")),
  cost: fc.option(fc.integer({ min: -5000, max: 500_000 }).map((cents) => cents / 100)),
  note: fc.option(fc.constantFrom('fine', 'späť', 'a;b|c\td', '“', '007')),
});
const trace = fc.record({ kind: fc.constantFrom('walk-in', 'by post'), events: fc.array(event, { minLength: 1, maxLength: 6 }) });

const logOf = (
  traces: readonly { kind: string; events: readonly Omit<Written & { minutes: number; seconds: number }, 'case' | 'kind' | 'at'>[] }[],
): Written[] =>
  traces.flatMap(({ kind, events }, place) =>
    events
      .map((one) => ({ ...one, case: `C-${place}`, kind, at: new Date(Date.UTC(2026, 0, 5) + one.minutes * 60_000 + one.seconds) }))
      .toSorted((one, other) => one.at.getTime() - other.at.getTime()),
  );

it('gives the same events and the same figures from every format one log is written in', async () => {
  // one log, the same in every run: to make it smaller after a failure would take longer than to read it
  const [traces = []] = fc.sample(fc.array(trace, { minLength: 25, maxLength: 30 }), { seed: 2026, numRuns: 1 });
  const written = logOf(traces);
  const { temp } = await desk();
  const expected = await everything(asCsv(written));
  expect(expected).toMatchObject({ accepted: written.length, rejected: 0 });
  const files: Record<string, Buffer> = {
    xlsx: await asXlsx(written),
    json: asJson(written),
    jsonl: asJsonLines(written),
    parquet: await asParquet(written, temp.folder),
    arrow: asArrow(written),
    'arrow stream': asArrow(written, 'stream'),
    xes: asXes(written),
    'xes.gz': gzipSync(asXes(written)),
    'zip of xlsx': zipOf([{ name: 'log.xlsx', content: await asXlsx(written) }]),
    'zip of two csv': zipOf(halves(written).map((half, at) => ({ name: `${at}.csv`, content: asCsv(half) }))),
  };
  for (const [format, content] of Object.entries(files))
    expect({ format, ...(await everything(content)) }).toEqual({ format, ...expected });
}, 240_000);

/** Each event with a time at which it began; cases in which they overlap come up by themselves. */
const withStarts = (log: readonly Written[]): Written[] =>
  log.map((event, at) => ({ ...event, start: new Date(event.at.getTime() - (at % 7) * 400_000) }));

/** Each event as a row when it starts and a row when it completes, but for some that never do. */
const asHalves = (log: readonly Written[]): Written[] =>
  log.flatMap((event, at) => {
    const start = { ...event, at: new Date(event.at.getTime() - (at % 5) * 300_000), lifecycle: 'start' };
    return at % 9 === 0 ? [start] : [start, { ...event, lifecycle: 'complete' }];
  });

it.each([
  ['rows with a start and an end', 31, withStarts],
  ['rows that start and rows that complete', 32, asHalves],
] as const)(
  'gives the same figures from CSV, XES, Parquet, XLSX and JSON of a log with %s',
  async (_, seed, shaped) => {
    const [traces = []] = fc.sample(fc.array(trace, { minLength: 20, maxLength: 25 }), { seed, numRuns: 1 });
    const written = shaped(logOf(traces));
    const { temp } = await desk();
    const expected = await everything(asCsv(written));
    expect(expected).toMatchObject({ accepted: written.length, rejected: 0 });
    const files: Record<string, Buffer> = {
      xes: asXes(written),
      parquet: await asParquet(written, temp.folder),
      xlsx: await asXlsx(written),
      json: asJson(written),
    };
    for (const [format, content] of Object.entries(files))
      expect({ format, ...(await everything(content)) }).toEqual({ format, ...expected });
  },
  240_000,
);

/** Every question but that of the imports themselves, which says what the files were. */
const QUESTIONS = (Object.keys(catalog) as AnalyticId[]).filter((id) => id !== 'data-quality');
/** What some of them must be told. */
const WAIT = { previous: 'Open', next: 'Open' };
const PARAMS: Partial<Record<AnalyticId, object>> = {
  case: { case: 'C-3' },
  durations: { of: 'processing', activity: 'Open' },
  'waits-by': WAIT,
  'wait-score': WAIT,
};

/** Cut between two cases, so that both halves are whole. */
function halves(log: readonly Written[]): Written[][] {
  const at = log.findIndex(({ case: id }, place) => place > log.length / 2 && id !== log[place - 1]?.case);
  return at < 1 ? [[...log]] : [log.slice(0, at), log.slice(at)];
}

async function everything(content: Buffer) {
  // every file under the same name, which says nothing of its format
  const log = await desk();
  const receipt = await log.give(content, { zone: 'UTC', name: 'export.csv' });
  const attributes = await log.rows<{ id: number; name: string }>(sql`SELECT id, name, type, level FROM attribute ORDER BY name`);
  const note = identifier(`a${attributes.find(({ name: one }) => one === 'note')?.id ?? 0}`);
  const events = await log.rows(sql`
    SELECT e.case_id, ${note} AS note, a.name AS activity, e.started_at, e.completed_at, r.name AS resource, e.cost, CAST(e.identity AS VARCHAR) AS identity
    FROM event e JOIN activity a ON a.id = e.activity LEFT JOIN resource r ON r.id = e.resource
    ORDER BY e.line`);
  const process = {
    id: 'log',
    zone: 'UTC',
    dataVersion: 1,
    blueprint: emptyBlueprint(),
    cutOffMs: null,
    firstAt: receipt.firstAt,
    endAt: receipt.lastAt,
  };
  const figures: Record<string, unknown> = {};
  for (const id of QUESTIONS)
    figures[id] = await log.session((session) => ask({ session, process }, catalog[id] as never, { process: 'log' }, PARAMS[id] as never));
  return {
    accepted: receipt.accepted,
    rejected: receipt.rejected,
    cases: receipt.cases,
    firstAt: receipt.firstAt,
    lastAt: receipt.lastAt,
    attributes: attributes.map((one) => ({ ...one, id: null })),
    events,
    figures,
  };
}
