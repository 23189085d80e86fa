import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { INSTRUMENTS, type Instrument } from '../../model/feedback.ts';
import type { Plan } from '../recognise/plan.ts';
import { wordsOf } from '../recognise/role-words.ts';
import type { TextTable } from '../sources/table.ts';
import { addComments, isHereWithComment } from './answer-comments.ts';
import { linkFeedback } from './link-feedback.ts';
import { columnWith, hashPart, INCOMING, numberWith, rawText, stageRows, textWith, timesOf, utcWith, xor } from './staging.ts';

/** How the answers of one instrument of a file are read. */
export interface Scale {
  /** As the rows name it, null where they don't. */
  readonly said: Instrument | null;
  readonly instrument: Instrument;
  readonly min: number;
  readonly max: number;
}

/** Reads the answers of a file into `incoming`. An answer needs a score or a comment; a row with neither that says when someone was asked is an invitation. */
export async function stageFeedback(
  session: Session,
  table: TextTable,
  plan: Plan,
  zone: string | null,
  signal?: AbortSignal,
): Promise<void> {
  const said = sql`lower(${textWith(plan, 'instrument')})`;
  const texts = (['case', 'customer', 'site', 'comment', 'stage', 'language'] as const).map(
    (role) => [role, textWith(plan, role)] as const,
  );
  const scoreText = textWith(plan, 'score');
  await stageRows(
    session,
    table,
    {
      times: timesOf(plan),
      values: [
        ...texts.map(([role, text]) => sql`${text} AS ${raw(role === 'case' ? 'case_ref' : role)}`),
        sql`CASE WHEN ${said} LIKE '%nps%' OR ${said} LIKE '%promoter%' THEN 'nps'
                 WHEN ${said} LIKE '%csat%' OR ${said} LIKE '%satisf%' THEN 'csat'
                 WHEN ${said} LIKE '%ces%' OR ${said} LIKE '%effort%' THEN 'ces'
                 WHEN ${said} IS NOT NULL THEN 'other' END AS said`,
        sql`${utcWith(plan, 'answered-at', zone)} AS answered_at`,
        sql`${utcWith(plan, 'invited-at', zone)} AS invited_at`,
        sql`${numberWith(plan, 'score')} AS score`,
        sql`${scoreText} AS score_text`,
        // whether a score lies on its scale shows only once all are read: until then the rows keep their text
        sql`${rawText(table)} AS given_row`,
      ],
      further: [
        sql`${xor([sql`hash(case_ref, answered_at, score)`, ...['customer', 'site', 'comment', 'stage', 'said', 'invited_at'].map((name) => hashPart(name, raw(name)))])} AS fingerprint`,
      ],
      reason: sql`
        CASE
          WHEN ${scoreText} IS NULL AND comment IS NULL AND invited_at IS NULL          THEN 'no_score'
          WHEN ${scoreText} IS NOT NULL AND score IS NULL                               THEN 'unreadable_score'
          WHEN ${textWith(plan, 'answered-at')} IS NOT NULL AND answered_at IS NULL     THEN 'unreadable_answer_time'
        END`,
      columns: {
        no_score: columnWith(plan, 'score') ?? columnWith(plan, 'comment'),
        unreadable_score: columnWith(plan, 'score'),
        unreadable_answer_time: columnWith(plan, 'answered-at'),
      },
    },
    signal,
  );
}

/**
 * The scale of each instrument in the file, by its name and by where its scores lie.
 *
 * Rows that name no instrument and hold no score are of the one with most scores. The outermost 0.5 % of the scores on each side don't decide: a 55 among tens is a slip, not a scale to 100. Such scores
 * are refused afterwards.
 */
export async function findScales(
  session: Session,
  plan: Plan,
  given: Instrument | undefined,
  signal?: AbortSignal,
  answers: Sql = INCOMING,
): Promise<Scale[]> {
  const rows = await session.query<{ said: Instrument | null; low: number | null; high: number | null; scores: number }>(
    sql`
      SELECT said, quantile_disc(score, 0.005) AS low, quantile_disc(score, 0.995) AS high, count(score) AS scores
      FROM ${answers} WHERE reason IS NULL GROUP BY said ORDER BY said`,
    { signal },
  );
  const name = wordsOf(columnWith(plan, 'score')?.name ?? '');
  const scales = rows.map(({ said, low, high }) => scaleOf(said, given, name, low ?? 1, high ?? 5));
  const most = rows.reduce((best, row, at) => (row.scores > (rows[best]?.scores ?? 0) ? at : best), 0);
  return scales.map((scale, at) =>
    rows[at]?.said === null && rows[at]?.scores === 0 ? { ...(scales[most] ?? scale), said: null } : scale,
  );
}

