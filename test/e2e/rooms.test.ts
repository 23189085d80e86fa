import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { number } from '../../model/format.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, type Product } from './support.ts';

const OCTOBER = 'from=2026-10-01&to=2026-11-01';
const PATIENCE = { timeout: 120_000 };

inBrowser('flow, work, service levels, comparison and saved views', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
    await settled(product, 'ed');
    await settled(product, 'desk');
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  const ask = <Id extends 'queue' | 'summary' | 'service-levels' | 'after-delivery'>(process: string, id: Id, query: string) =>
    product.api<AnswerOf<Id>>(`/processes/${process}/analytics/${id}?${query}`);
  async function visit(path: string, work: (page: Page) => Promise<void>) {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 }, 'light');
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await work(page);
    expect(errors).toEqual([]);
    await context.close();
  }
  /** The filters the address holds, once it has some. */
  async function filtersOf(page: Page): Promise<string[]> {
    await page.waitForURL(/where=/, PATIENCE);
    return new URL(page.url()).searchParams.getAll('where');
  }

  it('an hour of the queue becomes a filter that can be changed, and a time is read in the zone of the service', async () => {
    await visit(`/ed/flow?${OCTOBER}&stage=Triage`, async (page) => {
      await page.getByText('Europe/Dublin time').waitFor(PATIENCE);
      const map = page.getByRole('listbox', { name: /Arrow keys move between the hours/ });
      await map.focus(PATIENCE);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      const [filter = ''] = await filtersOf(page);
      expect(filter).toMatch(/^@waits-at:(mon|tue|wed|thu|fri|sat|sun):\d+:Triage$/);
      await drawn(page);
      await page.getByRole('button', { name: /Change the filter Waits/ }).waitFor(PATIENCE);
      const { rows } = await ask('ed', 'summary', `${OCTOBER}&where=${encodeURIComponent(filter)}`);
      const all = await ask('ed', 'summary', OCTOBER);
      expect(rows[0]?.cases).toBeGreaterThan(0);
      expect(rows[0]?.cases).toBeLessThan(all.rows[0]?.cases ?? 0);
    });
  });

  it('work names what is done again, and late targets lead to their cases', async () => {
    await visit(`/ed/work?${OCTOBER}`, async (page) => {
      expect(await page.locator('main h1').innerText()).not.toBe('');
      expect(await page.locator('main table tbody tr').count()).toBeGreaterThan(0);
    });
    await visit(`/ed/service-levels?${OCTOBER}`, async (page) => {
      const { rows } = await ask('ed', 'service-levels', OCTOBER);
      const late = rows.find((row) => row.late > 0);
      if (!late) throw new Error('No target of the sample is missed by anybody.');
      await page.getByRole('button', { name: late.name }).first().click(PATIENCE);
      await page.getByRole('button', { name: 'Filter to the late ones' }).click(PATIENCE);
      expect((await filtersOf(page)).length).toBe(1);
    });
  });

  it('proposes two sides where nothing is chosen, and compares them with one press', async () => {
    await visit('/ed/compare?period=all', async (page) => {
      await page.getByRole('link', { name: 'Before and after the middle' }).click(PATIENCE);
      await page.waitForURL(/compare=day:/, PATIENCE);
      await page.getByRole('heading', { name: 'Measures' }).waitFor(PATIENCE);
    });
  });

  it('leads from open invoices to exactly these cases', async () => {
    const { rows } = await ask('desk', 'after-delivery', '');
    const unpaid = rows.find(({ figure }) => figure === 'unpaid')?.n ?? 0;
    expect(unpaid).toBeGreaterThan(0);
    await visit('/desk/after-delivery', async (page) => {
      const line = page.locator('.line', { hasText: 'Invoiced, not paid' });
      await line.getByRole('link').click(PATIENCE);
      await page.waitForURL(/\/desk\/cases/, PATIENCE);
      const query = new URL(page.url()).searchParams;
      query.delete('period');
      const { rows: found } = await ask('desk', 'summary', query.toString());
      expect(number(found[0]?.cases ?? 0)).toBe(number(unpaid));
    });
  });

  it('keeps a view under a name, and lets it show another page', async () => {
    await visit(`/ed/work?${OCTOBER}`, async (page) => {
      const open = () => page.getByRole('button', { name: /^Saved views/ }).click(PATIENCE);
      await open();
      await page.getByPlaceholder('Save this view as').fill('Busy month');
      await page.getByRole('button', { name: 'Save', exact: true }).click(PATIENCE);
      await page.getByRole('link', { name: /Busy month/ }).waitFor(PATIENCE);
      await page.goto(`${product.address}/ed/flow?${OCTOBER}`);
      await drawn(page);
      await open();
      await page.getByRole('button', { name: 'Let Busy month show this page' }).click(PATIENCE);
      await page.getByRole('button', { name: 'Let Busy month show this page' }).waitFor({ state: 'detached', ...PATIENCE });
      await page.goto(`${product.address}/ed/overview?${OCTOBER}`);
      await drawn(page);
      await open();
      await page.getByRole('link', { name: /Busy month/ }).click(PATIENCE);
      await page.waitForURL(/\/ed\/flow/, PATIENCE);
    });
  });
});
