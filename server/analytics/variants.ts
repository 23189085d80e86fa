import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { empty, raw, sql, type Sql } from '../../engine/sql.ts';
import { INSTRUMENTS } from '../../model/feedback.ts';
import { Count, Milliseconds, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { caseAnswers, primaryInstrument } from './answers.ts';
import { analytic, type Asked } from './analytic.ts';
import { intervalFigures, scoredRow } from './score-interval.ts';
import { hasDuration, inScope, marksDelivery } from './scope.ts';
import { matching, type VariantSearch } from './variant-search.ts';

const SORTS = ['cases', 'duration', 'score', 'steps'] as const;

const Params = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
    search: Type.String({
      default: '',
      maxLength: 200,
      description: 'Variants with an activity whose name contains this, in either case; “A > B”: with B directly after A.',
    }),
    fold: Type.Unsafe<'none' | 'repeats'>({
      ...OneOf(['none', 'repeats'], 'repeats: variants that differ only in what is repeated make one row.'),
      default: 'none',
    }),
    sort: Type.Unsafe<(typeof SORTS)[number]>({
      ...OneOf(SORTS, 'duration: by the median of the headline time. Rows without a value come last.'),
      default: 'cases',
    }),
    order: Type.Unsafe<'asc' | 'desc'>({ ...OneOf(['asc', 'desc']), default: 'desc' }),
  },
  { additionalProperties: false },
);
interface VariantParams extends VariantSearch {
  readonly limit: number;
  readonly offset: number;
  readonly sort: (typeof SORTS)[number];
  readonly order: 'asc' | 'desc';
}

/** How cases are put together, and what a filter of kind `variant` calls it. */
type Grain = 'none' | 'folded' | 'stage';
const grainOf = ({ scope, params }: Asked<VariantParams>): Grain =>
  scope.level === 'stage' ? 'stage' : params.fold === 'repeats' ? 'folded' : 'none';

/** What the cases of one row have in common, over `case_fact` (alias `c`) and `variant` (alias `v`). */
const KEYS: Readonly<Record<Grain, string>> = { none: 'c.variant_id', folded: 'v.fold_hash', stage: 'v.stage_hash' };
/** The name of a row in links and filters: the same in every data version. */
const NAMES: Readonly<Record<Grain, string>> = { none: 'v.hash', folded: 'v.fold_hash', stage: 'v.stage_hash' };

const times = {
  medianThroughputMs: OrNull(Milliseconds),
  throughputCases: Count,
  medianDeliveryMs: OrNull(Milliseconds),
  deliveryCases: Count,
};
const scored = { score: OrNull(Score), answers: Count, low: OrNull(Type.Number()), high: OrNull(Type.Number()) };

/**
 * Variants.
 *
 * Grain: one row per distinct trace that occurs in the scope (with `fold=repeats`: per trace without its repeats; at
 * level stage: per sequence of stages); `n` is how many there are, of those looked for. `about` is the whole scope.
 * Sources: `case_fact`, `variant` (built once per distinct trace), `feedback`; `step` or `stage_visit` for a search.
 *
 * Rows are ranked by their number of cases first; all other figures are worked out for the rows of the page only.
 */
