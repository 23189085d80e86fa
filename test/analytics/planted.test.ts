import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quantile } from '../../model/statistics.ts';
import { MINUTE } from '../../model/units.ts';
import { ask, type Source } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { measures } from '../../server/analytics/measures.ts';
import { satisfaction } from '../../server/analytics/satisfaction.ts';
import { stages } from '../../server/analytics/stages.ts';
import { summary } from '../../server/analytics/summary.ts';
import { throughline } from '../../server/analytics/throughline.ts';
import { sampleOf, truth } from './planted.ts';

const scope = { process: 'log' };

describe.each(['ed', 'desk'] as const)('%s: the product finds what was planted', (id) => {
  let log: Source & { close: () => Promise<void> };
  const planted = truth[id];
  const month = {
    ...scope,
    period: { from: planted.lastMonth.from, to: planted.lastMonth.to, by: id === 'ed' ? ('delivery' as const) : undefined },
  };
  beforeAll(async () => {
    log = await sampleOf(id);
  });
  afterAll(() => log.close());

  it('counts what was simulated', async () => {
    const [row] = (await ask(log, summary, scope)).rows;
    expect(row).toMatchObject({
      cases: planted.cases,
      events: planted.events,
      steps: planted.events,
      variants: planted.variants,
      answers: planted.answers.whole + planted.answers.stage,
      unplacedSteps: 0,
    });
  });

  it('puts the planted bottleneck first, with the hours, the limit and the median it has', async () => {
    const { rows } = await ask(log, bottlenecks, scope, { limit: 5 });
    expect(
      rows.map(({ from, to, occurrences, medianMs, limitMs, limitFrom, lostMs }) => ({
        from,
        to,
        occurrences,
        medianMs,
        limitMs,
        limitFrom,
        lostMs,
      })),
    ).toEqual(planted.handOvers);
  });

  it('has the ribbon, the tile and the summary say one median', async () => {
    const { about, rows } = await ask(log, throughline, month);
    const [row] = (await ask(log, summary, month)).rows;
    expect(about?.medianMs).toBe(row?.medianDeliveryMs);
    const time = (await ask(log, measures, month)).rows.find(
      ({ of, statistic }) => (of === 'delivery' || of === 'throughput') && statistic === 'median',
    );
    if (time?.of === 'delivery') expect(time.value).toBe(about?.medianMs);
    for (const part of ['delivery', 'after'] as const) {
      const ribbon = part === 'delivery' ? about : about?.after;
      expect(rows.filter((one) => one.part === part).reduce((sum, one) => sum + one.waitingMs + one.processingMs, 0)).toBe(
        Math.round(ribbon?.medianMs ?? 0),
      );
    }
    expect(rows.at(-1)?.name).not.toBe('Unplaced');
  });

  if (id === 'ed') {
    it('agrees with the truth of the last month', async () => {
      const { from, to, cases, medianTimeMs, p90TimeMs } = truth.ed.lastMonth;
      const [row] = (await ask(log, summary, { ...scope, period: { from, to } })).rows;
      expect(row).toMatchObject({ cases, medianDeliveryMs: medianTimeMs, deliveryCases: cases });
      expect(row?.p90DeliveryMs).toBeCloseTo(p90TimeMs, 3);
    });

    it('shows the step of week 30 in the weekly line of the wait for triage, and the queue that moved to assessment', async () => {
      const blueprint = {
        ...log.process.blueprint,
        measures: ['Triage', 'Assessment'].map((stage) => ({
          id: stage.toLowerCase(),
          name: stage,
          of: 'stage-wait' as const,
          where: { stage },
          statistic: 'median' as const,
          better: 'lower' as const,
        })),
      };
      const { rows } = await ask({ ...log, process: { ...log.process, blueprint } }, measures, scope, { weeks: 52 });
      for (const [name, line] of [
        ['triage', truth.ed.change.triage],
        ['assessment', truth.ed.change.assessment],
      ] as const) {
        const series = rows.find(({ measure }) => measure === name)?.series ?? [];
        expect(series).toHaveLength(50); // the first and the last of the 52 weeks are not whole
        const minutes = series.map(({ value }) => (value ?? NaN) / MINUTE);
        minutes.forEach((value, week) =>
          expect(value, `${name}, week ${week + 2}`).toBeCloseTo(line.weeklyMedianMinutes[week + 1] ?? NaN, 1),
        );
        const at = series.findIndex(({ bucket }) => bucket >= truth.ed.change.date);
        const [before, after] = [quantile(minutes.slice(0, at), 0.5) ?? NaN, quantile(minutes.slice(at), 0.5) ?? NaN];
        if (name === 'triage') {
          expect(after).toBeLessThan(0.8 * before);
          // every week since is below every week before
          expect(Math.max(...minutes.slice(at))).toBeLessThan(Math.min(...minutes.slice(0, at)));
        } else expect(after).toBeGreaterThan(1.1 * before);
      }
    });

    it('scores the whole visit and each stage as they were answered', async () => {
      const { about } = await ask(log, satisfaction, scope);
      expect(about).toMatchObject({ instrument: 'csat', answers: truth.ed.answers.whole, linkRate: 1 });
      expect(about?.score).toBeCloseTo(100 * truth.ed.satisfiedShare, 3);
      const { rows } = await ask(log, stages, scope);
      expect(Object.fromEntries(rows.map(({ stage, score }) => [stage, Math.round((score ?? NaN) * 100) / 100]))).toEqual(
        Object.fromEntries(
          Object.entries(truth.ed.satisfiedShareByStage).map(([stage, share]) => [stage, Math.round(share * 10_000) / 100]),
        ),
      );
    });
  }
});
