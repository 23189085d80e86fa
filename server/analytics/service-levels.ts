import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { TARGET_KINDS } from '../../model/blueprint.ts';
import { barWidth, LIMITS_SHOWN, TIMES_OF } from '../../model/service-targets.ts';
import { wilson } from '../../model/statistics.ts';
import { Count, Instant, LocalDate, Milliseconds, OneOf, OrNull, Share } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { bucketOf, lastWholeBuckets } from './buckets.ts';
import { between, wholeEndOfScope } from './scope.ts';
import { limitInSql, numberedTargets, ranOutInScope, targetTimes, type NumberedTarget } from './target-times.ts';

/** From this share of the limit on, a case is about to breach. */
export const NEARLY = 0.8;

const Params = Type.Object(
  { weeks: Type.Integer({ minimum: 1, maximum: 104, default: 12, description: 'Whole weeks of the trend, up to the end of the scope.' }) },
  { additionalProperties: false },
);
type AskedLevels = Asked<{ weeks: number }>;

/**
 * Service levels: each target, and how well it is kept.
 *
 * Grain: one row per target of the blueprint: whole cases, the wait limits of stages, the limits of hand-overs, two
 * activities; no rows without targets. Sources: `stage_visit`, `step`, `case_fact`, each read once for all targets of its kind.
 */
export const serviceLevels = analytic({
  id: 'service-levels',
  question: 'Is each target kept, how late is late, and which cases break it right now?',
  definition:
    'Within: the share of times no longer than the limit, with its 95 % interval (Wilson). Counted are times that have ended, of the cases in the scope, and ' +
    'times that still run and have outrun their limit (each in the period in which it ran out): without these, the share would look better the longer people ' +
    'wait. Wait before a stage: all visits, from what enabled the visit to its first start. Time in a stage: first visits, from when the case came to it to the last complete in it; it still runs until the next stage is entered or the case is ' +
    'complete. Hand-over: every pass, from the end of a step to the start of the next. Two activities: from the first completion of the one to the first ' +
    'other that starts after it, until that is completed (or starts, where the target says so). Whole case: complete cases, from arrival to delivery where the ' +
    'blueprint marks it, else to the last complete. Median and p90: of times that have ended. Lateness: the time beyond the limit, over those that are late; of ' +
    'times that still run, so far. Open breaches: times that still run at the end of the data and are beyond the limit, at any period; about to breach: from 80 % ' +
    'of it. A case that rests is counted where cases most often go on from its last activity (expected). Trend: the same share by the week in which the time ended or ran out.',
  caveats: [
    'The calendar clock counts nights and weekends.',
    'An open case is waited for until it is complete; where the blueprint has end activities and none has closed it, for twice the limit after its last event.',
    '`verdict` is “missed” or “met” only where the whole interval lies on one side of the goal.',
  ],
  params: Params,
  row: Type.Object({
    target: Type.String({ description: 'Id: that of the target, `stage-wait:NAME` or `hand-over:FROM:TO`.' }),
    name: Type.String(),
    kind: OneOf(TARGET_KINDS),
    of: OneOf(TIMES_OF),
    stage: OrNull(Type.String()),
    from: OrNull(Type.String()),
    to: OrNull(Type.String()),
    until: OrNull(OneOf(['start', 'complete'])),
    limitMs: Milliseconds,
    goal: OrNull(Share),
    n: Count,
    ended: Count,
    within: OrNull(Share),
    low: OrNull(Share),
    high: OrNull(Share),
    verdict: OrNull(OneOf(['met', 'missed', 'unclear'])),
    medianMs: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    late: Count,
    latenessMedianMs: OrNull(Milliseconds),
    latenessP90Ms: OrNull(Milliseconds),
    running: Type.Integer({ minimum: 0, description: 'Times that still run at the end of the data.' }),
    openBreaches: Count,
    aboutToBreach: Count,
    never: Type.Integer({
      minimum: 0,
      description: 'Two activities: complete cases that never came to the second one. They are not in n.',
    }),
    unknown: Type.Array(Type.String(), { description: 'Names the target uses and the log does not have.' }),
    histogram: Type.Array(Type.Object({ fromMs: Milliseconds, toMs: OrNull(Milliseconds), count: Count })),
    trend: Type.Array(Type.Object({ bucket: LocalDate, n: Count, within: OrNull(Share) })),
  }),
  about: Type.Object({ at: OrNull(Instant), nearly: Share, openBreaches: Count, aboutToBreach: Count }),
  queries: levelStatements,
  answer: (found, asked) => {
    const rows = numberedTargets(asked).map((target) => levelRow(target, found, asked));
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      rows,
      about: {
        at: asked.process.endAt,
        nearly: NEARLY,
        openBreaches: sum((row) => row.openBreaches),
        aboutToBreach: sum((row) => row.aboutToBreach),
      },
    };
  },
});

