import type { QueryOptions, Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';

/** What the event tables say of themselves: the newest row of `data_version`. */
export interface Facts {
  readonly dataVersion: number;
  readonly cutOffMs: number | null;
  readonly firstAt: string | null;
  readonly endAt: string | null;
  readonly events: number;
  readonly cases: number;
  readonly hasFeedback: boolean;
}

export const NO_DATA: Facts = { dataVersion: 0, cutOffMs: null, firstAt: null, endAt: null, events: 0, cases: 0, hasFeedback: false };

/** Reads the newest data version; `NO_DATA` before the first import. */
export async function readFacts(session: Session, options: QueryOptions = {}): Promise<Facts> {
  const [row] = await session.query<{
    version: number;
    cutOffMs: number | null;
    firstAt: string | null;
    endAt: string | null;
    events: number;
    cases: number;
    hasFeedback: boolean;
  }>(
    sql`
    SELECT version, cut_off_ms, first_at, end_at, events, cases, EXISTS (SELECT 1 FROM feedback) AS has_feedback
    FROM data_version
    ORDER BY version DESC
    LIMIT 1`,
    options,
  );
  if (!row) return NO_DATA;
  const { version, ...facts } = row;
  return { dataVersion: version, ...facts };
}
