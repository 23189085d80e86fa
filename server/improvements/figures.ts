import type { Baseline, Frozen, Plan } from '../../model/improvement.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import type { Measure } from '../../model/measure.ts';
import { BadRequest } from '../../model/problem.ts';
import { scopeFromQuery, type Scope } from '../../model/scope.ts';
import type { LocalDate } from '../../model/units.ts';
import { ask, statements, type Analytic, type Source } from '../analytics/analytic.ts';
import { catalog } from '../analytics/catalog.ts';
import { remaining } from '../analytics/remaining.ts';
import { baselinePoints, checkMeasures, possibleDays, scopeWithoutPeriod } from './checks.ts';
import { freeze, selfContained } from './definitions.ts';

/** So many buckets are looked at: five years of weeks. */
const MOST_BUCKETS = 260;

/** A measure over time, and the limits of its chart. */
export interface Series {
  readonly points: readonly { readonly bucket: LocalDate; readonly whole: boolean; readonly value: number | null; readonly n: number }[];
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The measure over the cases of a query, bucket by bucket, as its control chart has it. Rejects as `ask` does. */
export async function seriesOf(
  source: Source,
  measure: Measure,
  order: { scope: string; per: Plan['per']; baseline?: Plan['baseline'] | undefined; before?: LocalDate | undefined },
  signal?: AbortSignal,
): Promise<Series> {
  const question = (catalog as unknown as Record<string, Analytic | undefined>)['control-chart'];
  if (!question) throw new Error('The catalogue has no question control-chart.');
  const { scope, per, baseline, before } = order;
  const asked: Scope = scopeFromQuery(source.process.id, new URLSearchParams(scope));
  const params = {
    definition: JSON.stringify(measure),
    per,
    points: String(MOST_BUCKETS),
    ...(baseline ? { baseFrom: baseline.from, baseTo: baseline.to } : {}),
  };
  const answer = await ask(
    source,
    question,
    before === undefined ? asked : { ...asked, period: { ...asked.period, to: before } },
    params,
    signal ? { signal } : {},
  );
  const about = (answer.about ?? {}) as { mean?: number | null; low?: number | null; high?: number | null };
  return {
    points: answer.rows as unknown as Series['points'],
    mean: about.mean ?? null,
    low: about.low ?? null,
    high: about.high ?? null,
  };
}

/**
 * Freezes a plan: its measure, its cases, and the points of its baseline as they are now. Rejects with what is wrong with it, the
 * field named as in `plan`; nothing is written.
 */
export async function prepare(
  source: Source,
  plan: Plan,
  { now, field = 'plan', signal }: { now: Date; field?: string; signal?: AbortSignal },
): Promise<{ frozen: Frozen; baseline: Baseline }> {
  const { process } = source;
  checkMeasures(plan);
  const scope = scopeWithoutPeriod(process.id, plan.scope, `${field}.scope`);
  const other = plan.against ?? null;
  const against = other === null ? null : scopeWithoutPeriod(process.id, other, `${field}.against`);
  const whole = { ...plan, scope, against };
  return {
    frozen: await naming(field, async () => {
      if (against !== null) await comparable(source, against, `${field}.against`);
      return freeze(whole, process, now);
    }),
    baseline: await lock(
      source,
      { ...whole, measure: selfContained(plan.measure, process) },
      { now, field, ...(signal ? { signal } : {}) },
    ),
  };
}

/** A question that can be put about them is about cases that the data know. */
async function comparable(source: Source, against: string, field: string): Promise<void> {
  try {
    await statements(source, remaining, scopeFromQuery(source.process.id, new URLSearchParams(against)));
  } catch (error) {
    throw error instanceof BadRequest ? new BadRequest(field, error.message, error.detail) : error;
  }
}

/** The points of a baseline window as they are now. Refuses a window of fewer than 13 points, and one that reaches beyond the data. */
export async function lock(
  source: Source,
  plan: Pick<Plan, 'measure' | 'scope' | 'per' | 'baseline'>,
  { now, field, signal }: { now: Date; field: string; signal?: AbortSignal },
): Promise<Baseline> {
  const { process } = source;
  const { measure, scope, per, baseline } = plan;
  if (process.endAt === null)
    throw new BadRequest(`${field}.baseline`, 'This service has no data yet.', 'Import its log first: a baseline is made of it.');
  if (baseline.from >= baseline.to)
    throw new BadRequest(
      `${field}.baseline.to`,
      `The baseline ends (${dayInWords(baseline.to)}) before it starts (${dayInWords(baseline.from)}).`,
      '“to” is the first day that no longer counts.',
    );
  const { earliest } = possibleDays(process, now);
  if (earliest !== null && baseline.to <= earliest)
    throw new BadRequest(
      `${field}.baseline`,
      `The data begin on ${dayInWords(earliest)}, after that baseline.`,
      'Choose a window that the data cover.',
    );
  const series = await naming(field, () => seriesOf(source, measure, { scope, per, before: baseline.to }, signal));
  const points = baselinePoints(series, baseline, per, `${field}.baseline`);
  return { per, ...baseline, points, lockedAt: now.toISOString(), dataVersion: process.dataVersion };
}

/** What is wrong with a question that was made of a plan, with the fields of the plan. */
async function naming<T>(field: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const part =
      error.field?.startsWith('definition') || error.field?.startsWith('measure')
        ? 'measure'
        : /^(where|scope)/.test(error.field ?? '')
          ? 'scope'
          : error.field;
    throw new BadRequest(part?.startsWith(field) ? part : `${field}.${part ?? ''}`, error.message, error.detail);
  }
}
