import { join, sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { nameOf, partWords, type Found, type Look } from './look.ts';
import { capitalised, shareWords } from './words.ts';

const LEAST = 10;
const SHARE = 0.2;

/**
 * Stages that come in another order than the blueprint has them, in many cases: the first time of the later stage lies
 * before the first time of the earlier one. Stages that run in parallel are left out, and coming back to a stage is fine.
 */
export async function stageOrder(look: Look): Promise<Found[]> {
  const { session, process, plan, words, signal } = look;
  const stages = (process?.blueprint.stages ?? []).map((stage, at) => ({ ...stage, at })).filter((stage) => stage.parallel !== true);
  const placed = stages.flatMap(({ at, activities }) =>
    activities.filter(({ note }) => note !== true).map(({ name }) => sql`(${name}, ${at})`),
  );
  if (stages.length < 2 || placed.length === 0) return [];
  const pairs = await session.query<{ early: number; late: number; cases: number; wrong: number; places: number[] | null }>(
    sql`
      WITH placed(name, stage) AS (VALUES ${join(placed)}),
           first AS (SELECT s.case_id, p.stage, min(s.begun_at) AS begun_at, arg_min(s.place, s.begun_at) AS place
                     FROM sequence s JOIN placed p ON p.name = s.activity GROUP BY ALL)
      SELECT a.stage AS early, b.stage AS late, count(*) AS cases, count(*) FILTER (b.begun_at < a.begun_at) AS wrong,
             min(b.place, 3) FILTER (b.begun_at < a.begun_at) AS places
      FROM first a JOIN first b ON b.case_id = a.case_id AND b.stage > a.stage
      GROUP BY ALL HAVING wrong >= ${LEAST} AND wrong >= ${SHARE} * cases
      ORDER BY wrong DESC, early, late LIMIT 3`,
    { signal },
  );
  const nameAt = (at: number) => stages.find((stage) => stage.at === at)?.name ?? '';
  return pairs.map(({ early, late, cases, wrong, places }) => ({
    id: `order:${nameAt(late)}:${nameAt(early)}`,
    code: 'order',
    weight: 'note',
    title: `“${nameAt(late)}” begins before “${nameAt(early)}” in ${number(wrong)} of ${number(cases)} ${words.cases} (${shareWords(wrong, cases)}), against the blueprint.`,
    detail: `${capitalised(words.cases)} in which both stages occur. Either the blueprint has another order, or times are wrong.${partWords(look)}`,
    rows: wrong,
    column: nameOf(plan, 'activity'),
    places: places ?? [],
    choices: [],
    proposed: null,
  }));
}
