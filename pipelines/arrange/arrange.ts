import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { EVENT_ROLES, type Arrangement, type Mapping, type Recognition, type Role } from '../../model/event-log.ts';
import { applyRoles, type Recognised } from '../recognise/plan.ts';
import type { SeenColumns, SeenFile } from '../recognise/recognise.ts';
import type { ReadableFile } from '../sources/source.ts';
import { columnOf, readableRows, type TextTable } from '../sources/table.ts';
import { arrangeStatus } from './arrange-status.ts';
import { asCaseTable, looksLikeCaseTable } from './case-table.ts';
import { arrangeWide } from './arrange-wide.ts';
import { findStatus } from './status.ts';
import { ESTIMATED_ABOVE, keyOf, looksWide } from './wide.ts';

/** How the rows of a file became rows of events, or that they were ones already. */
export interface Arranged {
  readonly arrangement: Arrangement;
  /** Of a wide file: its columns of dates, and the activity each becomes. */
  readonly milestones: Recognition['milestones'];
  /** The first rows as events, the names of their columns first; empty where nothing was laid out anew. */
  readonly laidOut: readonly (readonly string[])[];
  /** The rows an import stages: the table of the file, or the one made of it with a row for each event. */
  readonly table: TextTable;
  /** The columns of `table`. Of a table that was made they differ from `columns`, those of the file. */
  readonly rowColumns: readonly Recognised[];
  /** What the layout assumed, in words for the receipt. */
  readonly layoutNotes: readonly string[];
}

/** A file whose rows are what an import stages. */
export const asGiven = (seen: SeenColumns, table: TextTable): SeenFile => ({
  ...seen,
  arrangement: 'events',
  milestones: [],
  laidOut: [],
  table,
  rowColumns: seen.columns,
  layoutNotes: [],
});

/**
 * Lays a file out as one row for each event, where its rows are something else.
 *
 * Expects what all rows of the file showed, and its mapping, which may say the arrangement; else it is told from the values.
 * While something is open that the layout needs (day or month first, no case), nothing is made, and the columns say what
 * to ask. Rejects with `BadRequest` where the mapping asks for a layout that the columns do not have, and with `Cancelled`.
 */
export async function arrange(
  session: Session,
  file: ReadableFile,
  table: TextTable,
  seen: SeenColumns,
  mapping: Mapping,
  signal?: AbortSignal,
): Promise<SeenFile> {
  const { arrangement, kind } = mapping;
  if (kind === 'cases') return asGiven(asCaseTable(seen, mapping), table);
  if (arrangement === 'events' || (kind !== undefined && kind !== 'events')) return asGiven(seen, table);
  const events = asEvents(seen, mapping);
  if (events === null) return asGiven(seen, table);
  const { rows } = events.findings;
  const looks = { session, file, table, seen: events, mapping, signal };
  const wide =
    arrangement === undefined && (saysMilestones(mapping) || (looksWide(events.columns, rows, mapping) && (await isUnique(looks))));
  if (wide || arrangement === 'wide') return arrangeWide(looks);
  if (arrangement === 'status' || (arrangement === undefined && seen.kind === 'events')) {
    const status = await findStatus(looks);
    if (status !== null) return arrangeStatus(looks, status);
  }
  if (
    kind === undefined &&
    seen.kind === 'events' &&
    arrangement === undefined &&
    looksLikeCaseTable(events, mapping) &&
    (await isUnique(looks))
  )
    return asGiven(asCaseTable(events, mapping), table);
  return asGiven(seen, table);
}

/** What a layout is made from. */
export interface Layout {
  readonly session: Session;
  readonly file: ReadableFile;
  readonly table: TextTable;
  readonly seen: SeenColumns;
  readonly mapping: Mapping;
  readonly signal: AbortSignal | undefined;
}

/** Whether the key of a file has a value of its own in nearly every row, counted where it was only estimated. */
async function isUnique({ session, table, seen, mapping, signal }: Layout): Promise<boolean> {
  const { rows } = seen.findings;
  if (rows <= ESTIMATED_ABOVE) return true;
  const key = keyOf(seen.columns, rows, Object.keys(mapping.roles ?? {}));
  if (key === null) return false;
  const column = columnOf(key.finding.index);
  const [found] = await session.query<{ filled: number; distinct: number }>(
    sql`SELECT count(${column}) AS filled, count(DISTINCT ${column}) AS "distinct" FROM ${readableRows(table)}`,
    { signal },
  );
  return (found?.distinct ?? 0) >= 0.95 * (found?.filled ?? 0);
}

const saysMilestones = ({ roles, milestones }: Mapping): boolean =>
  Object.values(roles ?? {}).includes('milestone') || Object.values(milestones ?? {}).some((activity) => activity !== '');

/** The columns with the roles they have in a file of events; null where a person gave them roles of another kind. */
function asEvents(seen: SeenColumns, mapping: Mapping): SeenColumns | null {
  if (seen.kind === 'events') return seen;
  const roles: readonly Role[] = EVENT_ROLES;
  if (!Object.values(mapping.roles ?? {}).every((role) => roles.includes(role))) return null;
  return { ...seen, ...applyRoles(seen.findings, { ...mapping, kind: 'events' }) };
}
