import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duration, number, percent } from '../../model/format.ts';
import type { ImprovementList } from '../../model/improvement-view.ts';
import { HOUR } from '../../model/units.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { truth, within } from '../analytics/planted.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, type Product } from './support.ts';

const { ed, desk } = truth;
const ALL = 'period=all';
const WAIT = `previous=${encodeURIComponent(ed.bottleneck.from)}&next=${encodeURIComponent(ed.bottleneck.to)}`;
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const hours = (ms: number) => `${number(Math.round(ms / HOUR))} h`;

inBrowser('what is planted in the samples is said on the pages, and by the API', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
    await Promise.all([settled(product, 'ed'), settled(product, 'desk')]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  /** Opens a page, reads it, and expects that nothing went wrong on it. */
  async function read(path: string, look: (page: Page, all: () => Promise<string>) => Promise<void>): Promise<void> {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await look(page, async () => plain(await page.locator('main').innerText()));
    expect(errors).toEqual([]);
    await context.close();
  }
  const says = (all: () => Promise<string>, words: string) => expect.poll(all, { timeout: 20_000 }).toContain(plain(words));

  it('the change of 25 May: its record came with the sample, improved and holding by the log, with the queue moved to assessment', async () => {
    const { improvements, portfolio } = await product.api<ImprovementList>('/processes/ed/improvements');
    const [record] = improvements;
    expect(record).toMatchObject({
      id: 'imp-001',
      state: 'running',
      changedOn: '2026-05-25',
      verdict: { verdict: 'holding', predictionMet: true },
    });
    expect(record?.verdict?.effect).toBeLessThan(0);
    const moved = record?.verdict?.balancing.find(({ name }) => name.toLowerCase() === 'wait for assessment');
    expect(moved).toMatchObject({ verdict: 'worse' });
    expect(portfolio).toMatchObject({ proven: 1, held: { held: 1, of: 1 } });
  });

  it('the bottleneck: first in the ranking, its hours and its share in the title', async () => {
    const { rows } = await product.api<AnswerOf<'bottlenecks'>>('/processes/ed/analytics/bottlenecks?limit=1');
    expect(within(rows[0]?.lostMs, ed.bottleneck.lostMs, 0.1)).toBe(true);
    await read(`/ed/bottlenecks?${ALL}`, async (page, all) => {
      await says(
        all,
        `Most hours are lost from ${ed.bottleneck.from} to ${ed.bottleneck.to}: ${hours(ed.bottleneck.lostMs)}, ${percent(ed.bottleneck.share)} of all.`,
      );
      const first = page.locator('tbody tr').first();
      expect(plain(await first.innerText())).toMatch(new RegExp(`^1 ${ed.bottleneck.from} to ${ed.bottleneck.to} `));
      // one click leads to its page
      await first.getByRole('link').first().click();
      await page.waitForURL(/bottlenecks\/Triage/);
      await expect
        .poll(async () => plain(await page.locator('h1').innerText()), { timeout: 20_000 })
        .toContain(plain(`${percent(ed.bottleneck.share)} of all hours lost.`));
    });
  }, 90_000);

  it('the night shortage, the priority effect and the slope of satisfaction: on the page of the bottleneck', async () => {
    const [night] = ed.nightShortage;
    const waits = ed.nightShortage.reduce((sum, { n }) => sum + n, 0);
    const lost = ed.nightShortage.reduce((sum, { lostMs }) => sum + lostMs, 0);
    const { about } = await product.api<AnswerOf<'wait-score'>>(`/processes/ed/analytics/wait-score?${WAIT}`);
    expect(within(about?.slopePerHour, ed.slope.pointsPerHour, 0.2)).toBe(true);
    await read(`/ed/bottlenecks/${encodeURIComponent(`${ed.bottleneck.from}>${ed.bottleneck.to}`)}?${ALL}`, async (_page, all) => {
      await says(
        all,
        `Waits that begin between 00:00 and 06:00: ${percent((night?.n ?? 0) / waits)} of the waits, ${percent((night?.lostMs ?? 0) / lost)} of the lost hours.`,
      );
      const words = await all();
      for (const { value, n, medianMs } of ed.nightShortage) expect(words).toContain(plain(`${value} ${number(n)} ${duration(medianMs)}`));
      let at = -1;
      for (const { value, n, medianMs } of ed.priorityEffect) {
        const next = words.indexOf(plain(`${value} ${number(n)} ${duration(medianMs)}`), at);
        expect(next, `priority ${value}`).toBeGreaterThan(at);
        at = next;
      }
      const slope = /([−-]?[\d.]+) pts (?:per|an) hour/.exec(words)?.[1]?.replace('−', '-');
      expect(within(Number(slope), ed.slope.pointsPerHour, 0.2), `slope ${String(slope)}`).toBe(true);
    });
  }, 90_000);

  it('the rework loop: first among what is done again', async () => {
    const [loop] = desk.rework;
    const { rows } = await product.api<AnswerOf<'rework'>>('/processes/desk/analytics/rework');
    expect(rows[0]).toMatchObject({ activity: loop?.activity, reworkedCases: loop?.reworkedCases });
    await read(`/desk/work?${ALL}`, async (_page, all) => {
      await says(all, `most time goes into ${loop?.activity ?? ''}`);
      await says(
        all,
        `${loop?.activity ?? ''} ${number(loop?.reworkedCases ?? 0)} ${percent((loop?.reworkedCases ?? 0) / (loop?.cases ?? 1), 1)}`,
      );
    });
  }, 90_000);

  it('the unhappy variant: least liked of those with enough answers', async () => {
    for (const id of ['ed', 'desk'] as const) {
      const { unhappyVariant } = truth[id];
      await read(`/${id}/satisfaction?${ALL}`, async (page, all) => {
        await says(all, 'Score by part');
        await page.getByRole('group', { name: 'What is scored' }).getByRole('button', { name: 'Variants' }).click();
        const table = page.getByRole('table').filter({ hasText: 'Variant' }).last();
        await expect
          .poll(async () => plain(await table.locator('tbody tr').first().innerText()), { timeout: 20_000 })
          .toContain(number(unhappyVariant.answers));
        const first = plain(await table.locator('tbody tr').first().innerText());
        const score = Math.abs(Math.round(unhappyVariant.score));
        expect(first, await all()).toContain(String(score));
        for (const end of [unhappyVariant.activities[0], unhappyVariant.activities.at(-1)]) expect(first).toContain(end ?? '');
      });
    }
  }, 120_000);

  it('the late invoices and what is open: in the title of the page', async () => {
    const { lateInvoices, openAmount } = desk;
    const { rows } = await product.api<AnswerOf<'after-delivery'>>('/processes/desk/analytics/after-delivery');
    expect(rows.find(({ figure }) => figure === 'invoice')?.late).toBe(lateInvoices.late);
    await read(`/desk/after-delivery?${ALL}`, async (_page, all) => {
      await says(all, `${percent(1 - lateInvoices.lateShare)} within ${String(lateInvoices.limitDays)} days`);
      await says(all, `${number(lateInvoices.invoices)} invoices`);
      await says(all, `${number(openAmount.amount)} is open in ${number(openAmount.cases)} invoices`);
    });
  }, 90_000);

  it('the reversal: the title gives the difference and the one for an equal mix, and says that they turn round', async () => {
    const { attribute, value, medianMs, otherMedianMs, adjustedMs, otherAdjustedMs } = desk.reversal;
    const there = `where=${encodeURIComponent(`${attribute}:in:${value}`)}`;
    await read(`/desk/compare?${ALL}&${there}&compare=rest`, async (page, all) => {
      await says(all, 'The mix of cases turns the difference round.');
      const title = plain(await page.locator('h1').innerText());
      const [raw, adjusted] = [...title.matchAll(/([+−-])([\d.]+) days/g)].map(([, sign, days]) => (sign === '+' ? 1 : -1) * Number(days));
      const days = (ms: number) => ms / (24 * HOUR);
      expect(within(raw, days(medianMs - otherMedianMs), 0.1), title).toBe(true);
      expect(within(adjusted, days(adjustedMs - otherAdjustedMs), 0.1), title).toBe(true);
    });
  }, 90_000);
});
