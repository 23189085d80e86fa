import type { Session } from '../../engine/engine.ts';
import { identifier, join, sql } from '../../engine/sql.ts';
import { ADVICE, REJECTIONS, type Rejection } from '../../model/event-log.ts';
import { parseRecords } from '../recognise/records.ts';
import { isRepairColumn, REPAIR_COLUMN, withApostrophe } from '../sources/repair-list.ts';
import type { TextTable } from '../sources/table.ts';

/** How the rows of a file are cut into its columns. */
export interface RejectedFile {
  readonly names: readonly string[];
  readonly delimiter: string;
  readonly quote: string;
}

export interface RejectedRow extends Record<string, unknown> {
  line: number;
  reason: Rejection;
  column: string | null;
  value: string | null;
  raw: string | null;
}

/** Remembers how the refused rows of an import are cut into columns. */
export async function writeRejectedFile(
  session: Session,
  importSeq: number,
  names: readonly string[],
  { shape }: Pick<TextTable, 'shape'>,
): Promise<void> {
  await session.run(sql`
    INSERT INTO rejected_file
    SELECT ${importSeq}, [${join(names.map((name) => sql`${name}`))}], ${shape.delimiter}, ${shape.quote}
    WHERE EXISTS (SELECT 1 FROM rejected_row WHERE import_seq = ${importSeq})`);
}

/** Puts aside what imports refused that are in `home` and not in the session's schema: they are undone, their lists stay. */
export async function keepUndoneLists(session: Session, home: string): Promise<void> {
  const before = identifier(home);
  await session.run(sql`
    INSERT INTO undone_rejected_row
    SELECT r.import_seq, r.line, r.reason, r."column", r.value, r.raw, f.names, f.delimiter, f.quote
    FROM ${before}.rejected_row r LEFT JOIN ${before}.rejected_file f ON f.import_seq = r.import_seq
    WHERE r.import_seq NOT IN (SELECT import_seq FROM import_commit)
    UNION ALL
    SELECT * FROM ${before}.undone_rejected_row WHERE import_seq NOT IN (SELECT import_seq FROM import_commit)`);
}

/** What the list of an import looks like; null of one that refused nothing, or was made before lists had columns. */
export async function rejectedFileOf(session: Session, importSeq: number): Promise<RejectedFile | null> {
  const [file] = await session.query<RejectedFile & Record<string, unknown>>(sql`
    SELECT names, delimiter, quote FROM rejected_file WHERE import_seq = ${importSeq}
    UNION ALL
    SELECT names, delimiter, quote FROM undone_rejected_row WHERE import_seq = ${importSeq} AND names IS NOT NULL
    LIMIT 1`);
  return file ?? null;
}

/** The rows an import refused, some at a time, in the order of the file. */
export function rejectedRowsOf(
  session: Session,
  importSeq: number,
  from: number,
  some: number,
  signal?: AbortSignal,
): Promise<RejectedRow[]> {
  return session.query<RejectedRow>(
    sql`
      SELECT line, reason, "column", value, raw FROM rejected_row WHERE import_seq = ${importSeq}
      UNION ALL
      SELECT line, reason, "column", value, raw FROM undone_rejected_row WHERE import_seq = ${importSeq}
      ORDER BY line, reason, "column" LIMIT ${some} OFFSET ${from}`,
    { signal },
  );
}

const REASONS = ['line', 'reason', 'words', 'advice', 'column', 'value', 'row'].map((name) => REPAIR_COLUMN + name);

/** The header of a list: the columns of the file, then why each row is in it. */
export const repairHeader = (file: RejectedFile | null): string => csv([...ownNames(file), ...REASONS]);

const ownNames = (file: RejectedFile | null): readonly string[] => (file?.names ?? []).filter((name) => !isRepairColumn(name));

/**
 * One refused row as a line of the list, so that it can be repaired where it stands and imported again.
 *
 * A row that could not be cut into fields is cut as far as it goes, and stands as it was in the last column.
 */
export function repairLine(file: RejectedFile | null, { line, reason, column, value, raw }: RejectedRow): string {
  const names = file?.names ?? [];
  const fields = file === null || raw === null ? [] : (parseRecords(raw, file.delimiter, file.quote, 1)[0]?.fields ?? []);
  const own = names.flatMap((name, at) => (isRepairColumn(name) ? [] : [fields[at] ?? '']));
  const whole = fields.length === names.length && file !== null ? '' : (raw ?? '');
  return csv([...own, String(line), reason, REJECTIONS[reason], ADVICE[reason], column ?? '', value ?? '', whole]);
}

/** A line of CSV. Text that a spreadsheet would run as a formula gets an apostrophe, which is taken off when the list comes back. */
function csv(fields: readonly string[]): string {
  const line = fields.map((field) => {
    const safe = withApostrophe(field);
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${line.join(',')}\r\n`;
}
