import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { caseAnswers, primaryInstrument } from './answers.ts';
import type { Asked, Attribute } from './analytic.ts';
import { ofCase } from './case-rows.ts';
import { columnOf } from './filters.ts';
import { mixCandidates, mixParts } from './mix.ts';
import { hasDuration, inScope, marksDelivery, type Chosen, type NamedQuery } from './scope.ts';
import { intervalFigures } from './score-interval.ts';
import { stageScores } from './stage-figures.ts';

/** Where a line of score against waiting may bend: what people count in. */
export const BENDS: readonly number[] = [
  ...[5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
  ...[1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84].map((days) => days * DAY),
];

/** More variants and hand-overs than this are not scored one by one. */
const MOST_ROWS = 60;
/** Of one attribute. */
const MOST_VALUES = 40;
/** Numbers with more values than this are told apart in four parts. */
const MOST_NUMBERS = 8;
/** A line needs some cases of a cell to see how they differ. */
const FEWEST_IN_CELL = 10;

/** The latest answer of each case of the scope, as `answered`: `case_key, score`. */
const answeredCases = (asked: Asked, chosen: Chosen): NamedQuery[] => [
  ['case_answer', caseAnswers(asked.process)],
  ['answered', sql`SELECT r.case_key, r.score FROM case_answer r WHERE ${chosen.has('r')}`],
];

/**
 * The same with the cell of the case mix each case belongs to, as `cell_of`: `case_key, cell`. The attributes are those marked in the
 * blueprint, else the three in which the satisfied and the others differ most; cells with fewer than ten cases make one.
 */
export function answeredInCells(asked: Asked, chosen: Chosen): NamedQuery[] {
  const candidates = mixCandidates(asked.attributes, [asked.scope]);
  return [
    ...answeredCases(asked, chosen),
    ['side', sql`SELECT a.case_key, CASE WHEN a.score >= 50 THEN 1 ELSE 2 END AS side FROM answered a`],
    ...mixParts(candidates, asked.process.blueprint.mix ?? []),
    [
      'cell_of',
      candidates.length === 0
        ? sql`SELECT a.case_key, '' AS cell FROM answered a`
        : sql`SELECT c.case_key, CASE WHEN k.one + k.other >= ${raw(String(FEWEST_IN_CELL))} THEN c.cell ELSE 'other' END AS cell
        FROM celled c JOIN cells k ON k.cell = c.cell`,
    ],
  ];
}

/** Sums over cases with a wait `w` in hours and a score: what a straight line through them needs. */
export const sums = raw(`count(*) AS n, sum(w.hours) AS x, sum(w.hours * w.hours) AS xx, sum(w.score) AS y, sum(w.score * w.score) AS yy,
             sum(w.hours * w.score) AS xy`);

/** The stages with the answers that name them: figures of a score, the limit and the target. */
export const stageRows = (asked: Asked, chosen: Chosen): Sql => sql`${chosen.with([['scored', stageScores(asked, chosen)]])}
      SELECT coalesce(g.name, r.stage) AS stage, g.wait_limit_ms AS limit_ms, g.score_target, coalesce(r.answers, 0) AS answers, r.mean, r.best, r.worst, r.squares
      FROM stage g FULL JOIN scored r ON r.stage = g.name
      WHERE coalesce(g.id, 1) > 0 OR r.answers > 0
      ORDER BY g.id IS NULL OR g.id = 0, g.id, r.stage`;

/**
 * Of each stage, the cases with an answer by the time they waited there: one row per stage, cell of the case mix and stretch of
 * waiting (between two of `BENDS`), and in it the cases beyond the limit.
 */
export function stageWaits(asked: Asked, chosen: Chosen): Sql {
  const stretch = join(
    BENDS.map((ms, at) => raw(`WHEN t.wait_ms <= ${ms} THEN ${at}`)),
    ' ',
  );
  const beyond = (value: string) => raw(`sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN ${value} ELSE 0 END)`);
  return sql`${chosen.with([
    ...answeredInCells(asked, chosen),
    [
      'waited',
      sql`SELECT v.stage, v.case_key, sum(v.waiting_ms) AS wait_ms, max(v.waiting_ms) AS longest_ms
        FROM stage_visit v WHERE v.case_key IN (SELECT a.case_key FROM answered a) GROUP BY v.stage, v.case_key`,
    ],
  ])}
      SELECT g.name AS stage, w.cell, w.stretch, ${sums}, ${beyond('1')} AS beyond_n, ${beyond('w.score')} AS beyond_y, ${beyond('w.score * w.score')} AS beyond_yy,
             count(CASE WHEN w.score = 100 THEN 1 END) AS best, count(CASE WHEN w.score = -100 THEN 1 END) AS worst,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = 100 THEN 1 END) AS beyond_best,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = -100 THEN 1 END) AS beyond_worst
      FROM (SELECT t.stage, d.cell, CASE ${stretch} ELSE ${raw(String(BENDS.length))} END AS stretch, CAST(t.wait_ms AS DOUBLE) / ${raw(String(HOUR))} AS hours, t.longest_ms, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      JOIN stage g ON g.id = w.stage
      GROUP BY g.name, w.cell, w.stretch
      ORDER BY g.name, w.cell, w.stretch`;
}

/** The hand-overs that cases with an answer take most: figures of their score, and the sums of score against its time, by cell. */
export const handOverRows = (asked: Asked, chosen: Chosen): Sql => sql`${chosen.with([
  ...answeredInCells(asked, chosen),
  [
    'taken',
    sql`SELECT s.activity AS from_id, s.next_activity AS to_id, s.case_key,
               CAST(sum(CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END) AS DOUBLE) / ${raw(String(HOUR))} AS hours
        FROM step s
        WHERE s.next_activity IS NOT NULL AND s.case_key IN (SELECT a.case_key FROM answered a)
        GROUP BY s.activity, s.next_activity, s.case_key`,
  ],
  [
    'most',
    sql`SELECT t.from_id, t.to_id, count(*) AS taken FROM taken t GROUP BY t.from_id, t.to_id ORDER BY taken DESC, t.from_id, t.to_id LIMIT ${raw(String(MOST_ROWS))}`,
  ],
])}
      SELECT f.name AS "from", g.name AS "to", d.cell, ${intervalFigures(raw('a.score'))}, count(t.hours) AS n,
             sum(t.hours) AS x, sum(t.hours * t.hours) AS xx, sum(CASE WHEN t.hours IS NOT NULL THEN a.score END) AS y,
             sum(CASE WHEN t.hours IS NOT NULL THEN a.score * a.score END) AS yy, sum(t.hours * a.score) AS xy
      FROM taken t
      JOIN most m ON m.from_id = t.from_id AND m.to_id = t.to_id
      JOIN answered a ON a.case_key = t.case_key
      JOIN cell_of d ON d.case_key = t.case_key
      JOIN activity f ON f.id = t.from_id
      JOIN activity g ON g.id = t.to_id
      GROUP BY f.name, g.name, d.cell
      ORDER BY f.name, g.name, d.cell`;

/** The variants that most cases with an answer go. */
export const variantRows = (asked: Asked, chosen: Chosen): Sql => sql`${chosen.with(answeredCases(asked, chosen))}
      SELECT CAST(v.hash AS VARCHAR) AS variant, v.activities, q.answers, q.mean, q.best, q.worst, q.squares
      FROM (SELECT c.variant_id, ${intervalFigures(raw('a.score'))}
            FROM answered a JOIN case_fact c ON c.case_key = a.case_key
            GROUP BY c.variant_id ORDER BY answers DESC, c.variant_id LIMIT ${raw(String(MOST_ROWS))}) q
      JOIN variant v ON v.variant_id = q.variant_id
      ORDER BY q.answers DESC, v.variant_id`;

/** Attributes whose values can be told apart one by one. */
export const told = (attributes: readonly Attribute[]): Attribute[] => ofCase(attributes).filter(({ type }) => type !== 'time');

/** Of each attribute its most frequent values: how many cases have it, and the figures of their score. Null when no case attribute is there. */
export function attributeRows(asked: Asked, chosen: Chosen): Sql | null {
  const attributes = told(asked.attributes);
  if (attributes.length === 0) return null;
  const parts = attributes.map((attribute) => {
    const value = sql`c.${columnOf(attribute)}`;
    const there = sql`${inScope(asked)} AND ${value} IS NOT NULL`;
    const banded = attribute.type === 'number';
    // many numbers in four parts with as many cases each, as `waits-by` tells waits apart
    const cuts = banded
      ? sql` CROSS JOIN (SELECT ${dialect.quantiles(value, [0.25, 0.5, 0.75])} AS at, count(DISTINCT ${value}) AS kinds FROM case_fact c WHERE ${there}) k`
      : raw('');
    const said = banded
      ? sql`CASE WHEN k.kinds <= ${raw(String(MOST_NUMBERS))} THEN CAST(${value} AS VARCHAR) WHEN ${value} <= k.at[1] THEN 'part 1' WHEN ${value} <= k.at[2] THEN 'part 2' WHEN ${value} <= k.at[3] THEN 'part 3' ELSE 'part 4' END`
      : sql`CAST(${value} AS VARCHAR)`;
    const [least, most] = banded ? [sql`min(${value})`, sql`max(${value})`] : [raw('CAST(NULL AS DOUBLE)'), raw('CAST(NULL AS DOUBLE)')];
    return sql`SELECT * FROM (
        SELECT ${attribute.name} AS attribute, ${raw(String(attribute.id))} AS attribute_id, ${said} AS value, ${least} AS least, ${most} AS most, count(*) AS cases, ${intervalFigures(raw('a.score'))}
        FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key${cuts}
        WHERE ${there}
        GROUP BY 1, 2, 3 ORDER BY cases DESC, value LIMIT ${raw(String(MOST_VALUES + 1))}) q${raw(String(attribute.id))}`;
  });
  return sql`${chosen.with(answeredCases(asked, chosen))}
      ${join(parts, ' UNION ALL ')}
      ORDER BY attribute_id, cases DESC, value`;
}

/** Cases that were answered about beside all cases of the scope: how many, how long they took, how often something was done again. */
export function responders(asked: Asked, chosen: Chosen): Sql {
  const time = sql`CASE WHEN ${hasDuration(asked)} THEN ${raw(marksDelivery(asked.process) ? 'c.delivery_ms' : 'c.throughput_ms')} END`;
  const waiting = sql`CASE WHEN ${hasDuration(asked)} THEN c.waiting_ms END`;
  const of = (value: Sql) => sql`CASE WHEN a.case_key IS NOT NULL THEN ${value} END`;
  return sql`${chosen.with(answeredCases(asked, chosen))}
      SELECT ${primaryInstrument(asked.process)} AS instrument, count(*) AS cases, count(a.case_key) AS answered,
             ${dialect.quantiles(time, [0.5, 0.9])} AS times, ${dialect.quantiles(of(time), [0.5, 0.9])} AS answered_times,
             ${dialect.quantile(waiting, 0.5)} AS waiting_ms, ${dialect.quantile(of(waiting), 0.5)} AS answered_waiting_ms,
             count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked, count(CASE WHEN c.rework > 0 THEN a.case_key END) AS answered_reworked,
             ${intervalFigures(raw('a.score'))}
      FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key
      WHERE ${inScope(asked)}`;
}

/** The cases of the scope, those with an answer on one side and the others on the other, in the cells of the case mix. */
function answeredBesideAll(asked: Asked, chosen: Chosen): NamedQuery[] {
  return [
    ...answeredCases(asked, chosen),
    [
      'side',
      sql`SELECT c.case_key, CASE WHEN a.case_key IS NOT NULL THEN 1 ELSE 2 END AS side
        FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key WHERE ${inScope(asked)}`,
    ],
    ...mixParts(mixCandidates(asked.attributes, [asked.scope]), asked.process.blueprint.mix ?? [], true),
  ];
}

/**
 * The answers, each weighing as many cases of the scope as it stands for in its cell: what a weighted mean and its error are made of.
 * `covered` of `cases` lie in a cell with answers; `u0`, `u1`, … say which of the candidates make the cells.
 */
export function weighted(asked: Asked, chosen: Chosen): Sql {
  const used = mixCandidates(asked.attributes, [asked.scope]).map((_, at) => raw(`, (SELECT u.u${at} FROM used u) AS u${at}`));
  return sql`${chosen.with(answeredBesideAll(asked, chosen))}
      SELECT count(a.score) AS n, sum(m.weight) AS weight, sum(m.weight * a.score) AS "sum", sum(m.weight * m.weight) AS squares,
             sum(m.weight * m.weight * a.score) AS squares_of_sum, sum(m.weight * m.weight * a.score * a.score) AS squares_of_squares,
             (SELECT count(m.weight) FROM mixed m) AS covered, (SELECT count(*) FROM mixed m) AS cases${join(used, '')}
      FROM mixed m JOIN answered a ON a.case_key = m.case_key
      WHERE m.weight IS NOT NULL`;
}
