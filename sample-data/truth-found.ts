import type { Blueprint } from '../model/blueprint.ts';
import { DAY, HOUR } from '../model/units.ts';
import type { RecordedAnswer, RecordedCase } from './record.ts';
import { standardised, type SideCase } from './reference-mix.ts';
import { latestAnswers, slopePerHour, variantScores, type Worth } from './reference-voice.ts';
import { groupsOf, reworkOf, waitsOf, type HandOverWait, type WaitGroup } from './reference-waits.ts';
import { completeCases, quantile, rankHandOvers, type Design } from './reference.ts';

const rounded = (value: number | null, digits = 6): number | null => (value === null ? null : Number(value.toFixed(digits)));

/** The hand-over that loses most, and how much of all hours lost is its own. */
export function bottleneckTruth(cases: readonly RecordedCase[], design: Design) {
  const ranking = rankHandOvers(cases, cases, design);
  const [first] = ranking;
  if (first === undefined) return null;
  const times = waitsOf(cases, first.from, first.to).map(({ ms }) => ms);
  return {
    from: first.from,
    to: first.to,
    lostMs: first.lostMs,
    share: rounded(first.lostMs / ranking.reduce((sum, { lostMs }) => sum + lostMs, 0)),
    medianMs: quantile(times, 0.5),
    p90Ms: quantile(times, 0.9),
    withinLimit: rounded(times.filter((ms) => ms <= first.limitMs).length / times.length),
  };
}

/** One hand-over by what is known of each wait. */
export const groupTruth = (waits: readonly HandOverWait[], limitMs: number, valueOf: (wait: HandOverWait) => string): WaitGroup[] =>
  groupsOf(waits, limitMs, valueOf).map((group) => ({ ...group, withinLimit: rounded(group.withinLimit) }));

/** The three activities that most cases have again. */
export const reworkTruth = (cases: readonly RecordedCase[]) => reworkOf(cases).slice(0, 3);

/** The unhappiest of the variants that at least ten people spoke of, and the next. */
export function unhappyTruth(cases: readonly RecordedCase[], answers: readonly RecordedAnswer[], worth: Worth) {
  const [unhappiest, next] = variantScores(cases, answers, worth);
  if (unhappiest === undefined) return null;
  return { ...unhappiest, score: rounded(unhappiest.score, 3), nextScore: rounded(next?.score ?? null, 3) };
}

/** Points of score per hour of one wait, for an equal mix of cases. */
export function slopeTruth(
  waits: readonly HandOverWait[],
  answers: readonly RecordedAnswer[],
  worth: Worth,
  mixOf: (of: RecordedCase) => string[],
) {
  const latest = latestAnswers(answers);
  const hours = new Map<RecordedCase, number>();
  for (const { of, ms } of waits) hours.set(of, (hours.get(of) ?? 0) + ms / HOUR);
  const rows = [...hours].flatMap(([of, waited]) => {
    const answer = latest.get(of.id);
    return answer === undefined ? [] : [{ worth: worth(answer.score), hours: waited, mix: mixOf(of) }];
  });
  return { answers: rows.length, pointsPerHour: rounded(slopePerHour(rows), 3) };
}

/** How long after the job was agreed its first invoice was sent, and how many of them too late. */
export function invoiceTruth(cases: readonly RecordedCase[], { after }: Blueprint) {
  const [delivered, invoice] = [new Set(after?.delivered), new Set(after?.invoice)];
  const times = cases.flatMap(({ steps }) => {
    const sent = steps.find(({ activity }) => invoice.has(activity));
    if (sent === undefined) return [];
    const agreed = steps
      .filter(({ activity, end }) => delivered.has(activity) && end !== null && end <= sent.start)
      .map(({ end }) => end ?? 0);
    return agreed.length === 0 ? [] : [(sent.end ?? sent.start) - Math.max(...agreed)];
  });
  const limitMs = after?.invoiceLimitMs ?? 0;
  const late = times.filter((ms) => ms > limitMs);
  return {
    invoices: times.length,
    limitDays: limitMs / DAY,
    medianDays: rounded((quantile(times, 0.5) ?? 0) / DAY, 4),
    late: late.length,
    lateShare: rounded(late.length / times.length),
  };
}

/** What is still to be paid: invoices sent and not paid. */
export function openAmountTruth(cases: readonly RecordedCase[], { after }: Blueprint, amountOf: (of: RecordedCase) => number) {
  const has = (of: RecordedCase, some: readonly string[] | undefined) => of.steps.some(({ activity }) => some?.includes(activity) === true);
  const open = cases.filter((of) => has(of, after?.invoice) && !has(of, after?.payment));
  return { cases: open.length, amount: open.reduce((sum, of) => sum + amountOf(of), 0) };
}

/**
 * One value of an attribute against all others: the median time raw, for an equal mix, and in each stratum of one attribute of
 * the mix. Over cases that are over.
 */
export function reversalTruth(
  cases: readonly RecordedCase[],
  design: Design,
  sides: { attribute: string; value: string; isOne: (of: RecordedCase) => boolean },
  mix: { attributes: readonly string[]; cellOf: (of: RecordedCase) => readonly string[]; stratum: number },
) {
  const sided = completeCases(cases, design).map((of): SideCase & { stratum: string } => ({
    one: sides.isOne(of),
    cell: mix.cellOf(of).join(' | '),
    stratum: mix.cellOf(of)[mix.stratum] ?? '',
    ms: Math.max(...of.steps.map((step) => step.end ?? step.start)) - of.arrived,
  }));
  const found = standardised(sided);
  const strata = [...new Set(sided.map(({ stratum }) => stratum))].sort().map((value) => {
    const within = sided.filter(({ stratum }) => stratum === value);
    const { cases: n, otherCases, adjustedMs, otherAdjustedMs, medianMs, otherMedianMs } = standardised(within);
    return { value, cases: n, otherCases, medianMs, otherMedianMs, adjustedMs, otherAdjustedMs };
  });
  return {
    attribute: sides.attribute,
    value: sides.value,
    mix: mix.attributes,
    ...found,
    covered: rounded(found.covered),
    strataOf: mix.attributes[mix.stratum],
    strata,
  };
}
