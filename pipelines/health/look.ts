import type { Session } from '../../engine/engine.ts';
import { empty, join, list, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import type { HealthProblem } from '../../model/health.ts';
import { PLAIN_WORDS, type Words } from '../../model/process.ts';
import { CLOSING, OPENING } from '../derive/pairing.ts';
import type { PlannedAttribute } from '../ingest/events.ts';
import type { FixContext } from '../ingest/fixes.ts';
import type { Plan } from '../recognise/plan.ts';
import type { SeenFile } from '../recognise/recognise.ts';

/** The process a file is meant for. */
export interface ExaminedProcess {
  readonly id: string;
  /** Of its days. */
  readonly zone: string | null;
  readonly blueprint: Blueprint;
  readonly words?: Words | undefined;
}

/** What detectors look at: the staged rows of a file, and the process it is meant for. */
export interface Look extends FixContext {
  readonly session: Session;
  readonly seen: SeenFile;
  readonly plan: Plan;
  readonly attributes: readonly PlannedAttribute[];
  readonly process: ExaminedProcess | null;
  /** Rows that could be cut into fields. */
  readonly rows: number;
  /** Rows that could not. */
  readonly unread: number;
  /** The staged rows with `place` and `line`. */
  readonly numbered: Sql;
  /** One case in so many stands for all where order inside cases is looked at; 1 is every case. */
  readonly spread: number;
  readonly words: Words;
}

/** What a detector found. `places` are rows to show, `told` rows that are known already. */
export interface Found extends Omit<HealthProblem, 'samples' | 'chosen'> {
  readonly places: readonly number[];
  readonly told?: HealthProblem['samples'];
}

export type Choice = HealthProblem['choices'][number];

/** Sequences of more rows are looked at in a part of the cases. */
const SEQUENCED = 250_000;

/** One case in how many is looked at. */
export const spreadOf = (rows: number): number => Math.max(1, Math.ceil(rows / SEQUENCED));

export const wordsOf = (process: ExaminedProcess | null): Words => process?.words ?? PLAIN_WORDS;

/** Said where a part of the cases stands for all. */
export const partWords = ({ spread, words }: Pick<Look, 'spread' | 'words'>): string =>
  spread === 1 ? '' : ` Counted in one ${words.case} of ${spread.toLocaleString('en-GB')}.`;

/** One in so many of what has the same `of`: with a number of another type the engine would divide in 128 bits, at thirty times the cost. */
export const oneIn = (many: number, of: Sql): Sql => sql`hash(${of}) % CAST(${many} AS UBIGINT) = 0`;

/** The staged rows of the cases that are looked at closely, refused ones too, each with its `place`. */
export const lookedRows = ({ spread }: Pick<Look, 'spread'>): Sql =>
  sql`(SELECT * EXCLUDE (raw), rowid AS place FROM incoming ${spread === 1 ? empty : sql`WHERE ${oneIn(spread, raw('case_id'))}`})`;

/** `sequence`: what happened in the cases that are looked at, in its order, without rows that are refused. */
export async function takeSequence(look: Look): Promise<void> {
  const opening = await openingOnly(look);
  await look.session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE sequence AS
      SELECT * EXCLUDE (started_at, completed_at, reason, fingerprint, misfit, bad_column, bad_value),
             coalesce(started_at, completed_at) AS begun_at, coalesce(completed_at, started_at) AS over_at
      FROM ${lookedRows(look)} WHERE reason IS NULL ${opening}
      ORDER BY case_id, begun_at, over_at, place`,
    { signal: look.signal },
  );
}

/**
 * A condition that keeps one row of each step where a lifecycle tells starts from ends: the starts, or the ends where
 * most steps have no start.
 */
export async function openingOnly({ session, plan, signal }: Pick<Look, 'session' | 'plan' | 'signal'>): Promise<Sql> {
  if (!plan.columns.some(({ role }) => role === 'lifecycle')) return empty;
  const [row] = await session.query<{ openings: number; others: number }>(
    sql`
      SELECT count(*) FILTER (lifecycle IN ${list(OPENING)}) AS openings,
             count(*) FILTER (lifecycle IS NULL OR lifecycle IN ${list(CLOSING)}) AS others
      FROM incoming WHERE reason IS NULL`,
    { signal },
  );
  const { openings = 0, others = 0 } = row ?? {};
  if (openings === 0 && others === 0) return empty;
  return openings * 2 >= others
    ? sql` AND (lifecycle IS NULL OR lifecycle IN ${list(OPENING)})`
    : sql` AND (lifecycle IS NULL OR lifecycle IN ${list(CLOSING)})`;
}

/** A column of the file that is kept, by what it means. */
export const nameOf = (plan: Plan, role: Plan['columns'][number]['role']): string | null =>
  plan.columns.find((column) => column.role === role)?.name ?? null;

/** The smallest three of a column, as a list. */
export const firstThree = (place: Sql = raw('rowid')): Sql => sql`min(${place}, 3)`;

/** The name of each file column that can be a source of times, and what its values are called in `looked`. */
export function sourceColumns(look: Look): { name: string; column: string }[] {
  const roles = (['resource', 'team'] as const).flatMap((role) => {
    const name = nameOf(look.plan, role);
    return name === null ? [] : [{ name, column: role }];
  });
  const findings = new Map(look.seen.rowColumns.map(({ finding }) => [finding.name, finding]));
  const attributes = look.attributes
    .filter(({ column, type }) => type === 'text' && between(findings.get(column.name)?.distinct ?? 0, 2, 60))
    .map(({ id, column }) => ({ name: column.name, column: `a${id}` }));
  return [...roles, ...attributes.slice(0, 6)];
}

const between = (value: number, low: number, high: number) => value >= low && value <= high;

export const inList = (values: readonly string[]): Sql => sql`(${join(values.map((value) => sql`${value}`))})`;

/** The temporary tables of an examination. */
export const LOOK_TABLES = ['looked', 'sequence'] as const;
