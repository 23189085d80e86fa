import { raw, sql, type Sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { timestamp } from '../ingest/fixes.ts';
import { isAbsurd, isMidnight, middleTime } from '../ingest/odd-times.ts';
import { columnWith } from '../ingest/staging.ts';
import type { Found, Look } from './look.ts';
import { counted, dayWords, momentWords, shareWords } from './words.ts';

interface OddRow extends Record<string, unknown> {
  rows: number;
  places: number[] | null;
  first: string | null;
  last: string | null;
}

/** Dates that can't be meant, and times that are still to come. A time that can't be meant is not called future too. */
export async function oddDates(look: Look): Promise<Found[]> {
  const { session, now, zone, signal } = look;
  const middle = await middleTime(session, signal);
  const absurd = sql`(coalesce(${isAbsurd(raw('started_at'), middle)}, false) OR coalesce(${isAbsurd(raw('completed_at'), middle)}, false))`;
  const latest = raw('greatest(started_at, completed_at)');
  const ask = async (where: Sql, time: Sql): Promise<OddRow | undefined> => {
    const [row] = await session.query<OddRow>(
      sql`SELECT count(*) AS rows, min(rowid, 3) AS places, CAST(min(${time}) AS VARCHAR) AS first, CAST(max(${time}) AS VARCHAR) AS last
          FROM incoming WHERE reason IS NULL AND ${where}`,
      { signal },
    );
    return row;
  };
  const wrong = await ask(absurd, raw('coalesce(started_at, completed_at)'));
  const coming = await ask(sql`${latest} > CAST(${timestamp(now)} AS TIMESTAMP) AND NOT ${absurd}`, latest);
  const column = timeName(look);
  const found: Found[] = [];
  if (wrong !== undefined && wrong.rows > 0)
    found.push({
      ...ODD,
      id: 'absurd',
      code: 'absurd',
      title: `${counted(wrong.rows, 'row has a date', 'rows have a date')} that can’t be meant: ${range(wrong, (at) => dayWords(at, zone))}.`,
      detail:
        middle === null
          ? null
          : `Half of the rows lie before ${dayWords(middle, zone)}. Dates such as 1970-01-01 or 9999-12-31 stand for “unknown” in many systems.`,
      rows: wrong.rows,
      column,
      places: wrong.places ?? [],
      choices: [aside('absurd'), KEEP],
      proposed: 'set-aside',
    });
  if (coming !== undefined && coming.rows > 0)
    found.push({
      ...ODD,
      id: 'future',
      code: 'future',
      title: `${counted(coming.rows, 'row lies', 'rows lie')} in the future, the latest on ${momentWords(coming.last ?? '', zone)}.`,
      detail: 'What has not happened yet is an appointment, a plan or a slip of the pen: it would move the end of the data.',
      rows: coming.rows,
      column,
      places: coming.places ?? [],
      choices: [aside('future'), KEEP],
      proposed: 'set-aside',
    });
  return found;
}

const ODD = { weight: 'decision' } as const;
const KEEP = { id: 'keep', label: 'Leave as they are', fix: null, effect: null };
const aside = (of: 'absurd' | 'future') => ({ id: 'set-aside', label: 'Set aside', fix: { kind: 'set-aside' as const, of }, effect: null });

const timeName = ({ plan }: Look): string | null => (columnWith(plan, 'start') ?? columnWith(plan, 'end'))?.name ?? null;

function range({ first, last }: OddRow, words: (at: string) => string): string {
  const [from, to] = [words(first ?? ''), words(last ?? '')];
  return from === to ? from : `${from} to ${to}`;
}

/**
 * Dates without a time of day in a column whose other values have one: exactly midnight, far more often than other full
 * hours of the night.
 */
export async function dateOnlyRows(look: Look): Promise<Found[]> {
  const { session, plan, zone, rows, signal } = look;
  const one = columnWith(plan, 'end') === undefined;
  const asked = [
    { column: columnWith(plan, 'start'), time: raw(one ? 'completed_at' : 'started_at') },
    { column: columnWith(plan, 'end'), time: raw('completed_at') },
  ];
  const found: Found[] = [];
  for (const { column, time } of asked) {
    if (column === undefined || column.precision === 'day') continue;
    const midnight = isMidnight(time, zone);
    const [row] = await session.query<{ rows: number; nights: number; times: number; places: number[] | null }>(
      sql`
        SELECT count(*) FILTER (midnight) AS rows, count(*) FILTER (NOT midnight AND full_hour) AS nights, count(*) AS times,
               min(place, 3) FILTER (midnight) AS places
        FROM (SELECT rowid AS place, coalesce(${midnight}, false) AS midnight, epoch_us(${time}) % 3600000000 = 0 AS full_hour
              FROM incoming WHERE reason IS NULL AND ${time} IS NOT NULL)`,
      { signal },
    );
    const { rows: dates = 0, nights = 0, times = 0, places = null } = row ?? {};
    // by chance one time of 86,400 is midnight; where every time is a full hour, one of 24
    if (dates < 3 || dates < (nights / 23) * 5 || dates < (times / 86_400) * 10 || dates > times * 0.9) continue;
    found.push({
      id: `date-only:${column.name}`,
      code: 'date-only',
      weight: 'decision',
      title: `${counted(dates, 'row has', 'rows have')} a date without a time of day in “${column.name}” (${shareWords(dates, rows)}); the others have one.`,
      detail:
        'They count as midnight, which puts them before everything else of that day and makes waits longer or shorter than they were.',
      rows: dates,
      column: column.name,
      places: places ?? [],
      choices: [
        { id: 'keep', label: 'Leave as they are', fix: null, effect: null },
        { id: 'set-aside', label: 'Set aside', fix: { kind: 'set-aside', of: 'date-only', column: column.name }, effect: null },
      ],
      proposed: 'keep',
    });
  }
  return found;
}

/** Activities of which a part of the rows has no end: their work has no length there. */
export async function missingEnds({ session, plan, signal }: Look): Promise<Found[]> {
  if (columnWith(plan, 'end') === undefined || columnWith(plan, 'start') === undefined) return [];
  const rows = await session.query<{ activity: string; rows: number; all: number; places: number[] }>(
    sql`
      SELECT activity, count(*) FILTER (completed_at IS NULL) AS rows, count(*) AS "all", min(rowid, 3) FILTER (completed_at IS NULL) AS places
      FROM incoming WHERE reason IS NULL AND started_at IS NOT NULL
      GROUP BY activity HAVING count(*) >= 20 AND count(*) FILTER (completed_at IS NULL) BETWEEN 1 AND count(*) - 1
        AND count(*) FILTER (completed_at IS NULL) >= 0.02 * count(*)
      ORDER BY rows DESC, activity LIMIT 3`,
    { signal },
  );
  return rows.map((row) => ({
    id: `no-end:${row.activity}`,
    code: 'no-end',
    weight: 'note',
    title: `“${row.activity}” has no end time in ${shareWords(row.rows, row.all)} of its rows (${number(row.rows)} of ${number(row.all)}).`,
    detail: 'They count as steps; how long the work of them took stays open and is said on every screen.',
    rows: row.rows,
    column: columnWith(plan, 'end')?.name ?? null,
    places: row.places,
    choices: [],
    proposed: null,
  }));
}
