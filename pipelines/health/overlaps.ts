import { raw, sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { columnWith } from '../ingest/staging.ts';
import { oneIn, type Found, type Look } from './look.ts';
import { counted, shareWords } from './words.ts';

/** Above so many rows only the steps of some days of each person are looked at. */
const LOOKED = 250_000;
const LEAST = 10;

/** Persons in two steps at once, where start and end were both recorded. */
export async function overlaps(look: Look): Promise<Found[]> {
  const { session, plan, rows, signal } = look;
  const column = columnWith(plan, 'resource');
  if (column === undefined || columnWith(plan, 'start') === undefined || columnWith(plan, 'end') === undefined) return [];
  const part = Math.max(1, Math.ceil(rows / LOOKED));
  const days = part === 1 ? raw('') : sql`AND ${oneIn(part, raw('resource, CAST(started_at AS DATE)'))}`;
  const persons = await session.query<{ resource: string; steps: number; rows: number; places: number[] | null }>(
    sql`
      SELECT resource, count(*) AS steps, count(*) FILTER (started_at < busy_until) AS rows, min(place, 3) FILTER (started_at < busy_until) AS places
      FROM (SELECT rowid AS place, resource, started_at,
                   max(completed_at) OVER (PARTITION BY resource ORDER BY started_at, completed_at, rowid
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
            FROM incoming WHERE reason IS NULL AND resource IS NOT NULL AND completed_at > started_at ${days})
      GROUP BY resource ORDER BY rows DESC, resource`,
    { signal },
  );
  const steps = persons.reduce((sum, one) => sum + one.steps, 0);
  const found = persons.reduce((sum, one) => sum + one.rows, 0);
  const [worst] = persons;
  if (worst === undefined || found < LEAST || found < steps * 0.01) return [];
  return [
    {
      id: 'overlaps',
      code: 'overlaps',
      weight: 'note',
      title: `${shareWords(found, steps)} of the steps with a start and an end (${number(found)}) begin while the same person is still in another one.`,
      detail: `Most often “${worst.resource}”: ${counted(worst.rows, 'step')} of ${number(worst.steps)}.${part === 1 ? '' : ` Counted on one day of ${number(part)} of each person.`} That is fine where one name stands for a room or a team, or where work is done side by side.`,
      rows: found,
      column: column.name,
      places: worst.places ?? [],
      choices: [
        { id: 'keep', label: 'Leave as they are', fix: null, effect: null },
        { id: 'set-aside', label: 'Set aside', fix: { kind: 'set-aside', of: 'overlaps' }, effect: null },
      ],
      proposed: 'keep',
    },
  ];
}
