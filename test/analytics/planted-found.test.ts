import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../model/scope.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { afterDelivery } from '../../server/analytics/after-delivery.ts';
import { ask, type Source } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { compare } from '../../server/analytics/compare.ts';
import { improvementEffect } from '../../server/analytics/improvement-effect.ts';
import { measures } from '../../server/analytics/measures.ts';
import { rework } from '../../server/analytics/rework.ts';
import { voice } from '../../server/analytics/voice.ts';
import { waitScore } from '../../server/analytics/wait-score.ts';
import { waitsBy } from '../../server/analytics/waits-by.ts';
import { sampleOf, truth, within } from './planted.ts';

type Log = Source & { close: () => Promise<void> };
const scope = { process: 'log' };

/** What both services hold: where hours are lost, what is done again, which way of going makes people unhappy. */
function foundInBoth(id: 'ed' | 'desk', log: () => Log): void {
  const planted = truth[id];

  it('names the planted bottleneck first', async () => {
    const [first, second] = (await ask(log(), bottlenecks, scope, { limit: 2 })).rows;
    expect([first?.from, first?.to]).toEqual([planted.bottleneck.from, planted.bottleneck.to]);
    for (const figure of ['lostMs', 'share', 'medianMs', 'p90Ms', 'withinLimit'] as const)
      expect(within(first?.[figure], planted.bottleneck[figure], 0.001), figure).toBe(true);
    expect(first?.lostMs).toBeGreaterThan(2 * (second?.lostMs ?? Infinity));
  });

  it('names the rework loop first', async () => {
    const { rows } = await ask(log(), rework, scope);
    expect(rows.slice(0, 2).map(({ activity, cases, reworkedCases, repeats }) => ({ activity, cases, reworkedCases, repeats }))).toEqual(
      planted.rework.slice(0, 2),
    );
    expect(rows[0]).toMatchObject({ credible: true });
    expect(rows[0]?.medianMs).toBeGreaterThan(rows[0]?.otherMedianMs ?? Infinity);
  });

  it('names the unhappy variant, and that chance did not make it', async () => {
    const { rows } = await ask(log(), voice, scope, { kind: 'variant' });
    const [unhappiest] = rows.filter(({ enough }) => enough).sort((one, other) => (one.score ?? 0) - (other.score ?? 0));
    expect(unhappiest).toMatchObject({
      activities: planted.unhappyVariant.activities,
      answers: planted.unhappyVariant.answers,
      credible: true,
    });
    expect(within(unhappiest?.score, planted.unhappyVariant.score, 0.001)).toBe(true);
  });
}

describe('emergency department', () => {
  let log: Log;
  const planted = truth.ed;
  const wait = { previous: planted.bottleneck.from, next: planted.bottleneck.to };
  beforeAll(async () => void (log = await sampleOf('ed')));
  afterAll(() => log.close());
  foundInBoth('ed', () => log);

  it('shows the change of 25 May improved and holding, with the queue moved to assessment', async () => {
    const definition = JSON.stringify({
      ...{ id: 'wait-for-triage', name: 'Wait for triage', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'median' },
      ...{ better: 'lower', target: 12 * MINUTE },
    });
    const { about } = await ask(log, improvementEffect, scope, { definition, changed: '2026-05-25' });
    expect(about).toMatchObject({ verdict: 'holding', reachedAt: '2026-07-13', holdsFrom: '2026-10-05', betterShare: 1, targetMet: true });
    expect(about).toMatchObject({ baseline: { points: 26 }, after: { points: 22 } });
    // 16 to 11 min was planted
    expect(about?.effectLow).toBeLessThan(-5 * MINUTE);
    expect(about?.effectHigh).toBeLessThan(-4 * MINUTE);
    expect(about?.mix).toMatchObject({ by: ['Priority', 'Arrival mode'], flips: false });
    expect(Math.abs(about?.mix?.explains ?? HOUR)).toBeLessThan(MINUTE / 2);
    expect(about?.segmented?.words).toBe('There was no trend before the change. The effect neither fades nor grows.');
    const moved = Object.fromEntries((about?.balancing ?? []).map(({ id, verdict }) => [id, verdict]));
    expect(moved).toMatchObject({ 'wait-for-assessment': 'worse', 'triaged-within-20-min': 'holding', 'satisfied-patients': 'no-change' });
    const tiles = Object.fromEntries((await ask(log, measures, scope)).rows.map((row) => [row.measure, row]));
    expect(tiles['wait-for-assessment']).toMatchObject({ chart: 'xmr', variation: 'concern' });
    expect(tiles['triaged-within-20-min']).toMatchObject({ chart: 'p-prime', variation: 'improvement', assurance: 'hit-and-miss' });
    expect(tiles['time-in-department']).toMatchObject({ variation: 'common', foot: 'No significant change' });
  });

  it('finds the night shortage: who comes between midnight and six waits longest, and loses twice the share of hours', async () => {
    const { rows } = await ask(log, waitsBy, scope, wait);
    const hours = rows.filter(({ kind }) => kind === 'hour').sort((one, other) => Number(one.value) - Number(other.value));
    expect(hours).toHaveLength(planted.nightShortage.length);
    hours.forEach((row, at) => {
      const group = planted.nightShortage[at];
      expect(row.n).toBe(group?.n);
      for (const figure of ['medianMs', 'withinLimit', 'lostMs'] as const)
        expect(within(row[figure], group?.[figure] ?? NaN, 0.001), figure).toBe(true);
    });
    const [night, ...day] = hours;
    expect(night).toMatchObject({ credible: true });
    for (const quarter of day) expect(night?.medianMs).toBeGreaterThan(1.3 * (quarter.medianMs ?? Infinity));
    expect(night?.lostShare).toBeGreaterThan((2 * (night?.n ?? 0)) / hours.reduce((sum, { n }) => sum + n, 0));
    // and with one person at work the wait is longer than with two
    const shift = rows.filter(({ kind }) => kind === 'resources');
    expect(shift[0]).toMatchObject({ value: '1', credible: true });
    expect(shift[0]?.medianMs).toBeGreaterThan(shift[1]?.medianMs ?? Infinity);
  });

  it('finds the priority effect, in its order', async () => {
    const rows = (await ask(log, waitsBy, scope, wait)).rows.filter(({ group }) => group === 'Priority');
    expect(rows.map(({ value, n, medianMs }) => ({ value, n, medianMs }))).toEqual(
      planted.priorityEffect.map(({ value, n, medianMs }) => ({ value, n, medianMs })),
    );
    const medians = rows.map(({ medianMs }) => medianMs ?? NaN);
    expect(medians).toEqual([...medians].sort((one, other) => one - other));
    expect(rows.every((row) => row.credible)).toBe(true);
    for (const [at, { withinLimit }] of planted.priorityEffect.entries())
      expect(within(rows[at]?.withinLimit, withinLimit, 0.001)).toBe(true);
  });

  it('finds the slope of satisfaction, with an interval around it', async () => {
    const { about } = await ask(log, waitScore, scope, wait);
    expect(about?.slopeAnswers).toBe(planted.slope.answers);
    // another regression than the one of truth.json: a level for each cell of the mix, not for each value
    expect(within(about?.slopePerHour, planted.slope.pointsPerHour, 0.2)).toBe(true);
    expect(about?.slopeLow).toBeLessThan(planted.slope.pointsPerHour);
    expect(about?.slopeHigh).toBeGreaterThan(planted.slope.pointsPerHour);
    expect(about?.slopeHigh).toBeLessThan(0);
    expect(within(about?.withinScore, 100 * planted.satisfiedShareAssessedWithinHour, 0.1)).toBe(true);
    expect(within(about?.beyondScore, 100 * planted.satisfiedShareAssessedLater, 0.1)).toBe(true);
  });
});

