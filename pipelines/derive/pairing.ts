import { identifier, list, sql, type Sql } from '../../engine/sql.ts';
import type { Run } from './run.ts';

/** Lifecycle values that open a step and that close one, compared without case (DOMAIN.md section 0). */
export const OPENING = ['start', 'started', 'begin'] as const;
export const CLOSING = ['complete', 'completed', 'end', 'finish', 'finished', 'stop'] as const;

const word = sql`lower(trim(lifecycle))`;
const bothTimes = sql`(started_at IS NOT NULL AND completed_at IS NOT NULL)`;

/**
 * What part of a step a row is: `whole`, the `open`ing or `close`ing half of one, or `none`.
 *
 * A row with both times is a whole step even if its lifecycle says `complete`. Values that are neither word
 * (`schedule`, `suspend`) take no part.
 */
const kind: Sql = sql`
  CASE
    WHEN lifecycle IS NULL OR ${word} = ''                THEN 'whole'
    WHEN ${word} IN ${list(OPENING)}                      THEN CASE WHEN ${bothTimes} THEN 'whole' ELSE 'open' END
    WHEN ${word} IN ${list(CLOSING)}                      THEN CASE WHEN ${bothTimes} THEN 'whole' ELSE 'close' END
    ELSE 'none'
  END`;

/** The place of a row in its file: that of its record, then that of the event among those of one record. */
const lineOf = sql`(line * 4096 + part)`;

/** What `pairRows` found, for parts that can be skipped when there is nothing of a kind. */
export interface Pairing {
  /** A question for all steps: case_key, activity, resource, team, started_at, completed_at, measured, import_seq, line. */
  readonly steps: Sql;
  /** Some rows take no part, so a case may be left without any step. */
  readonly idleRows: boolean;
}

/**
 * Rows to steps.
 *
 * A row without a start is an instant at its end. A row without an end keeps `completed_at` null: it has started
 * and not ended. Halves pair first in, first out within case and activity, or within the instance id where
 * every half of that case and activity has one. The resource of a pair is that of its start, else of its end;
 * its place in the order (`import_seq`, `line`) is that of its start row.
 */
export async function pairRows(run: Run): Promise<Pairing> {
  const { source } = run;
  const [found] = await run.ask<{ opens: number; idle: number }>(sql`
    SELECT count(*) FILTER (WHERE step_part = 'open') AS opens, count(*) FILTER (WHERE step_part = 'none') AS idle
    FROM (SELECT ${kind} AS step_part FROM ${source} WHERE lifecycle IS NOT NULL)`);
  const halves = (found?.opens ?? 0) > 0;
  const idleRows = (found?.idle ?? 0) > 0;
  if (!halves) return { steps: wholeSteps(source, sql`step_part <> 'none'`), idleRows };

  await matchHalves(run);
  return {
    steps: sql`
      ${wholeSteps(source, sql`step_part = 'whole'`)}
      UNION ALL
      SELECT case_key, activity, resource, team, started_at, completed_at, measured, import_seq, line FROM paired_step`,
    idleRows,
  };
}

/** Without opening rows a closing row is an instant, so no pairing is needed: the usual file with one time a row. */
const wholeSteps = (source: Sql, which: Sql): Sql => sql`
  SELECT case_key, activity, resource, team,
         coalesce(started_at, completed_at)                                              AS started_at,
         CASE WHEN step_part = 'close' THEN coalesce(completed_at, started_at) ELSE completed_at END AS completed_at,
         ${bothTimes}                                                                    AS measured,
         import_seq, ${lineOf} AS line
  FROM (SELECT *, ${kind} AS step_part FROM ${source})
  WHERE ${which}`;

/**
 * Fills `paired_step` with one row per pair, per start without an end, per end without a start.
 *
 * With S the running sum of +1 (opens) and -1 (closes) and M the lower of 0 and the running minimum of S, a close is
 * an orphan where M falls; the n-th close that is no orphan belongs to the n-th open. At equal times opens come first.
 */
async function matchHalves(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE half_step AS
    SELECT case_key, activity, resource, team, import_seq, ${lineOf} AS line,
           coalesce(started_at, completed_at) AS moment,
           step_part = 'open'                      AS opens,
           CASE WHEN count(instance) OVER pair = count(*) OVER pair THEN instance END AS thread
    FROM (SELECT *, ${kind} AS step_part FROM ${run.source} WHERE lifecycle IS NOT NULL)
    WHERE step_part IN ('open', 'close')
    WINDOW pair AS (PARTITION BY case_key, activity)`);
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE paired_step AS
    WITH balanced AS (
      SELECT *, sum(CASE WHEN opens THEN 1 ELSE -1 END) OVER turn AS balance
      FROM half_step
      WINDOW turn AS ${turnOf}
    ), lowest AS (
      SELECT *, least(0, min(balance) OVER turn) AS low
      FROM balanced
      WINDOW turn AS ${turnOf}
    ), orphaned AS (
      SELECT *, NOT opens AND low < lag(low, 1, 0) OVER turn AS orphan
      FROM lowest
      WINDOW turn AS ${turnOf}
    ), numbered AS (
      SELECT *, row_number() OVER (PARTITION BY case_key, activity, thread, opens, orphan ORDER BY moment, import_seq, line) AS number
      FROM orphaned
    )
    SELECT case_key, activity,
           coalesce(max(resource) FILTER (WHERE opens), max(resource)) AS resource,
           coalesce(max(team) FILTER (WHERE opens), max(team))         AS team,
           min(moment)                                                     AS started_at,
           CASE WHEN bool_or(NOT opens) THEN max(moment) END               AS completed_at,
           count(*) = 2                                                AS measured,
           coalesce(max(import_seq) FILTER (WHERE opens), max(import_seq)) AS import_seq,
           coalesce(max(line) FILTER (WHERE opens), max(line))         AS line
    FROM numbered
    GROUP BY case_key, activity, thread, orphan, number`);
  await run.do(sql`DROP TABLE ${identifier('half_step')}`);
}

const turnOf = sql`(PARTITION BY case_key, activity, thread ORDER BY moment, opens DESC, import_seq, line ROWS UNBOUNDED PRECEDING)`;
