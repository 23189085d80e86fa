import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { NotFound } from '../../model/problem.ts';
import { Count, Instant, Milliseconds, OrNull } from '../../model/units.ts';
import { rawCaseAnswers } from './answers.ts';
import { analytic } from './analytic.ts';
import { inOrder, listedCases, orderParams, standsBefore } from './case-order.ts';
import { caseColumns, caseFields, caseRow } from './case-rows.ts';

const Params = Type.Object(
  { case: Type.String({ minLength: 1, description: 'The case as the file calls it.' }), ...orderParams },
  { additionalProperties: false },
);

/**
 * One case, whatever the period and the filters.
 *
 * Grain: one row per step, in the order of the case. `about` is the case itself with its answers and its place among
 * the cases of the scope, in the order that `cases` lists them; null when the scope does not hold it. Rejects with
 * `NotFound` when there is no such case.
 */
export const oneCase = analytic({
  id: 'case',
  question: 'What happened in this case?',
  definition:
    'Its steps in order. Waiting: from what enabled the step (the latest end of the steps that were over by then, else the arrival) to its start. Gap: from ' +
    'its end to the start of the next step, 0 when they overlap. Visit: the how-manieth time of this activity. Measured: start and end were both in the file.',
  caveats: ['The case is shown whole, whatever period, state and filters leave out; only its place in the list follows them.'],
  params: Params,
  row: Type.Object({
    position: Type.Integer(),
    activity: Type.String(),
    stage: Type.String(),
    resource: OrNull(Type.String()),
    team: OrNull(Type.String()),
    startedAt: Instant,
    completedAt: OrNull(Instant),
    enabledAt: Instant,
    waitingMs: Milliseconds,
    processingMs: OrNull(Milliseconds),
    gapMs: OrNull(Milliseconds),
    parallel: Type.Boolean(),
    visit: Type.Integer(),
    measured: Type.Boolean(),
  }),
  about: Type.Object({
    ...caseFields,
    answers: Type.Array(
      Type.Object({
        answeredAt: OrNull(Instant),
        instrument: Type.String(),
        score: OrNull(Type.Number()),
        scaleMin: OrNull(Type.Number()),
        scaleMax: OrNull(Type.Number()),
        higherIsBetter: Type.Boolean(),
        stage: OrNull(Type.String()),
        comment: OrNull(Type.String()),
        linkMethod: OrNull(Type.String()),
        linkConfidence: OrNull(Type.Number()),
      }),
    ),
    place: OrNull(
      Type.Object(
        {
          position: Type.Integer({ minimum: 1 }),
          n: Count,
          previous: OrNull(Type.String()),
          next: OrNull(Type.String()),
        },
        { description: 'Where it stands in the list of `cases`; null outside the scope or the search.' },
      ),
    ),
  }),
  queries: (asked) => {
    const key = sql`(SELECT c.case_key FROM case_fact c WHERE c.case_id = ${asked.params.case})`;
    return {
      rows: sql`
      SELECT s.position, a.name AS activity, coalesce(g.name, 'Unplaced') AS stage, p.name AS resource, t.name AS team,
             s.started_at, s.completed_at, s.enabled_at, s.waiting_ms, s.processing_ms, s.gap_ms, s.parallel, s.visit, s.measured
      FROM step s
      JOIN activity a ON a.id = s.activity
      LEFT JOIN stage g ON g.id = s.stage
      LEFT JOIN resource p ON p.id = s.resource
      LEFT JOIN team t ON t.id = s.team
      WHERE s.case_key = ${key}
      ORDER BY s.position`,
      about: sql`
      WITH case_answer AS (${rawCaseAnswers(asked.process)})
      SELECT ${caseColumns(asked)}
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE c.case_id = ${asked.params.case}`,
      answers: sql`
      SELECT f.answered_at, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.stage, f.comment, f.link_method, f.link_confidence
      FROM feedback f
      WHERE f.case_key = ${key} AND (f.score IS NOT NULL OR f.comment IS NOT NULL)
      ORDER BY f.answered_at IS NULL, f.answered_at, f.import_seq, f.line`,
      place: sql`
      WITH listed AS (${listedCases(asked)}),
      this AS (SELECT l.case_id, l.sorted FROM listed l WHERE l.case_id = ${asked.params.case})
      SELECT (SELECT count(*) FROM listed) AS n,
             (SELECT count(*) FROM listed l, this t WHERE ${standsBefore(asked, 'l', 't')}) AS before,
             (SELECT l.case_id FROM listed l, this t WHERE ${standsBefore(asked, 'l', 't')}
              ORDER BY ${inOrder(asked, 'l', true)} LIMIT 1) AS previous,
             (SELECT l.case_id FROM listed l, this t WHERE ${standsBefore(asked, 't', 'l')}
              ORDER BY ${inOrder(asked, 'l')} LIMIT 1) AS next
      FROM this`,
    };
  },
  answer: ({ rows, about, answers, place }, { params, attributes }) => {
    const [fact] = about ?? [];
    if (fact === undefined) throw new NotFound('case', params.case);
    return { rows: rows ?? [], about: { ...caseRow(fact, attributes), answers: answers ?? [], place: placeOf(place?.[0]) } };
  },
});

const placeOf = (row: Row | undefined): Row | null =>
  row === undefined ? null : { position: Number(row.before) + 1, n: row.n, previous: row.previous, next: row.next };