export const variants = analytic({
  id: 'variants',
  question: 'Which ways through the process are there, and how many cases go each?',
  definition:
    'A variant is the cases with the same activities in the same order. Share is of all cases of the scope, coverage the share of this variant and ' +
    'all more frequent ones, rank its place among them; neither changes with search or order. Repeated: the places, from 0, of steps whose activity came ' +
    'before. With fold=repeats, variants that are the same once every repeat is left out make one row, and “variants” says how many; at level stage, ' +
    'those that visit the same stages in the same order (notes and parallel stages set aside). Medians are over complete cases. Score: latest answer ' +
    'about the whole case, null below ten, with its 95 % interval.',
  caveats: ['Open cases are in the variant of their steps so far.', 'A search at level stage looks at the names of stages.'],
  params: Params,
  row: Type.Object({
    variant: Type.Integer(),
    key: Type.String({ description: 'What a filter of kind variant takes: the same in every data version.' }),
    activities: Type.Array(Type.String()),
    repeated: Type.Array(Type.Integer(), { description: 'Places, from 0, of steps whose activity came before; none when folded.' }),
    steps: Count,
    cases: Count,
    share: Share,
    coverage: Share,
    rank: Type.Integer({ minimum: 1, description: 'By cases, whatever is searched or sorted by.' }),
    variants: Type.Integer({ minimum: 1, description: 'How many are put together in the row.' }),
    reworkCases: Type.Integer({ minimum: 0, description: 'Cases that do some activity at least twice.' }),
    ...times,
    p90ThroughputMs: OrNull(Milliseconds),
    ...scored,
  }),
  about: Type.Object({
    cases: Count,
    variants: Type.Integer({ minimum: 0, description: 'Rows without a search.' }),
    time: OneOf(['delivery', 'throughput'], 'The headline time of the process.'),
    ...times,
    instrument: OrNull(OneOf(INSTRUMENTS)),
    ...scored,
  }),
  queries: (asked) => {
    const { process, params } = asked;
    const grain = grainOf(asked);
    const searched = matching(asked.params, grain === 'stage');
    const rank = sql`
      WITH case_answer AS (${caseAnswers(process)}),
      scoped AS (SELECT c.case_key, c.variant_id, ${raw(KEYS[grain])} AS way, c.rework,
                        ${timed(asked, 'c.throughput_ms')} AS throughput_ms, ${timed(asked, 'c.delivery_ms')} AS delivery_ms
                 FROM case_fact c${grain === 'none' ? empty : raw(' JOIN variant v ON v.variant_id = c.variant_id')}
                 WHERE ${inScope(asked)}),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases${sortedBy(asked)}
                FROM scoped q${params.sort === 'score' ? raw(' LEFT JOIN case_answer r ON r.case_key = q.case_key') : empty}
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q)${
                   searched === null
                     ? empty
                     : sql`,
      matching AS (${searched})`
                 }`;
    const found = searched === null ? empty : raw(' WHERE q.way IN (SELECT way FROM matching)');
    return {
      rows: sql`${rank},
      page AS (SELECT q.* FROM ranked q${params.sort === 'steps' ? raw(' JOIN variant v ON v.variant_id = q.variant') : empty}${found}
               ORDER BY ${inOrder(asked, grain)} LIMIT ${params.limit} OFFSET ${params.offset}),
      figures AS (SELECT q.way, count(DISTINCT q.variant_id) AS variants, count(CASE WHEN q.rework > 0 THEN 1 END) AS rework_cases,
                         ${dialect.quantiles(raw('q.throughput_ms'), [0.5, 0.9])} AS throughput, count(q.throughput_ms) AS throughput_cases,
                         ${dialect.quantile(raw('q.delivery_ms'), 0.5)} AS median_delivery_ms, count(q.delivery_ms) AS delivery_cases,
                         ${intervalFigures(raw('r.score'))}
                  FROM scoped q LEFT JOIN case_answer r ON r.case_key = q.case_key
                  WHERE q.way IN (SELECT way FROM page)
                  GROUP BY q.way)
      SELECT q.variant, CAST(${raw(NAMES[grain])} AS VARCHAR) AS key, ${raw(grain === 'stage' ? 'v.stages' : 'v.activities')} AS activities, q.cases,
             ${dialect.ratio(raw('q.cases'), raw('q.all_cases'))} AS share, ${dialect.ratio(raw('q.covered'), raw('q.all_cases'))} AS coverage, q.rank,
             f.variants, f.rework_cases, f.throughput[1] AS median_throughput_ms, f.throughput_cases, f.median_delivery_ms, f.delivery_cases,
             f.throughput[2] AS p90_throughput_ms, f.answers, f.mean, f.best, f.worst, f.squares, ${primaryInstrument(process)} AS instrument
      FROM page q JOIN figures f ON f.way = q.way JOIN variant v ON v.variant_id = q.variant
      ORDER BY ${inOrder(asked, grain)}`,
      count: sql`${rank}
      SELECT count(*) AS variants, count(${searched === null ? raw('*') : raw('CASE WHEN q.way IN (SELECT way FROM matching) THEN 1 END')}) AS n
      FROM ranked q`,
      about: sql`
      WITH case_answer AS (${caseAnswers(process)})
      SELECT count(*) AS cases,
             ${dialect.quantile(timed(asked, 'c.throughput_ms'), 0.5)} AS median_throughput_ms, count(${timed(asked, 'c.throughput_ms')}) AS throughput_cases,
             ${dialect.quantile(timed(asked, 'c.delivery_ms'), 0.5)} AS median_delivery_ms, count(${timed(asked, 'c.delivery_ms')}) AS delivery_cases,
             ${primaryInstrument(process)} AS instrument, ${intervalFigures(raw('r.score'))}
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE ${inScope(asked)}`,
      names: grain === 'stage' ? sql`SELECT id, name FROM stage ORDER BY id` : sql`SELECT id, name FROM activity ORDER BY id`,
    };
  },
  answer: ({ rows = [], count, about, names }, asked) => {
    const nameOf = new Map(names?.map(({ id, name }) => [id, name as string]));
    const folded = grainOf(asked) === 'folded';
    const [{ instrument, ...all } = { instrument: null }] = about ?? [];
    return {
      n: Number(count?.[0]?.n ?? 0),
      about: {
        ...scoredRow({ ...all, instrument }),
        instrument,
        variants: Number(count?.[0]?.variants ?? 0),
        time: marksDelivery(asked.process) ? 'delivery' : 'throughput',
      },
      rows: rows.map((row) => {
        const trace = row.activities as number[];
        const repeated = repeatsOf(trace);
        const shown = folded ? trace.filter((_, at) => !repeated.has(at)) : trace;
        return {
          ...scoredRow(row),
          activities: shown.map((id) => nameOf.get(id) ?? ''),
          repeated: folded ? [] : [...repeated],
          steps: shown.length,
        };
      }),
    };
  },
});

