import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

/** Every event of a case at the same time; activities in an order that no sorting by name or hash gives. */
const ROWS = 320_000;
const CASES = 4_000;
const activityOf = (at: number) => `Step ${(at * 7919) % 83}`;
const lines = Array.from(
  { length: ROWS },
  (_, at) => `C-${(at * 31) % CASES},${activityOf(at)},2026-01-05 09:00:00,some text that makes a row as long as rows are ${at}`,
);
// refused rows in between move no number
for (let at = 1_000; at < ROWS; at += 40_000) lines[at] = `C-1,too,2026-01-05 09:00:00,many,fields ${at}`;
for (let at = 2_000; at < ROWS; at += 50_000) lines[at] = 'C-1,too few';
const text = `case,activity,time,note\n${lines.join('\n')}\n`;

it.each([1, 2, 8])(
  'keeps the order of the file among equal times, on %i threads',
  async (threads) => {
    const log = await desk({ threads });
    const receipt = await log.give(text, { zone: 'UTC' });
    expect(receipt.rows).toBe(ROWS);
    const [found] = await log.rows(sql`
    SELECT count(*) FILTER (a1 <> 'some text that makes a row as long as rows are ' || (line - 1)) AS wrong, count(DISTINCT line) AS lines FROM event`);
    expect(found).toEqual({ wrong: 0, lines: receipt.accepted });
    const refused = await log.rows<{ line: number }>(sql`SELECT line FROM rejected_row ORDER BY line`);
    expect(refused.map(({ line }) => line)).toEqual(lines.flatMap((line, at) => (line.split(',').length === 4 ? [] : [at + 1])));
    const [steps] = await log.rows(sql`
    SELECT count(*) AS steps, count(*) FILTER (a.name <> e.activity) AS wrong
    FROM step s JOIN activity a ON a.id = s.activity
    JOIN (SELECT case_key, row_number() OVER (PARTITION BY case_key ORDER BY line) AS position, b.name AS activity FROM event JOIN activity b ON b.id = event.activity) e
      ON e.case_key = s.case_key AND e.position = s.position`);
    expect(steps).toEqual({ steps: receipt.accepted, wrong: 0 });
  },
  240_000,
);