const weeksOf = (asked: AskedLevels) => lastWholeBuckets(asked.process, 'week', wholeEndOfScope(asked), asked.params.weeks);

/**
 * One statement, so that each table is read once: rows of `part` level, running, bar and week, each with its own columns
 * filled. Its named queries are used several times and worked out once.
 */
function levelStatements(asked: AskedLevels): Record<string, Sql> {
  const targets = numberedTargets(asked);
  const counted = targetTimes(asked, targets);
  if (counted === null) return {};
  const limits = join(
    targets.map(
      ({ number, limitMs }) =>
        sql`SELECT ${raw(String(number))} AS target, ${limitInSql(limitMs)} AS limit_ms, ${raw(String(barWidth(limitMs)))} AS width_ms`,
    ),
    ' UNION ALL ',
  );
  const beyond = raw('CASE WHEN t.ms > t.limit_ms THEN t.ms - t.limit_ms END');
  const bar = raw(
    `CASE WHEN t.ms >= ${LIMITS_SHOWN} * t.limit_ms THEN -1 ELSE CAST(floor(t.ms / CAST(t.width_ms AS DOUBLE)) AS INTEGER) END`,
  );
  // ended ones, and those that still run once they have run out
  const all = sql`SELECT e.target, e.ms, e.at, e.counts, false AS running, w.limit_ms, w.width_ms
        FROM (${counted.times}) e JOIN limits w ON w.target = e.target
        UNION ALL
        SELECT p.target, p.ms, p.due_at, ${ranOutInScope(asked)}, true, w.limit_ms, w.width_ms
        FROM waiting p JOIN limits w ON w.target = p.target
        WHERE p.ms > p.limit_ms`;
  const weeks = weeksOf(asked);
  const [first, last] = [weeks[0], weeks.at(-1)];
  const nothing = (names: string) =>
    raw(
      names
        .split(' ')
        .map((name) => `NULL AS ${name}`)
        .join(', '),
    );
  return {
    levels: sql`${named([...counted.parts, ['limits', limits], ['waiting', counted.waiting], ['timed', all]])}
      SELECT 'level' AS part, t.target, CAST(NULL AS INTEGER) AS bar, CAST(NULL AS DATE) AS bucket, count(t.ms) AS n,
             count(CASE WHEN t.ms <= t.limit_ms THEN 1 END) AS within, count(CASE WHEN NOT t.running THEN t.ms END) AS ended,
             count(CASE WHEN t.ms IS NULL THEN 1 END) AS never, ${dialect.quantiles(raw('CASE WHEN NOT t.running THEN t.ms END'), [0.5, 0.9])} AS middle,
             ${dialect.quantiles(beyond, [0.5, 0.9])} AS lateness, CAST(NULL AS BIGINT) AS open_breaches, CAST(NULL AS BIGINT) AS about_to_breach
      FROM timed t
      WHERE t.counts
      GROUP BY t.target
      UNION ALL
      SELECT 'bar', t.target, ${bar} AS bar, ${nothing('bucket')}, count(*), ${nothing('within ended never middle lateness open_breaches about_to_breach')}
      FROM timed t
      WHERE t.counts AND t.ms IS NOT NULL
      GROUP BY t.target, 3${
        first === undefined || last === undefined
          ? raw('')
          : sql`
      UNION ALL
      SELECT 'week', t.target, ${nothing('bar')}, ${bucketOf(asked.process, raw('t.at'), 'week')} AS bucket, count(*), count(CASE WHEN t.ms <= t.limit_ms THEN 1 END),
             ${nothing('ended never middle lateness open_breaches about_to_breach')}
      FROM timed t
      WHERE t.ms IS NOT NULL AND ${between(raw('t.at'), first.from, last.to)}
      GROUP BY t.target, 4`
      }
      UNION ALL
      SELECT 'running', p.target, ${nothing('bar bucket')}, count(*), ${nothing('within ended never middle lateness')},
             count(CASE WHEN p.ms > p.limit_ms THEN 1 END), count(CASE WHEN p.ms <= p.limit_ms AND p.ms >= ${raw(String(NEARLY))} * p.limit_ms THEN 1 END)
      FROM waiting p
      GROUP BY p.target`,
    ...namesStatement(targets),
  };
}

