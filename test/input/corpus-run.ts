import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';
import type { Engine } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { identifier, join as joined, raw, sql } from '../../engine/sql.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Mapping, Receipt, Recognition } from '../../model/event-log.ts';
import { Problem } from '../../model/problem.ts';
import { importFile } from '../../pipelines/import.ts';
import { recognise } from '../../pipelines/check.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { MADE } from './corpus-made.ts';

export const CORPUS = join(packageRoot, 'test', 'input', 'corpus');
/** The day of every import: a row after it lies in the future. */
const NOW = new Date('2026-03-01T12:00:00Z');
/** Of the codes that take the place of personal data: the same in every run, so that the codes are. */
const CODE_KEY = '00'.repeat(32);
/** Of a table that is larger, so many rows are expected one by one. */
const SHOWN_ROWS = 40;
/** And of a text that is longer, so many letters. */
const SHOWN_LETTERS = 400;

export interface Refused {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly field?: string;
}
export type Ending = { readonly receipt: Partial<Receipt> } | { readonly refused: Refused };

/** What a folder of the corpus comes to: what is expected is this, as JSON. */
export interface Outcome {
  /** What the check says of the last file, before it is imported. */
  readonly check: object | { readonly refused: Refused };
  /** One for each file, in their order. */
  readonly imports: readonly Ending[];
  readonly events: readonly object[];
  readonly cases: readonly object[];
  readonly feedback: readonly object[];
  readonly rejected: readonly object[];
}

