import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { logOf, logOfEvents } from '../support/log.ts';

const MIN = 60_000;

it('gives the waits and gaps of the example with overlaps (DOMAIN.md section 2)', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', start: '09:00', end: '12:00' },
    { case: 'one', activity: 'B', start: '09:30', end: '10:00' },
    { case: 'one', activity: 'C', start: '11:00', end: '11:30' },
    { case: 'one', activity: 'D', start: '13:00', end: '14:00' },
  ]);
  expect(await log.query(sql`SELECT position, waiting_ms, gap_ms, parallel FROM step ORDER BY position`)).toEqual([
    { position: 1, waitingMs: 0, gapMs: 0, parallel: true },
    { position: 2, waitingMs: 0, gapMs: 60 * MIN, parallel: false },
    { position: 3, waitingMs: 60 * MIN, gapMs: 90 * MIN, parallel: false },
    { position: 4, waitingMs: 60 * MIN, gapMs: null, parallel: false },
  ]);
  expect(await log.query(sql`SELECT throughput_ms, processing_ms, waiting_ms FROM case_fact`)).toEqual([
    { throughputMs: 300 * MIN, processingMs: 240 * MIN, waitingMs: 60 * MIN },
  ]);
});

it('runs', async () => {
  const log = await logOf({ 'C-1': [['Assess', 0, 10], ['Assess', 5, 20]], 'C-2': [['Assess', 0, 10], ['Decide', 60, 15]] });
  expect(await log.query(sql`SELECT * FROM variant`)).toMatchObject([{ cases: 1 }, { cases: 1 }]);
});
