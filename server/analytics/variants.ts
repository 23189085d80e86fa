import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OrNull, Score, Share } from '../../model/units.ts';
import { caseAnswers, scoreOf } from './answers.ts';
import { analytic } from './analytic.ts';
import { hasDuration, inScope } from './scope.ts';

const Params = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    offset: Type.Integer({ minimum: 0, default: 0 }),
  },
  { additionalProperties: false },
);

/**
 * Variants.
 *
 * Grain: one row per distinct trace that occurs in the scope, most frequent first; `n` is how many there are.
 * Sources: `case_fact`, `variant` (built once per distinct trace), `feedback`.
 */
export const variants = analytic({
  id: 'variants',
  question: 'Which ways through the process are there, and how many cases go each?',
  definition:
    'A variant is the cases with the same activities in the same order. Share is of all cases of the scope, coverage the share of this variant and ' +
    'all more frequent ones. Median throughput time is over its complete cases. Score: latest answer about the whole case, null below ten.',
  caveats: ['Open cases are in the variant of their steps so far.'],
  params: Params,
  row: Type.Object({
    variant: Type.Integer(),
    activities: Type.Array(Type.String()),
    steps: Count,
    cases: Count,
    share: Share,
    coverage: Share,
    medianThroughputMs: OrNull(Milliseconds),
    throughputCases: Count,
    score: OrNull(Score),
    answers: Count,
  }),
  queries: (asked) => ({
    rows: sql`
      WITH case_answer AS (${caseAnswers(asked.process)}),
      counted AS (SELECT c.variant_id, count(*) AS cases, min(c.steps) AS steps,
                         ${dialect.quantile(sql`CASE WHEN ${hasDuration(asked)} THEN c.throughput_ms END`, 0.5)} AS median_throughput_ms,
                         count(CASE WHEN ${hasDuration(asked)} THEN 1 END) AS throughput_cases,
                         ${scoreOf(sql`r.score`)} AS score, count(r.score) AS answers
                  FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
                  WHERE ${inScope(asked)}
                  GROUP BY c.variant_id),
      ranked AS (SELECT q.*, sum(q.cases) OVER () AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant_id ROWS UNBOUNDED PRECEDING) AS covered
                 FROM counted q)
      SELECT q.variant_id AS variant, v.activities, q.steps, q.cases,
             ${dialect.ratio(sql`q.cases`, sql`q.all_cases`)} AS share, ${dialect.ratio(sql`q.covered`, sql`q.all_cases`)} AS coverage,
             q.median_throughput_ms, q.throughput_cases, q.score, q.answers
      FROM ranked q JOIN variant v ON v.variant_id = q.variant_id
      ORDER BY q.cases DESC, q.variant_id
      LIMIT ${asked.params.limit} OFFSET ${asked.params.offset}`,
    count: sql`SELECT count(DISTINCT c.variant_id) AS n FROM case_fact c WHERE ${inScope(asked)}`,
    names: sql`SELECT id, name FROM activity ORDER BY id`,
  }),
  answer: ({ rows, count, names }) => {
    const nameOf = new Map(names?.map(({ id, name }) => [id, name]));
    return {
      n: Number(count?.[0]?.n ?? 0),
      rows: (rows ?? []).map((row) => ({ ...row, activities: (row.activities as number[]).map((id) => nameOf.get(id) ?? '') })),
    };
  },
});
