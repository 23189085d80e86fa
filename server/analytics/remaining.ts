import { Type } from 'typebox';
import { join, raw, sql } from '../../engine/sql.ts';
import { filterToText } from '../../model/scope.ts';
import { Count } from '../../model/units.ts';
import { analytic, NoParams } from './analytic.ts';
import { filterCondition } from './filters.ts';
import { inScope, withoutFilters, withoutPeriod } from './scope.ts';

/**
 * What the filters of a scope leave.
 *
 * Grain: one row per filter of the scope, in its order; none without filters. Units: cases. Source: `case_fact`, read
 * once: every filter is a column that says whether the case misses it.
 */
export const remaining = analytic({
  id: 'remaining',
  question: 'How many cases do the filters leave, and which of them takes away how many?',
  definition:
    'Cases: what all filters, the period and the state leave. Of: what the period and the state leave without any filter. Each row: a filter as it ' +
    'stands in the address, and the cases there would be without it, all others in force. Without the period: what the filters and the state leave at any time.',
  caveats: [
    'A period by delivery or completion holds complete cases only, unless the scope names a state; without it open cases count too.',
  ],
  params: NoParams,
  row: Type.Object({
    filter: Type.String({ description: 'As `where` has it.' }),
    cases: Type.Integer({ minimum: 0, description: 'Left without this filter.' }),
  }),
  about: Type.Object({ cases: Count, of: Count, withoutPeriod: Count }),
  queries: (asked) => {
    const filters = asked.scope.filters ?? [];
    const bare = withoutFilters(asked);
    const misses = filters.map((filter, at) => sql`, CASE WHEN ${filterCondition(filter, asked)} THEN 0 ELSE 1 END AS ${raw(`m${at}`)}`);
    const missed = filters.length === 0 ? '0' : filters.map((_, at) => `p.m${at}`).join(' + ');
    const without = filters.map((_, at) => raw(`, count(CASE WHEN q.in_period AND q.missed = q.m${at} THEN 1 END) AS w${at}`));
    return {
      counts: sql`
      SELECT count(CASE WHEN q.in_period AND q.missed = 0 THEN 1 END) AS cases, count(CASE WHEN q.in_period THEN 1 END) AS whole,
             count(CASE WHEN q.missed = 0 THEN 1 END) AS without_period${join(without, '')}
      FROM (SELECT p.*, ${raw(missed)} AS missed
            FROM (SELECT ${inScope(bare)} AS in_period${join(misses, '')}
                  FROM case_fact c
                  WHERE ${inScope(withoutPeriod(bare))}) p) q`,
    };
  },
  answer: ({ counts }, asked) => {
    const [row = {}] = counts ?? [];
    return {
      rows: (asked.scope.filters ?? []).map((filter, at) => ({ filter: filterToText(filter), cases: Number(row[`w${at}`] ?? 0) })),
      about: { cases: Number(row.cases ?? 0), of: Number(row.whole ?? 0), withoutPeriod: Number(row.withoutPeriod ?? 0) },
    };
  },
});