/** Which of the names that targets use the log has. */
function namesStatement(targets: readonly NumberedTarget[]): Record<string, Sql> {
  const names = [...new Set(targets.flatMap(({ from, to }) => [from, to]))].filter((name) => name !== null);
  if (names.length === 0) return {};
  return { names: sql`SELECT a.name FROM activity a WHERE a.name IN (${join(names.map((name) => sql`${name}`))})` };
}

const named = (parts: readonly (readonly [string, Sql])[]): Sql =>
  sql`WITH ${join(
    parts.map(([name, query]) => sql`${raw(name)} AS (${query})`),
    ',\n ',
  )}`;

const count = (row: Row | undefined, name: string) => Number(row?.[name] ?? 0);

/** Two percentiles of a row, null where there is nothing to take them of. */
function pairOf(row: Row | undefined, name: string): [number | null, number | null] {
  const [first = null, second = null] = (row?.[name] ?? []) as (number | null)[];
  return [first, second];
}

/** The share within with its interval and what that says of the goal. */
function sharesOf(level: Row | undefined, goal: number | null) {
  const n = count(level, 'n');
  if (n === 0) return { n, within: null, low: null, high: null, verdict: null };
  const within = count(level, 'within') / n;
  const interval = wilson(within, n);
  return { n, within, ...interval, verdict: goal === null ? null : verdictOf(interval, goal) };
}

function levelRow({ number, id, ...said }: NumberedTarget, found: Readonly<Record<string, Row[]>>, asked: AskedLevels) {
  const own = (found.levels ?? []).filter((row) => row.target === number);
  const level = own.find(({ part }) => part === 'level');
  const running = own.find(({ part }) => part === 'running');
  const [medianMs, p90Ms] = pairOf(level, 'middle');
  const [latenessMedianMs, latenessP90Ms] = pairOf(level, 'lateness');
  const known = new Set(found.names?.map(({ name }) => String(name)));
  return {
    target: id,
    ...said,
    ...sharesOf(level, said.goal),
    ended: count(level, 'ended'),
    medianMs,
    p90Ms,
    late: count(level, 'n') - count(level, 'within'),
    latenessMedianMs,
    latenessP90Ms,
    running: count(running, 'n'),
    openBreaches: count(running, 'openBreaches'),
    aboutToBreach: count(running, 'aboutToBreach'),
    never: count(level, 'never'),
    unknown: [said.from, said.to].filter((name) => name !== null).filter((name) => !known.has(name)),
    histogram: barsOfTarget(
      said.limitMs,
      own.filter(({ part }) => part === 'bar'),
    ),
    trend: weeksOf(asked).map(({ bucket }) => {
      const week = own.find((row) => row.part === 'week' && row.bucket === bucket);
      const n = count(week, 'n');
      return { bucket, n, within: n === 0 ? null : count(week, 'within') / n };
    }),
  };
}

const verdictOf = ({ low, high }: { low: number; high: number }, goal: number) =>
  low >= goal ? 'met' : high < goal ? 'missed' : 'unclear';

/** Bars from 0 on without a gap; the last one, where anything lies beyond, has no end. */
function barsOfTarget(limitMs: number, found: readonly Row[]) {
  const own = new Map(found.map((row) => [Number(row.bar), Number(row.n)]));
  if (own.size === 0) return [];
  const width = barWidth(limitMs);
  const beyond = own.get(-1) ?? 0;
  const last = beyond > 0 ? Math.round((LIMITS_SHOWN * limitMs) / width) - 1 : Math.max(...own.keys(), Math.round(limitMs / width) - 1);
  const bars: { fromMs: number; toMs: number | null; count: number }[] = Array.from({ length: last + 1 }, (_, bar) => ({
    fromMs: bar * width,
    toMs: (bar + 1) * width,
    count: own.get(bar) ?? 0,
  }));
  return beyond > 0 ? [...bars, { fromMs: (last + 1) * width, toMs: null, count: beyond }] : bars;
}
