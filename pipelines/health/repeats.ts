import { identifier, sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import type { Health } from '../../model/health.ts';
import { DERIVED_CASES, EVENT_TABLES, findRepeats, keyCases } from '../ingest/events.ts';
import { findEqualRows } from '../ingest/fixes.ts';
import { columnWith } from '../ingest/staging.ts';
import type { Found, Look } from './look.ts';
import { counted } from './words.ts';

/** Rows equal to an earlier row of the file in everything that is kept. */
export async function equalRows(look: Look): Promise<Found[]> {
  const { session, plan, signal } = look;
  await findEqualRows(session, look);
  const [row] = await session.query<{ rows: number; places: number[] | null }>(
    sql`SELECT count(*) AS rows, min(place, 3) AS places FROM equal_place`,
    { signal },
  );
  const rows = row?.rows ?? 0;
  if (rows === 0) return [];
  const byId = columnWith(plan, 'event-id');
  // two scans on one day can be meant; two in the same second are one row exported twice
  const coarse = plan.columns.some(({ role, precision }) => (role === 'start' || role === 'end') && precision === 'day');
  return [
    {
      id: 'equal-rows',
      code: 'equal-rows',
      weight: coarse ? 'note' : 'decision',
      title:
        byId === undefined
          ? `${counted(rows, 'row equals', 'rows equal')} an earlier row of the file.`
          : `${counted(rows, 'row repeats', 'rows repeat')} the event id of an earlier row, in “${byId.name}”.`,
      detail: coarse
        ? 'The times are whole days, so that the same thing may have been done twice on one day.'
        : 'Case, activity, times and all other columns that are used are the same: such rows are usually exported twice.',
      rows,
      column: byId?.name ?? null,
      places: row?.places ?? [],
      choices: [
        { id: 'merge', label: 'Merge', fix: { kind: 'merge-equal-rows' }, effect: null },
        { id: 'keep', label: 'Keep all', fix: null, effect: 'Each counts as done once more.' },
      ],
      proposed: coarse ? 'keep' : 'merge',
    },
  ];
}

export interface KnownRows {
  readonly known: number;
  readonly cases: Health['cases'];
}

/** What of the rows an import would take is known already, and which cases they belong to. Asked when the corrections are made. */
export async function knownRows({ session, plan, process, signal }: Look): Promise<KnownRows> {
  if (process === null) {
    const [row] = await session.query<{ cases: number }>(sql`SELECT count(DISTINCT case_id) AS cases FROM incoming WHERE reason IS NULL`, {
      signal,
    });
    const all = row?.cases ?? 0;
    return { known: 0, cases: { all, new: all, changed: 0, unchanged: 0 } };
  }
  await keyCases(session, DERIVED_CASES, signal);
  const { duplicates } = await findRepeats(session, columnWith(plan, 'event-id') !== undefined, signal);
  const [row] = await session.query<{ cases: number; fresh: number; changed: number }>(
    duplicates === 0
      ? sql`SELECT count(*) AS cases, count(*) FILTER (NOT known) AS fresh, count(*) FILTER (known) AS changed FROM incoming_case`
      : sql`
          SELECT count(*) AS cases, count(*) FILTER (NOT known) AS fresh,
                 count(*) FILTER (known AND case_id IN (SELECT i.case_id FROM incoming i ANTI JOIN known_row k ON k.place = i.rowid WHERE i.reason IS NULL)) AS changed
          FROM incoming_case`,
    { signal },
  );
  await forgetComparison(session);
  const { cases = 0, fresh = 0, changed = 0 } = row ?? {};
  return { known: duplicates, cases: { all: cases, new: fresh, changed, unchanged: cases - fresh - changed } };
}

/** Drops what was made to compare with the process; the staged rows stay. */
const forgetComparison = async (session: Look['session']): Promise<void> => {
  for (const name of EVENT_TABLES) await session.run(sql`DROP TABLE IF EXISTS temp.${identifier(name)}`);
};

/** Rows that an earlier import brought: said, nothing is to be decided. */
export function knownProblem({ known }: KnownRows, rows: number): Found[] {
  if (known === 0) return [];
  const all = known === rows;
  return [
    {
      id: 'known-rows',
      code: 'known-rows',
      weight: 'note',
      title: all ? `All ${number(known)} rows were imported before.` : `${counted(known, 'row was', 'rows were')} imported before.`,
      detail: all ? 'Importing the file would change nothing.' : 'They are skipped: only what is new is added.',
      rows: known,
      column: null,
      places: [],
      choices: [],
      proposed: null,
    },
  ];
}
