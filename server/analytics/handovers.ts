import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { CountCases, Per, WORKERS, workerOf, type Worker } from './people.ts';
import { chosenCases, inScope } from './scope.ts';

export const HANDOVER_KINDS = ['hand-over', 'self', 'ping-pong'] as const;

const Params = Type.Object(
  {
    per: Per,
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 400, description: 'Most rows of each kind.' }),
    cases: CountCases,
  },
  { additionalProperties: false },
);
type Params = { per: Worker; limit: number; cases: boolean };

/**
 * Hand-overs of work.
 *
 * Grain: one row per kind and pair, most frequent first within its kind, ties by name. Source: `step`, every step beside
 * the next two of its case. Rejects with `person_figures_off` (403) when single people are asked for and the service does
 * not allow it.
 */
export const handovers = analytic({
  id: 'handovers',
  question: 'Who passes work to whom, how long does it wait on the way, and what comes straight back?',
  definition:
    'Two consecutive steps of a case. Hand-over: done by different teams (people), both known. Self: by the same one again. Ping-pong: three consecutive steps a, b, a: ' +
    'passed on and straight back; the time is from the end of the first to the start of the third. Median: of the time from the end of one step to the start of the ' +
    'next, over the pairs that have one (timed). Pairs = hand-overs + self + unknown, where one of the two is not known.',
  caveats: [
    'Passing on is no fault in itself: the pairs with long waits and those that come straight back are worth a look.',
    'Two steps that overlap are a hand-over without a wait.',
    'Between teams a change of person within the team is no hand-over.',
  ],
  params: Params,
  row: Type.Object({
    kind: OneOf(HANDOVER_KINDS),
    from: Type.String(),
    to: Type.String(),
    count: Count,
    cases: OrNull(Count),
    timed: Count,
    medianMs: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    totalMs: OrNull(Milliseconds),
  }),
  about: Type.Object({
    per: OneOf(WORKERS),
    personFigures: Type.Boolean({ description: 'Whether the service allows figures by person.' }),
    pairs: Count,
    handovers: Count,
    self: Count,
    unknown: Count,
    pingPongs: Count,
    cases: OrNull(Type.Integer({ minimum: 0, description: 'Cases with a hand-over.' })),
    chosen: Type.Integer({ minimum: 0, description: 'Cases of the scope.' }),
    rows: Type.Integer({ minimum: 0, description: 'Pairs of every kind, before the limit.' }),
  }),
  queries: (asked) => {
    const who = raw(workerOf(asked));
    const chosen = chosenCases(asked);
    const distinct = (cases: Sql) => (asked.params.cases ? sql`count(DISTINCT ${cases})` : raw('NULL'));
    const back = sql`b.${who} = s.${who} AND n.${who} <> s.${who}`;
    const wait = raw('CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END');
    const away = sql`CASE WHEN ${back} AND s.completed_at IS NOT NULL THEN CASE WHEN b.started_at < s.completed_at THEN 0 ELSE ${dialect.milliseconds(raw('s.completed_at'), raw('b.started_at'))} END END`;
    return {
      rows: sql`${chosen.with()}
      SELECT a.name AS "from", b.name AS "to", q.*, q.at[1] AS median_ms, q.at[2] AS p90_ms, q.back_at[1] AS back_median_ms, q.back_at[2] AS back_p90_ms
      FROM (SELECT p.from_id, p.to_id, count(*) AS count, ${distinct(raw('p.case_key'))} AS cases, count(p.ms) AS timed, ${dialect.quantiles(raw('p.ms'), [0.5, 0.9])} AS at, sum(p.ms) AS total_ms,
                   count(CASE WHEN p.back THEN 1 END) AS backs, ${distinct(raw('CASE WHEN p.back THEN p.case_key END'))} AS back_cases, count(p.away_ms) AS back_timed,
                   ${dialect.quantiles(raw('p.away_ms'), [0.5, 0.9])} AS back_at, sum(p.away_ms) AS back_total_ms
            FROM (SELECT s.case_key, s.${who} AS from_id, n.${who} AS to_id, ${wait} AS ms, ${back} AS back, ${away} AS away_ms
                  FROM (SELECT s.*, ${placeOf(0)} AS place FROM step s) s
                  JOIN (SELECT s.${who}, ${placeOf(-1)} AS place FROM step s) n ON n.place = s.place
                  LEFT JOIN (SELECT s.${who}, s.started_at, ${placeOf(-2)} AS place FROM step s) b ON b.place = s.place
                  WHERE ${chosen.has('s')}) p
            GROUP BY 1, 2) q
      LEFT JOIN ${who} a ON a.id = q.from_id
      LEFT JOIN ${who} b ON b.id = q.to_id
      ORDER BY q.count DESC, a.name, b.name`,
      ...(asked.params.cases
        ? {
            // a case of several passes work on somewhere; where one is not known, neighbours decide
            passing: sql`${chosen.with([
              [
                'several',
                sql`SELECT s.case_key, count(*) - count(s.${who}) AS unknown FROM step s WHERE ${chosen.has('s')} GROUP BY s.case_key HAVING min(s.${who}) <> max(s.${who})`,
              ],
              [
                'doubtful',
                sql`SELECT s.case_key, s.position, s.${who} AS id FROM step s WHERE s.case_key IN (SELECT v.case_key FROM several v WHERE v.unknown > 0)`,
              ],
            ])}
      SELECT (SELECT count(*) FROM several v WHERE v.unknown = 0)
             + (SELECT count(DISTINCT s.case_key) FROM doubtful s JOIN doubtful n ON n.case_key = s.case_key AND n.position = s.position + 1 WHERE s.id <> n.id) AS cases`,
          }
        : {}),
      chosen: sql`SELECT count(*) AS cases FROM case_fact c WHERE ${inScope(asked)}`,
    };
  },
  answer: ({ rows = [], passing, chosen }, { params, process }: Asked<Params>) => {
    const known = rows.filter(({ from, to }) => from !== null && to !== null);
    const sum = (some: readonly Row[], field = 'count') => some.reduce((total, row) => total + Number(row[field]), 0);
    const passed = known.filter(({ from, to }) => from !== to);
    const self = known.filter(({ from, to }) => from === to);
    const pairs = sum(rows);
    const backs = passed
      .filter(({ backs: count }) => Number(count) > 0)
      .map(backOf)
      .sort((one, other) => Number(other.count) - Number(one.count) || byNames(one, other));
    const kinds = [passed.map((row) => pairOf(row, 'hand-over')), self.map((row) => pairOf(row, 'self')), backs];
    return {
      rows: kinds.flatMap((some) => some.slice(0, params.limit)),
      about: {
        per: params.per,
        personFigures: process.figuresByPerson === true,
        pairs,
        handovers: sum(passed),
        self: sum(self),
        unknown: pairs - sum(passed) - sum(self),
        pingPongs: sum(backs),
        cases: passing?.[0]?.cases ?? null,
        chosen: chosen?.[0]?.cases ?? 0,
        rows: known.length + backs.length,
      },
    };
  },
});

/** The place of a step in the log, moved by so many steps, as one number: joining by case and position takes a quarter longer. */
const placeOf = (moved: number): Sql => sql`CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + ${raw(String(moved))}`;

const byNames = (one: Row, other: Row) => (`${String(one.from)} ${String(one.to)}` < `${String(other.from)} ${String(other.to)}` ? -1 : 1);

const pairOf = ({ from, to, count, cases, timed, medianMs, p90Ms, totalMs }: Row, kind: string): Row => ({
  kind,
  from,
  to,
  count,
  cases: cases ?? null,
  timed,
  medianMs: medianMs ?? null,
  p90Ms: p90Ms ?? null,
  totalMs: totalMs ?? null,
});

const backOf = (row: Row): Row =>
  pairOf(
    {
      ...row,
      count: row.backs,
      cases: row.backCases,
      timed: row.backTimed,
      medianMs: row.backMedianMs,
      p90Ms: row.backP90Ms,
      totalMs: row.backTotalMs,
    },
    'ping-pong',
  );