function scaleOf(said: Instrument | null, given: Instrument | undefined, name: string, low: number, high: number): Scale {
  const byName = /nps|promoter|recommend/.test(name)
    ? 'nps'
    : /csat|satisf|zufrieden|tevreden/.test(name)
      ? 'csat'
      : /\bces\b|effort|easy/.test(name)
        ? 'ces'
        : undefined;
  // nought to five are stars; answers to a net promoter question that never pass five would be a rare misfortune
  const byValues = high > 10 ? 'other' : high > 7 || (low < 1 && high > 5) ? 'nps' : 'csat';
  const instrument = said ?? given ?? byName ?? byValues;
  const fits = INSTRUMENTS.includes(instrument) ? instrument : 'other';
  return { said, instrument: fits, ...rangeOf(fits, low, high) };
}

function rangeOf(instrument: Instrument, low: number, high: number): { min: number; max: number } {
  if (instrument === 'nps') return { min: 0, max: 10 };
  if (high <= 5) return { min: low < 1 ? 0 : 1, max: 5 };
  if (high <= 7) return { min: low < 1 ? 0 : 1, max: 7 };
  if (high <= 10) return { min: low < 1 ? 0 : 1, max: 10 };
  return { min: 0, max: Math.max(100, Math.ceil(high)) };
}

/** Refuses scores outside their scale; the rows keep their text in the file. */
export async function refuseOutsideScale(
  session: Session,
  scales: readonly Scale[],
  scoreColumn: string | null,
  signal?: AbortSignal,
): Promise<void> {
  for (const { said, min, max } of scales) {
    await session.run(
      sql`
        UPDATE ${INCOMING}
        SET reason = 'score_out_of_scale', bad_column = CAST(${scoreColumn} AS VARCHAR), bad_value = score_text, raw = given_row
        WHERE reason IS NULL AND score IS NOT NULL AND said IS NOT DISTINCT FROM ${said} AND NOT (score BETWEEN ${min} AND ${max})`,
      { signal },
    );
  }
}

/** Refuses scores outside their scale, and finds equal rows and answers that an earlier import brought; some of those get their comment. */
export async function checkAnswers(
  session: Session,
  scales: readonly Scale[],
  scoreColumn: string | null,
  signal?: AbortSignal,
): Promise<{ equalRows: number; duplicates: number; changed: number }> {
  await refuseOutsideScale(session, scales, scoreColumn, signal);
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE answer AS
      SELECT place, place AS line, ordinal, CAST(fingerprint AS HUGEINT) * 4294967296 + ordinal AS identity, case_ref, answered_at, score, comment
      FROM (SELECT *, rowid AS place, row_number() OVER (PARTITION BY fingerprint ORDER BY rowid) - 1 AS ordinal FROM ${INCOMING} WHERE reason IS NULL)`,
    { signal },
  );
  const changed = await addComments(session, raw('temp.answer'), signal);
  const [row] = await session.query<{ equalRows: number; duplicates: number }>(sql`
    SELECT count(*) FILTER (ordinal > 0) AS equal_rows, count(*) FILTER (${HERE}) AS duplicates FROM answer a`);
  return { equalRows: row?.equalRows ?? 0, duplicates: row?.duplicates ?? 0, changed };
}

/** Whether an answer `a` of the file is one that an earlier import brought. */
export const HERE = sql`(a.identity IN (SELECT identity FROM feedback) OR ${isHereWithComment})`;

/** Writes the accepted answers to `feedback`, linked to their case where it is known; answers how many, and how many are linked. */
export async function writeFeedback(
  session: Session,
  options: { importSeq: number; numbered: Sql; scales: readonly Scale[] },
  signal?: AbortSignal,
): Promise<{ accepted: number; linked: number }> {
  const { importSeq, numbered, scales } = options;
  const rows =
    scales.length === 0
      ? [sql`(CAST(NULL AS VARCHAR), 'other', 0, 100)`]
      : scales.map(({ said, instrument, min, max }) => sql`(CAST(${said} AS VARCHAR), ${instrument}, ${min}, ${max})`);
  const accepted = await session.run(
    sql`
      INSERT INTO feedback (import_seq, line, answered_at, invited_at, instrument, score, scale_min, scale_max, higher_is_better, comment, language, stage,
                            case_ref, customer, site, case_key, link_method, link_confidence, identity)
      SELECT ${importSeq}, i.line, i.answered_at, i.invited_at, s.instrument, i.score,
             CASE WHEN i.score IS NOT NULL THEN s.scale_min END, CASE WHEN i.score IS NOT NULL THEN s.scale_max END, true, i.comment, i.language, i.stage,
             i.case_ref, i.customer, i.site, NULL, NULL, NULL, a.identity
      FROM ${numbered} i
      JOIN answer a ON a.place = i.place
      JOIN (VALUES ${join(rows)}) s(said, instrument, scale_min, scale_max) ON s.said IS NOT DISTINCT FROM i.said
      WHERE i.reason IS NULL AND NOT ${HERE}
      ORDER BY i.line`,
    { signal },
  );
  await linkFeedback(session, signal);
  const [row] = await session.query<{ linked: number }>(
    sql`SELECT count(*) AS linked FROM feedback WHERE import_seq = ${importSeq} AND case_key IS NOT NULL`,
  );
  return { accepted, linked: row?.linked ?? 0 };
}

export const FEEDBACK_TABLES = ['answer'] as const;