/** The times of a case count when it is complete, or when the scope asks for a state itself. */
const timed = (asked: Asked, column: string): Sql => sql`CASE WHEN ${hasDuration(asked)} THEN ${raw(column)} END`;

/** What `sized` must hold besides its cases to be sorted. */
function sortedBy({ process, params }: Asked<VariantParams>): Sql {
  if (params.sort === 'duration')
    return sql`, ${dialect.quantile(raw(marksDelivery(process) ? 'q.delivery_ms' : 'q.throughput_ms'), 0.5)} AS sorted`;
  return params.sort === 'score' ? sql`, CASE WHEN count(r.score) >= 10 THEN avg(r.score) END AS sorted` : empty;
}

/** Rows without a value come last in either order; equal ones by rank. */
function inOrder({ params }: Asked<VariantParams>, grain: Grain): Sql {
  const way = raw(params.order === 'desc' ? 'DESC' : 'ASC');
  switch (params.sort) {
    case 'cases':
      return raw(params.order === 'desc' ? 'q.rank' : 'q.rank DESC');
    case 'steps':
      return sql`${STEPS[grain]} ${way}, q.rank`;
    default:
      return sql`q.sorted IS NULL, q.sorted ${way}, q.rank`;
  }
}
const STEPS: Readonly<Record<Grain, Sql>> = {
  none: dialect.listLength(raw('v.activities')),
  folded: dialect.listDistinct(raw('v.activities')),
  stage: dialect.listLength(raw('v.stages')),
};

/** The places of what came before in the same sequence. */
function repeatsOf(trace: readonly number[]): Set<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const [at, id] of trace.entries()) {
    if (seen.has(id)) repeated.add(at);
    seen.add(id);
  }
  return repeated;
}
