import type { Session } from '../../engine/engine.ts';
import { identifier, raw, sql, type Sql } from '../../engine/sql.ts';
import { FEEDBACK_WORDS, nameFits, type RoleWords } from '../recognise/role-words.ts';

/** How an answer finds its case, in the order in which it is tried, and how sure that is (DOMAIN.md section 0). */
const CONFIDENCE = { case: 1, customer: 0.8, site: 0.5 } as const;
/** An answer is given within so many days after the last step of its case. */
const DAYS = 30;
/** When that was; of an invitation nobody answered when it was sent, else only the answered ones would find their case. */
const GIVEN_AT = raw('coalesce(a.answered_at, CASE WHEN a.score IS NULL THEN a.invited_at END)');

/**
 * Links answers to their cases, also answers that were there before their case.
 *
 * By the case they name; an answer that names none, by its customer, else by its site: to the one case of that customer or site
 * whose last step lies within 30 days before the answer. With two such cases it stays without. Which cases there are changes with every
 * import, so these links are found anew each time: the same answers and cases always have the same links.
 */
export async function linkFeedback(session: Session, signal?: AbortSignal): Promise<void> {
  await session.run(
    sql`UPDATE feedback SET case_key = NULL, link_method = NULL, link_confidence = NULL WHERE link_method IN ('customer', 'site')`,
    { signal },
  );
  await session.run(
    sql`
      UPDATE feedback
      SET case_key = f.case_key, link_method = 'case', link_confidence = ${CONFIDENCE.case}
      FROM case_fact f
      WHERE feedback.case_key IS NULL AND feedback.case_ref = f.case_id`,
    { signal },
  );
  for (const method of ['customer', 'site'] as const) {
    if (!(await hasAnswersBy(session, method))) continue;
    const column = await columnOfCases(session, FEEDBACK_WORDS[method]);
    if (column === null) continue;
    await session.run(
      sql`
        UPDATE feedback
        SET case_key = found.case_key, link_method = ${method}, link_confidence = ${CONFIDENCE[method]}
        FROM (
          SELECT a.identity, min(c.case_key) AS case_key
          FROM feedback a
          JOIN case_fact c ON ${column} = a.${raw(method)} AND c.last_at <= ${GIVEN_AT} AND c.last_at >= ${GIVEN_AT} - to_days(${DAYS})
          WHERE a.case_key IS NULL AND a.case_ref IS NULL
          GROUP BY a.identity
          HAVING count(*) = 1
        ) found
        WHERE feedback.identity = found.identity`,
      { signal },
    );
  }
}

async function hasAnswersBy(session: Session, method: 'customer' | 'site'): Promise<boolean> {
  const [row] = await session.query<{ some: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM feedback a WHERE a.case_key IS NULL AND a.case_ref IS NULL AND ${GIVEN_AT} IS NOT NULL AND a.${raw(method)} IS NOT NULL) AS some`);
  return row?.some === true;
}

/** The case attribute (of alias `c`) whose name says it best, as text; null when no name does. */
async function columnOfCases(session: Session, words: RoleWords): Promise<Sql | null> {
  const attributes = await session.query<{ id: number; name: string; type: string }>(sql`
    SELECT id, name, type FROM attribute
    WHERE level = 'case' AND type IN ('text', 'number') AND 'a' || id IN (SELECT column_name FROM (DESCRIBE case_fact)) ORDER BY id`);
  const [best] = attributes
    .map((attribute) => ({ attribute, fits: nameFits(attribute.name, words) }))
    .filter(({ fits }) => fits > 0)
    .toSorted((one, other) => other.fits - one.fits || one.attribute.id - other.attribute.id);
  if (best === undefined) return null;
  const column = sql`c.${identifier(`a${best.attribute.id}`)}`;
  // whole numbers are customers too, and 4711.0 is 4711
  return best.attribute.type === 'number' ? sql`CAST(CAST(${column} AS BIGINT) AS VARCHAR)` : column;
}

/** How the answers of an import found their cases, in words for its receipt. An invitation without an answer is none. */
export async function notesOnLinks(session: Session, importSeq: number): Promise<string[]> {
  const rows = await session.query<{ method: string | null; answers: number }>(sql`
    SELECT link_method AS method, count(*) AS answers FROM feedback WHERE import_seq = ${importSeq} AND (score IS NOT NULL OR comment IS NOT NULL) GROUP BY link_method`);
  const by = (method: string | null) => rows.find((row) => row.method === method)?.answers ?? 0;
  const [named, customer, site, none] = [by('case'), by('customer'), by('site'), by(null)];
  const all = rows.reduce((sum, { answers }) => sum + answers, 0);
  const many = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'answer' : 'answers'}`;
  const guessed = (count: number, what: string, sure: number) =>
    count === 0
      ? []
      : [
          `${many(count)} ${count === 1 ? 'was' : 'were'} linked by ${what}: to the one case of that ${what} whose last step lies in the ${String(DAYS)} days before. Confidence ${String(sure)}.`,
        ];
  return [
    ...(customer + site > 0 && named > 0 ? [`${many(named)} ${named === 1 ? 'names its case' : 'name their case'}.`] : []),
    ...guessed(customer, 'customer', CONFIDENCE.customer),
    ...guessed(site, 'site', CONFIDENCE.site),
    ...(none === 0
      ? []
      : [
          `${none.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} answers name no case that is known. They count in the overall score, and are linked when their case arrives.`,
        ]),
  ];
}
