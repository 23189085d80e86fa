import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { analytic, NoParams } from './analytic.ts';
import { ribbonRows } from './ribbon.ts';
import { chosenCases, inScope, levelOf, marksDelivery } from './scope.ts';
import { stageScores, visitFigures } from './stage-figures.ts';

const Ribbon = {
  medianMs: OrNull(Milliseconds),
  cases: Count,
  bandCases: Count,
  factor: OrNull(Type.Number({ description: 'Median over the mean of the band: said when outside 0.95 to 1.05.' })),
};

/**
 * The throughline: the ribbon. Without stages after delivery, delivery is the last complete and its time the throughput time.
 *
 * Grain: one row per piece, in the order of the ribbon: first up to delivery, then after it. The waiting and
 * processing of a part add up to its median, rounded to whole milliseconds. Sources: `piece`, which puts every moment
 * of a case under exactly one activity; `case_fact`; `stage_visit` and `feedback` for what hangs under the ribbon.
 */
export const throughline = analytic({
  id: 'throughline',
  question: 'Where does the time of a typical case go?',
  definition:
    'Every moment of a case between arrival and delivery goes to exactly one stage: while steps run, to the stage of the running step that started last ' +
    '(of a parallel stage only when no other runs), as processing; else to the stage of the next step to start, as waiting. Shown is the mean over the complete ' +
    'cases of the scope whose time lies between the 45th and the 55th percentile (at least 20 nearest the median; all when there are fewer), times median over ' +
    'mean of that band, rounded so that the pieces add up to the median. What comes after delivery is a second ribbon, over the cases that have it. Without ' +
    'stages the pieces are the twelve activities with the most time, and “other”. Visits, share within the limit and score are over all cases of the scope.',
  caveats: [
    'Where a file has one time per step, processing is not known and all time is waiting.',
    'The ribbon shows a typical case; a stage that few cases visit is short in it however long they stay.',
  ],
  params: NoParams,
  row: Type.Object({
    part: OneOf(['delivery', 'after']),
    name: Type.String(),
    kind: OneOf(['stage', 'activity', 'other']),
    stage: OrNull(Type.String({ description: 'The name, when the piece is a stage.' })),
    position: Type.Integer(),
    parallel: Type.Boolean(),
    waitingMs: Milliseconds,
    processingMs: Milliseconds,
    visits: Count,
    withinTarget: OrNull(Share),
    waitLimitMs: OrNull(Milliseconds),
    goal: OrNull(Share),
    score: OrNull(Score),
    scoreLow: OrNull(Type.Number({ description: 'With scoreHigh its 95 % interval: as for `satisfaction`.' })),
    scoreHigh: OrNull(Type.Number()),
    answers: Count,
    scoreTarget: OrNull(Type.Number()),
  }),
  about: Type.Object({
    ...Ribbon,
    waitingMs: Milliseconds,
    processingMs: Milliseconds,
    after: OrNull(Type.Object({ ...Ribbon, waitingMs: Milliseconds, processingMs: Milliseconds })),
    time: OneOf(['delivery', 'throughput']),
  }),
  queries: (asked) => {
    const byStage = levelOf(asked) === 'stage';
    const chosen = chosenCases(asked);
    const untilDelivery = sql`SELECT c.case_key, c.case_id, c.delivery_ms AS time_ms FROM case_fact c WHERE ${inScope(asked, 'complete')}`;
    const afterDelivery = sql`SELECT c.case_key, c.case_id, c.after_ms AS time_ms FROM case_fact c WHERE ${inScope(asked, 'complete')}`;
    return {
      delivery: pieces(untilDelivery, false, byStage),
      ...(marksDelivery(asked.process) ? { after: pieces(afterDelivery, true, byStage) } : {}),
      ...(byStage
        ? {
            stages: sql`${chosen.with([
              [
                'visited',
                sql`SELECT v.stage, ${visitFigures} FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE ${chosen.has('v')} GROUP BY v.stage`,
              ],
              ['scored', stageScores(asked, chosen)],
            ])}
      SELECT g.id, g.name, g.parallel, g.after_delivery, g.wait_limit_ms, g.goal, g.score_target, coalesce(q.visits, 0) AS visits, q.within_target,
             r.instrument, r.mean, r.best, r.worst, r.squares, coalesce(r.answers, 0) AS answers
      FROM stage g LEFT JOIN visited q ON q.stage = g.id LEFT JOIN scored r ON r.stage = g.name
      ORDER BY g.id = 0, g.id`,
          }
        : {
            activities: sql`${chosen.with()}
      SELECT a.id, a.name, q.visits, q.place
      FROM (SELECT s.activity, count(*) AS visits, avg(CASE WHEN s.visit = 1 THEN CAST(s.position AS DOUBLE) / c.steps END) AS place
            FROM step s JOIN case_fact c ON c.case_key = s.case_key
            WHERE ${chosen.has('s')}
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      ORDER BY q.place, a.name`,
          }),
    };
  },
  answer: (found, asked) =>
    ribbonRows(found, { byStage: levelOf(asked) === 'stage', time: marksDelivery(asked.process) ? 'delivery' : 'throughput' }),
});

/**
 * The pieces of the cases nearest the median, added up by stage or activity (`id`), beside how many cases there are
 * (`cases`), their median, the band and its mean. Grain: one row per id; one row with a null id when the band has no piece.
 *
 * `timed` gives case_key, case_id and time_ms. Equal distances from the median are told apart by the name of the case.
 */
function pieces(timed: Sql, after: boolean, byStage: boolean): Sql {
  const least = raw('20');
  return sql`
      WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (${timed}) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, ${dialect.quantiles(raw('t.time_ms'), [0.45, 0.5, 0.55])} AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT ${least}),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= ${least} AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < ${least}),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT ${byStage ? raw('a.stage') : raw('a.id')} AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE ${after ? raw('p.after_delivery') : raw('NOT p.after_delivery')} AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id`;
}