/** The folders of the corpus, in their order. */
export const corpusNames = async (): Promise<string[]> =>
  (await readdir(CORPUS, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();

/** The files of a folder in the order in which they are imported: those that lie there, or those that are made. */
async function inputsOf(name: string): Promise<{ name: string; content: Buffer }[]> {
  const folder = join(CORPUS, name);
  const files = (await readdir(folder)).filter((file) => file.startsWith('input')).toSorted();
  const given = await Promise.all(files.map(async (file) => ({ name: file, content: await readFile(join(folder, file)) })));
  const made = MADE[name];
  return made === undefined ? given : [...given, { name: made.name, content: await made.content() }];
}

async function json<T>(path: string, otherwise: T): Promise<T> {
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as T) : otherwise;
}

/**
 * Imports the files of a folder one after the other into a process of its own, and reads its tables.
 *
 * `mapping.json` is what a person said of every file, `mapping-2.json` of the second; `process.json` the zone of the
 * process, Dublin unless it says otherwise.
 */
export async function outcomeOf(engine: Engine, temp: string, name: string): Promise<Outcome> {
  const id = `c${name.slice(0, name.indexOf('-'))}`;
  const folder = join(CORPUS, name);
  await engine.with(undefined, (session) => createProcessSchema(session, id));
  const { zone } = await json<{ zone: string | null }>(join(folder, 'process.json'), { zone: 'Europe/Dublin' });
  const general = await json<Mapping>(join(folder, 'mapping.json'), {});
  const imports: Ending[] = [];
  let check: Outcome['check'] = {};
  let cutOffMs: number | null = null;
  await mkdir(join(temp, id));
  for (const [at, { name: file, content }] of (await inputsOf(name)).entries()) {
    const mapping = await json<Mapping>(join(folder, `mapping-${at + 1}.json`), general);
    const path = join(temp, id, file);
    await writeFile(path, content);
    const given = { path, name: file };
    check = await recognise(engine, given, { ...(zone === null ? {} : { zone }), ...mapping }).then(essence, refused);
    const order = {
      process: { id, zone, blueprint: emptyBlueprint(), cutOffMs },
      importId: `${id}-${at + 1}`,
      file: given,
      mapping,
      codeKey: CODE_KEY,
      now: NOW,
    };
    imports.push(
      await importFile(engine, order).then((imported) => {
        cutOffMs = imported.cutOffMs;
        return { receipt: lasting(imported.receipt) };
      }, refused),
    );
  }
  return { check, imports, ...(await tablesOf(engine, id)) };
}

function refused(cause: unknown): { refused: Refused } {
  if (!(cause instanceof Problem)) throw cause;
  const { code, title, detail, field } = cause.body();
  return { refused: { code, title, ...(detail === undefined ? {} : { detail }), ...(field === undefined ? {} : { field }) } };
}

/** A receipt without what another run has otherwise: ids, hashes, moments; and without what is told of its figures elsewhere. */
function lasting(receipt: Receipt): Partial<Receipt> {
  const passing = ['import', 'process', 'sha256', 'effect'];
  return Object.fromEntries(Object.entries(receipt).filter(([key]) => !passing.includes(key)));
}

/** How a file was understood, in a few words. */
function essence({ kind, arrangement, milestones, shape, rows, columns, questions, health }: Recognition): object {
  return {
    kind,
    ...(arrangement === 'events'
      ? {}
      : { arrangement, milestones: milestones.map(({ column, activity, filled }) => ({ column, activity, filled })) }),
    read: shape.words,
    ...(shape.format === 'text'
      ? { encoding: shape.encoding, delimiter: shape.delimiter, quote: shape.quote, headerLine: shape.headerLine, decimal: shape.decimal }
      : { headerLine: shape.headerLine }),
    rows,
    columns: Object.fromEntries(
      columns
        .filter(({ role }) => columns.length < 30 || role !== 'ignore')
        .map(({ name, role, type, timeFormat }) => [
          `“${name}”`,
          timeFormat === null ? `${role}, ${type}` : `${role}, ${type} ${timeFormat}`,
        ]),
    ),
    questions: questions.map(({ code, field, options, outcomes }) => ({
      code,
      field,
      options,
      ...(outcomes === undefined ? {} : { outcomes }),
    })),
    problems: (health?.problems ?? []).map(({ code, weight, title, rows: some, column }) => ({ code, weight, title, rows: some, column })),
  };
}

async function tablesOf(engine: Engine, id: string): Promise<Pick<Outcome, 'events' | 'cases' | 'feedback' | 'rejected'>> {
  return engine.with(schemaOf(id), async (session) => {
    const attributes = await session.query<{ id: number; name: string; level: string }>(
      sql`SELECT id, name, level FROM attribute ORDER BY id`,
    );
    const some = attributes.map((one) => sql`, ${identifier(`a${one.id}`)}`);
    const named = (row: Record<string, unknown>, level?: string) =>
      Object.fromEntries(
        attributes
          .filter((one) => (level === undefined || one.level === level) && row[`a${one.id}`] !== null)
          .map((one) => [one.name, row[`a${one.id}`]]),
      );
    const plain = (row: Record<string, unknown>, level?: string) => {
      const values = Object.entries(row).filter(([key, value]) => value !== null && !/^a\d+$/.test(key));
      const with_ = named(row, level);
      return { ...Object.fromEntries(values), ...(Object.keys(with_).length === 0 ? {} : { attributes: with_ }) };
    };
    const capped = (rows: object[], all: number) => (all > rows.length ? [...rows, { andMore: all - rows.length }] : rows);
    const count = async (table: string) =>
      (await session.query<{ all: number }>(sql`SELECT count(*) AS "all" FROM ${identifier(table)}`))[0]?.all ?? 0;
    const events = await session.query(sql`
      SELECT e.import_seq AS import, e.line, e.case_id AS "case", a.name AS activity, e.started_at AS started, e.completed_at AS completed,
             e.arrived_at AS arrived, e.lifecycle, e.instance, r.name AS resource, t.name AS team, e.cost${joined(some, '')}
      FROM event e JOIN activity a ON a.id = e.activity LEFT JOIN resource r ON r.id = e.resource LEFT JOIN team t ON t.id = e.team
      ORDER BY ALL LIMIT ${raw(String(SHOWN_ROWS))}`);
    const cases = await session.query(
      sql`SELECT case_id AS "case"${joined(some, '')} FROM case_fact ORDER BY ALL LIMIT ${raw(String(SHOWN_ROWS))}`,
    );
    const feedback = await session.query(sql`
      SELECT f.import_seq AS import, f.line, f.case_ref AS "case", f.answered_at AS answered, f.instrument, f.score, f.scale_min AS "from", f.scale_max AS "to",
             f.comment, f.stage, f.customer, f.language, f.case_key IS NOT NULL AS linked
      FROM feedback f ORDER BY ALL`);
    const rejected = await session.query(sql`
      SELECT import_seq AS import, line, reason, "column", value, raw FROM rejected_row ORDER BY ALL LIMIT ${raw(String(SHOWN_ROWS))}`);
    return {
      events: capped(
        events.map((row) => plain(row)),
        await count('event'),
      ),
      cases: attributes.some(({ level }) => level === 'case')
        ? capped(
            cases.map((row) => plain(row, 'case')),
            await count('case_fact'),
          )
        : [],
      feedback: feedback.map((row) => plain(row)),
      rejected: capped(
        rejected.map((row) => plain(row)),
        await count('rejected_row'),
      ),
    };
  });
}

/** What is expected as a file to read: a line for each row, a line for each field of a receipt. */
export function written(outcome: Outcome): string {
  const line = (value: unknown) =>
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'string' && one.length > SHOWN_LETTERS ? `${one.slice(0, SHOWN_LETTERS)}…` : one,
    );
  const rows = (values: readonly unknown[], indent: string) =>
    values.length === 0 ? '[]' : `[\n${values.map((value) => `${indent}  ${line(value)}`).join(',\n')}\n${indent}]`;
  const fields = (value: object, indent: string): string =>
    `{\n${Object.entries(value)
      .map(([key, one]) => `${indent}  ${line(key)}: ${block(one, `${indent}  `)}`)
      .join(',\n')}\n${indent}}`;
  const block = (value: unknown, indent: string): string => {
    if (Array.isArray(value)) return rows(value as unknown[], indent);
    const object = typeof value === 'object' && value !== null ? value : null;
    return object === null || Object.keys(object).length === 0 ? line(value) : fields(object, indent);
  };
  const imports = outcome.imports.map((one) => `    ${block(one, '    ')}`).join(',\n');
  const parts = [
    `  "check": ${block(outcome.check, '  ')}`,
    `  "imports": [\n${imports}\n  ]`,
    ...(['events', 'cases', 'feedback', 'rejected'] as const).map((key) => `  "${key}": ${rows(outcome[key], '  ')}`),
  ];
  return `{\n${parts.join(',\n')}\n}\n`;
}
