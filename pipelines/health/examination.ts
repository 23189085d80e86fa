import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import type { Health } from '../../model/health.ts';
import type { PlannedAttribute } from '../ingest/events.ts';
import { numberRecords } from '../ingest/staging.ts';
import type { Plan } from '../recognise/plan.ts';
import type { SeenFile } from '../recognise/recognise.ts';
import type { ReadableFile } from '../sources/source.ts';
import { readWhole } from '../sources/table.ts';
import { spreadOf, wordsOf, type ExaminedProcess, type Found, type Look } from './look.ts';
import type { PersonalColumn } from './personal.ts';
import { countRefused, rowsInDoubt, told } from './telling.ts';

/** A file whose rows are to be examined: opened, seen, and without an open question. */
export interface Examination {
  /** In the schema of `process`; in none where there is no process. Its temporary staging tables are used and dropped. */
  readonly session: Session;
  readonly file: ReadableFile;
  readonly seen: SeenFile;
  /** Of times without an offset; null where all carry one. */
  readonly zone: string | null;
  readonly process: ExaminedProcess | null;
  readonly now: Date;
  /** Columns with data of persons, found before anything was replaced (`codePersonal`). */
  readonly personal?: readonly PersonalColumn[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Stages the rows of a file, as `read` does, to be looked at. */
export async function stageLook(
  { session, file, seen, zone, process, now, signal }: Examination,
  plan: Plan,
  attributes: readonly PlannedAttribute[],
  read: () => Promise<void>,
): Promise<Look> {
  const { table } = seen;
  await readWhole(session, table, file, read, signal);
  const { unread, numbered } = await numberRecords(session, table, signal);
  const [staged] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM incoming`);
  const rows = staged?.rows ?? 0;
  const spread = spreadOf(rows);
  return { session, seen, plan, attributes, table, zone, process, now, signal, rows, unread, numbered, spread, words: wordsOf(process) };
}

/**
 * The rows of a report, once the corrections are made: what an import would take and what it would refuse. `refused` was
 * counted before them, `known` are rows that an earlier import brought.
 */
export async function rowsOfReport(
  look: Look,
  refused: { readonly rejected: number },
  known: number,
  problems: readonly Found[],
): Promise<Pick<Health, 'rows' | 'usable' | 'asTheyAre' | 'rejected' | 'merged' | 'known' | 'problems'>> {
  const after = await countRefused(look.session);
  return {
    rows: look.rows + look.unread,
    usable: look.rows - after.rejected - after.merged - known,
    asTheyAre: Math.max(0, look.rows - refused.rejected - rowsInDoubt(problems)),
    rejected: after.rejected + look.unread,
    merged: after.merged,
    known,
    problems: await told(look, problems),
  };
}

/** The attributes of a file on its own: it is compared with nothing, so that each keeps its type. */
export const attributesAlone = (plan: Plan): PlannedAttribute[] =>
  plan.columns
    .filter(({ role }) => role === 'attribute')
    .map((column, at) => ({ id: at + 1, column, type: column.reading.type, isNew: true, retype: false }));
