import type { RecipeMatch } from '../../model/recipe.ts';
import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { ADVICE, REJECTIONS, type Mapping, type Receipt, type Rejection } from '../../model/event-log.ts';
import { rowWords } from '../sources/archive.ts';
import type { Work } from './work.ts';

type Counted = Pick<Receipt, 'rows' | 'rejected' | 'merged' | 'rejections'>;

/**
 * Rows of the file and what was refused, by reason, with up to five examples. Read while the staged rows are there. Equal
 * rows that were merged by choice lie among the rejected ones and are counted apart.
 */
export async function countRows({ session, file }: Pick<Work, 'session' | 'file'>, importSeq: number, unread: number): Promise<Counted> {
  const [staged] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM incoming`);
  const groups = await session.query<{ reason: Rejection; column: string | null; rows: number; texts: string[]; lines: number[] }>(sql`
    SELECT reason, "column", count(*) AS rows,
           list(CASE WHEN value IS NOT NULL THEN '“' || substr(value, 1, 80) || '”' ELSE substr(coalesce(raw, ''), 1, 120) END ORDER BY line) FILTER (place <= 5) AS texts,
           list(line ORDER BY line) FILTER (place <= 5) AS lines
    FROM (SELECT *, row_number() OVER (PARTITION BY reason, "column" ORDER BY line) AS place FROM rejected_row WHERE import_seq = ${importSeq})
    GROUP BY reason, "column" ORDER BY rows DESC, reason, "column"`);
  const merged = groups.reduce((sum, { reason, rows }) => (reason === 'equal_row' ? sum + rows : sum), 0);
  const refused = groups.filter(({ reason }) => reason !== 'equal_row');
  const rejections = refused.map((group) => ({
    reason: group.reason,
    words: REJECTIONS[group.reason],
    advice: ADVICE[group.reason],
    rows: group.rows,
    column: group.column,
    examples: group.texts.map((text, at) => `${rowWords(file.archive, group.lines[at] ?? 0)}: ${text}`),
  }));
  return { rows: (staged?.rows ?? 0) + unread, rejected: rejections.reduce((sum, { rows }) => sum + rows, 0), merged, rejections };
}

/** What a receipt says of an earlier import of the very same file. */
export async function notesOnEarlier(session: Session, sha256: string): Promise<string[]> {
  const [earlier] = await session.query<{ at: string | null }>(
    sql`SELECT min(committed_at) AS at FROM import_commit WHERE sha256 = ${sha256}`,
  );
  const before = earlier?.at ?? null;
  return before === null ? [] : [`This very file was imported before, on ${before.slice(0, 10)}.`];
}

/** How the rows of an import were read, so that they can be read again: the mapping with everything said, and the zone of the process. */
export interface Reading {
  readonly mapping: Mapping;
  readonly zone: string | null;
}

/** Writes down that an import is part of the tables: it is real when the transaction of this row is. */
export async function writeCommit(
  session: Session,
  {
    importSeq,
    receipt,
    reading,
    counts = receipt,
    now,
  }: {
    importSeq: number;
    receipt: Receipt;
    reading: Reading;
    /** Of the rows as they are in the tables, where a replay found others than the receipt says. */
    counts?: Pick<Receipt, 'rows' | 'accepted' | 'rejected' | 'duplicates'>;
    now: Date;
  },
): Promise<void> {
  await session.run(sql`
    INSERT INTO import_commit (import_seq, import_id, kind, file_name, sha256, rows, accepted, rejected, duplicates, receipt, data_version, committed_at, reading)
    VALUES (${importSeq}, ${receipt.import}, ${receipt.kind}, ${receipt.file}, ${receipt.sha256}, ${counts.rows}, ${counts.accepted}, ${counts.rejected}, ${counts.duplicates},
            ${JSON.stringify(receipt)}, ${receipt.dataVersion}, ${now}, ${JSON.stringify(reading)})`);
}

/** By which recipe the file was read, and how it differed from the files before it. */
export const notesOnRecipe = (recipe: RecipeMatch | null): string[] =>
  recipe === null || !recipe.used
    ? []
    : [
        `What was not said of this file was taken from the recipe “${recipe.name}”.`,
        ...recipe.changes.slice(0, 20).map(({ words }) => words),
        ...(recipe.changes.length > 20 ? [`${recipe.changes.length - 20} more columns differ from the recipe.`] : []),
      ];
