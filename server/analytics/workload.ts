import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { and, raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, HOUR, Milliseconds, OneOf, OrNull, Share } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { CountCases, Per, WORKERS, workerOf, type Worker } from './people.ts';
import { between, chosenCases, periodBounds, withoutPeriod, type Chosen } from './scope.ts';

const Params = Type.Object(
  {
    per: Per,
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 200, description: 'Most rows.' }),
    cases: CountCases,
  },
  { additionalProperties: false },
);
type Params = { per: Worker; limit: number; cases: boolean };

/**
 * Busy time and active hours of each `id`, from rows of `id, from_ms, until_ms, measured` within `lengthMs`.
 *
 * One running maximum over all of them: the id goes into the number that is ordered and compared, since a window that is cut
 * by a few large parts takes ten times as long. `mark` is twice the end, less one for a step with a length: what ends on the
 * hour has not begun the next one, what happens on it has. An instant never reaches beyond its own start, so it hides no work.
 */
function coverage(timed: Sql, lengthMs: number, chosen: Chosen): Sql {
  const room = String(2 * lengthMs);
  const hour = (mark: string) => `floor(CAST(${mark} AS DOUBLE) / ${String(2 * HOUR)})`;
  return sql`${chosen.with([
    ['timed', timed],
    [
      'marked',
      raw(
        `SELECT t.*, CASE WHEN t.until_ms > t.from_ms THEN 2 * t.until_ms - 1 ELSE 2 * t.from_ms END AS mark, CAST(t.id AS BIGINT) * ${room} AS room FROM timed t`,
      ),
    ],
    [
      'seen',
      raw(`SELECT m.id, m.from_ms, m.until_ms, m.measured, m.mark,
                     max(m.room + m.mark) OVER (ORDER BY m.room + 2 * m.from_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - m.room AS seen FROM marked m`),
    ],
    [
      'known',
      raw(
        'SELECT s.*, CASE WHEN s.seen >= 0 THEN s.seen END AS before, CASE WHEN s.seen >= 0 THEN floor((s.seen + 1) / 2.0) END AS covered_ms FROM seen s',
      ),
    ],
  ])}${raw(`
      SELECT k.id,
             sum(CASE WHEN NOT k.measured THEN 0 WHEN k.covered_ms IS NULL OR k.covered_ms <= k.from_ms THEN k.until_ms - k.from_ms
                      WHEN k.covered_ms < k.until_ms THEN k.until_ms - k.covered_ms ELSE 0 END) AS busy_ms,
             sum(CASE WHEN k.before IS NULL OR ${hour('k.before')} < ${hour('2 * k.from_ms')} THEN ${hour('k.mark')} - ${hour('2 * k.from_ms')} + 1
                      WHEN ${hour('k.before')} < ${hour('k.mark')} THEN ${hour('k.mark')} - ${hour('k.before')} ELSE 0 END) AS active_hours
      FROM known k
      GROUP BY k.id`)}`;
}

/**
 * Workload.
 *
 * Grain: one row per team (person) with a step in the period, most steps first, ties by name. Source: `step`. One pass over the
 * steps in the order of their start: a step adds the time and the hours that none before it covers. Rejects with
 * `person_figures_off` (403) when single people are asked for and the service does not allow it.
 */
export const workload = analytic({
  id: 'workload',
  question: 'How busy is each team, and how much does it get done in an hour?',
  definition:
    'Steps that start in the period, of the cases that the rest of the scope chooses. Active: hours of the clock in which a step of the team began or ran. Busy: time in ' +
    'which at least one measured step of the team ran (overlaps count once). Busy share = busy ÷ active, over the teams with measured steps. Work: the measured processing of all its steps; ' +
    'at once = work ÷ busy: how many run beside each other while it is busy. Steps per hour = steps ÷ active hours.',
  caveats: [
    'Busy says that something was running for the team, not that everybody in it was at work: read it with “at once”.',
    'Work that is not in the files (calls, meetings, other services) is not counted.',
    'A step with one time only has no length: it makes an hour active and nobody busy.',
  ],
  params: Params,
  row: Type.Object({
    name: Type.String(),
    steps: Count,
    cases: OrNull(Count),
    people: Count,
    measured: Type.Integer({ minimum: 0, description: 'Steps with a start and an end in the file.' }),
    workMs: OrNull(Milliseconds),
    busyMs: OrNull(Milliseconds),
    activeMs: Milliseconds,
    busyShare: OrNull(Share),
    atOnce: OrNull(Type.Number()),
    stepsPerHour: OrNull(Type.Number()),
    medianProcessingMs: OrNull(Milliseconds),
  }),
  about: Type.Object({
    per: OneOf(WORKERS),
    personFigures: Type.Boolean({ description: 'Whether the service allows figures by person.' }),
    steps: Count,
    unknown: Type.Integer({ minimum: 0, description: 'Steps that do not say whose they are.' }),
    measured: Count,
    rows: Count,
  }),
  queries: (given): Record<string, Sql> => {
    const who = raw(workerOf(given));
    const { firstAt, endAt } = given.process;
    if (firstAt === null || endAt === null) return {};
    const { from, to } = periodBounds(given);
    const chosen = chosenCases(withoutPeriod(given));
    // what lies after the end of the data is planned, not done
    const counts = [
      sql`s.started_at <= ${new Date(endAt)}`,
      ...(from === null && to === null ? [] : [between(raw('s.started_at'), from, to)]),
      chosen.has('s'),
    ];
    const own = sql`FROM step s WHERE ${and(counts)}`;
    const base = new Date(Math.floor(Date.parse(firstAt) / HOUR) * HOUR);
    const lengthMs = Date.parse(endAt) - base.getTime() + 1;
    const ms = (time: string) => dialect.milliseconds(sql`CAST(${base} AS TIMESTAMP)`, raw(time));
    return {
      rows: sql`${chosen.with()}
      SELECT q.id, w.name, q.steps, q.cases, q.people, q.measured, q.work_ms, q.median_processing_ms
      FROM (SELECT s.${who} AS id, count(*) AS steps, ${given.params.cases ? raw('count(DISTINCT s.case_key)') : raw('NULL')} AS cases, count(DISTINCT s.resource) AS people,
                   count(CASE WHEN s.measured THEN 1 END) AS measured, sum(CASE WHEN s.measured THEN s.processing_ms END) AS work_ms,
                   ${dialect.quantile(raw('CASE WHEN s.measured THEN s.processing_ms END'), 0.5)} AS median_processing_ms
            ${own} AND s.${who} IS NOT NULL GROUP BY 1) q
      JOIN ${who} w ON w.id = q.id
      ORDER BY q.steps DESC, w.name`,
      covered: coverage(
        sql`SELECT s.${who} AS id, ${ms('s.started_at')} AS from_ms, CASE WHEN s.completed_at IS NULL THEN ${ms('s.started_at')} WHEN s.completed_at > ${new Date(endAt)} THEN ${raw(String(lengthMs - 1))} ELSE ${ms('s.completed_at')} END AS until_ms, s.measured
                    ${own} AND s.${who} IS NOT NULL`,
        lengthMs,
        chosen,
      ),
      about: sql`${chosen.with()}
      SELECT count(*) AS steps, count(*) - count(s.${who}) AS unknown, count(CASE WHEN s.measured THEN 1 END) AS measured
      ${own}`,
    };
  },
  answer: ({ rows = [], covered = [], about }, { params, process }: Asked<Params>) => {
    const known = new Map(covered.map((row) => [row.id, row]));
    const { steps = 0, unknown = 0, measured = 0 } = (about?.[0] ?? {}) as Record<string, number>;
    return {
      rows: rows.slice(0, params.limit).map((row) => loadOf({ ...row, ...known.get(row.id) })),
      about: { per: params.per, personFigures: process.figuresByPerson === true, steps, unknown, measured, rows: rows.length },
    };
  },
});

function loadOf(row: Row): Row {
  const { name, steps, cases, people, measured, medianProcessingMs } = row;
  const known = Number(measured) > 0;
  const [workMs, busyMs, activeHours] = [Number(row.workMs), Number(row.busyMs), Number(row.activeHours)];
  return {
    name,
    steps,
    cases: cases ?? null,
    people,
    measured,
    workMs: known ? workMs : null,
    busyMs: known ? busyMs : null,
    activeMs: activeHours * HOUR,
    busyShare: known && activeHours > 0 ? busyMs / (activeHours * HOUR) : null,
    atOnce: known && busyMs > 0 ? workMs / busyMs : null,
    stepsPerHour: activeHours > 0 ? Number(steps) / activeHours : null,
    medianProcessingMs: medianProcessingMs ?? null,
  };
}