describe('facilities service desk', () => {
  let log: Log;
  const planted = truth.desk;
  beforeAll(async () => void (log = await sampleOf('desk')));
  afterAll(() => log.close());
  foundInBoth('desk', () => log);

  it('finds the late invoices, and what is still to be paid', async () => {
    const { rows } = await ask(log, afterDelivery, scope);
    const of = (figure: string) => rows.find((row) => row.figure === figure);
    const { invoices, late, medianDays, limitDays } = planted.lateInvoices;
    expect(of('invoice')).toMatchObject({ n: invoices, late, limitMs: limitDays * DAY });
    expect(within(of('invoice')?.medianMs, medianDays * DAY, 0.001)).toBe(true);
    expect(of('unpaid')).toMatchObject({ n: planted.openAmount.cases, amount: planted.openAmount.amount });
  });

  it('finds the reversal: one building is later than the rest, and earlier for an equal mix, both beyond chance', async () => {
    const { attribute, value, mix, strata, strataOf, ...medians } = planted.reversal;
    const only = (name: string, one: string): Filter => ({ kind: 'attribute', name, op: 'in', values: [one] });
    const there = only(attribute, value);
    const against = `where=${attribute}:not-in:${value}`;
    const { rows, about } = await ask(log, compare, { ...scope, filters: [there] }, { against });
    const median = rows.find(({ kind, figure, statistic }) => kind === 'measure' && figure === 'throughput' && statistic === 'median');
    expect(about?.mix).toEqual(mix);
    expect(median).toMatchObject({ nOne: medians.cases, nOther: medians.otherCases, credible: true, adjustedCredible: true, flips: true });
    expect(within(median?.one, medians.medianMs, 0.01)).toBe(true);
    expect(within(median?.other, medians.otherMedianMs, 0.01)).toBe(true);
    expect(median?.low).toBeGreaterThan(0);
    expect(median?.adjustedHigh).toBeLessThan(0);
    expect(within(median?.adjusted, medians.adjustedMs - medians.otherAdjustedMs, 0.1)).toBe(true);
    for (const stratum of strata) {
      const same = only(strataOf, stratum.value);
      const among = await ask(
        log,
        compare,
        { ...scope, filters: [there, same] },
        { against: `${against}&where=${strataOf}:in:${stratum.value}` },
      );
      const row = among.rows.find(({ kind, figure, statistic }) => kind === 'measure' && figure === 'throughput' && statistic === 'median');
      expect(row?.credible).toBe(true);
      expect(within(row?.difference, stratum.medianMs - stratum.otherMedianMs, 0.1), stratum.value).toBe(true);
      expect(row?.high).toBeLessThan(0);
    }
    expect(medians.medianMs - medians.otherMedianMs).toBeGreaterThan(24 * HOUR);
  });
});
