import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { parseRecords } from '../recognise/records.ts';
import type { TextTable } from '../sources/table.ts';
import { isTotal, MOST_TOTALS } from '../sources/totals.ts';

/** The totals that were left out of a table, in the order of the file. */
const leftOut = new WeakMap<TextTable, string[]>();

/** How the receipt says that totals were left out. */
export const notesOnTotals = (table: TextTable): string[] =>
  (leftOut.get(table) ?? []).map((row) => `The last row is a total and was left out: “${row.slice(0, 80)}”.`);

/**
 * Takes totals at the end of a file out of `incoming`, as they are left out of a sheet. Only rows that are refused anyway are
 * looked at, as of a total no case, activity or time is known, and cases that are called “Total”. Rows that could not be cut into fields are looked at in `unread`.
 */
export async function leaveOutTotals(session: Session, table: TextTable, of: 'incoming' | 'unread'): Promise<void> {
  if (of === 'incoming') leftOut.delete(table);
  const { delimiter, quote } = table.shape;
  const last =
    of === 'incoming'
      ? sql`SELECT i.rowid AS place, i.raw FROM incoming i
            WHERE i.raw IS NOT NULL AND i.rowid >= (SELECT max(m.rowid) FROM incoming m) - ${MOST_TOTALS - 1} ORDER BY i.rowid DESC`
      : sql`SELECT u.record AS place, u.raw FROM unread u
            WHERE u.record > (SELECT count(*) FROM incoming) + (SELECT count(*) FROM unread) - ${MOST_TOTALS} ORDER BY u.record DESC`;
  const rows = await session.query<{ place: number; raw: string | null }>(last);
  const totals: { place: number; words: string }[] = [];
  for (const { place, raw: text } of rows) {
    const fields = text === null ? [] : (parseRecords(text, delimiter, quote, 1)[0]?.fields ?? []);
    const next = totals.at(-1);
    if (!isTotal(fields) || (next !== undefined && next.place !== Number(place) + 1)) break;
    totals.push({ place: Number(place), words: fields.filter((field) => field.trim() !== '').join(' · ') });
  }
  const [end] = await session.query<{ place: number | null }>(
    of === 'incoming'
      ? sql`SELECT max(rowid) AS place FROM incoming`
      : sql`SELECT (SELECT count(*) FROM incoming) + (SELECT count(*) FROM unread) AS place`,
  );
  // a total stands at the very end, or it is no total
  if (totals[0]?.place !== Number(end?.place)) return;
  for (const { place } of totals)
    await session.run(
      of === 'incoming' ? sql`DELETE FROM incoming WHERE rowid = ${place}` : sql`DELETE FROM unread WHERE record = ${place}`,
    );
  leftOut.set(table, [...(leftOut.get(table) ?? []), ...totals.toReversed().map(({ words }) => words)]);
}
