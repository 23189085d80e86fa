import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChartDecision } from '../../model/chart-decision.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const LATE = { timeout: 120_000 };

inBrowser('measures and their control charts', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
    await settled(product, 'ed');
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  async function visit(
    path: string,
    work: (page: Page, errors: string[]) => Promise<void>,
    size = { width: 1440, height: 900 },
    theme: Theme = 'light',
  ) {
    const { context, page, errors } = await openPage(browser, size, theme);
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await work(page, errors);
    expect(errors).toEqual([]);
    await context.close();
  }
  const chartOf = (page: Page) => page.locator('.figure-card svg[role="img"][aria-label^="Triaged within"]');

  it('tells on the tiles what the question says, and shows what is being improved with its verdict', async () => {
    const { rows } = await product.api<AnswerOf<'measures'>>('/processes/ed/analytics/measures?from=2026-10-01&to=2026-11-01&weeks=26');
    await visit('/ed/overview?from=2026-10-01&to=2026-11-01', async (page) => {
      const tiles = page.locator('button.tile');
      await tiles.nth(5).waitFor(LATE);
      expect((await tiles.locator('.foot').allInnerTexts()).map((text) => text.trim())).toEqual(rows.map(({ foot }) => foot));
      const triage = tiles.filter({ hasText: 'Triaged within 20 min' });
      expect(await triage.locator('.badges svg').first().getAttribute('aria-label')).toContain('Getting better: higher');
      const card = page.locator('section', { has: page.getByRole('heading', { name: 'Improvements', exact: true }) });
      await card.getByText('Improved and holding').waitFor(LATE);
      expect(await card.innerText()).toMatch(/Two-nurse triage[\s\S]*−5\.1\smin[\s\S]*95\s%/);
      await triage.click();
      await chartOf(page).waitFor(LATE);
      expect(await page.getByRole('dialog').innerText()).toContain('25 May, started');
    });
  });

  it('leads from a change on the map to before and after it', async () => {
    await visit('/ed/map?from=2026-10-01&to=2026-11-01', async (page) => {
      await page.getByRole('link', { name: 'Show before and after' }).click(LATE);
      await page.waitForURL(/\/ed\/compare\?.*compare=day:2026-05-25/, LATE);
      await page
        .getByText(/against 25 May/)
        .first()
        .waitFor(LATE);
    });
  });

  it('notes a point by keyboard, locks limits, refuses too short a baseline, and takes each back', async () => {
    await visit('/ed/measures?measure=triaged-within-20-min', async (page, errors) => {
      const marks = page.getByRole('group', { name: /^Triaged within 20 min for.*Arrow keys/ });
      await marks.waitFor(LATE);
      await marks.focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.getByLabel('What there is to know').fill('A bank holiday', LATE);
      await page.getByRole('button', { name: 'Keep note' }).click();
      await page.getByRole('list', { name: 'Notes at points' }).getByText('A bank holiday').waitFor(LATE);
      await page.getByRole('button', { name: 'Lock limits' }).click();
      await page.getByLabel('From', { exact: true }).fill('2026-01-05', LATE);
      await page.getByLabel('Up to, not with').fill('2026-01-26');
      await page.getByLabel('Why').fill('Before the change');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByText('That baseline holds 3 whole weeks, and limits need 12.').waitFor(LATE);
      // the browser tells of the refusal too
      expect(errors.splice(0)).toEqual([expect.stringContaining('400')]);
      await page.getByLabel('Up to, not with').fill('2026-05-25');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByText('The limits of Triaged within 20 min are locked.').waitFor(LATE);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await expect
        .poll(async () => {
          const all = await product.api<ChartDecision[]>('/processes/ed/chart-decisions');
          return all.filter(
            ({ measure, kind, withdrawnAt }) => measure === 'triaged-within-20-min' && kind === 'baseline' && withdrawnAt !== null,
          ).length;
        }, LATE)
        .toBe(1);
    });
  });

  it('defines a measure with a chart that follows, moves it, deletes it and brings it back', async () => {
    const names = async () =>
      (await product.api<{ measures: { name: string }[] }>('/processes/ed/blueprint')).measures.map(({ name }) => name);
    const before = await names();
    // a name of its own, so that a second try finds nothing of the first in its way
    const name = `Wait for triage ${String(before.length)}`;
    await visit('/ed/measures', async (page) => {
      await page.getByRole('button', { name: 'New measure' }).click(LATE);
      await page.getByLabel('Stage', { exact: true }).fill('Triage');
      await page.getByRole('button', { name: 'Add measure' }).click();
      await page.getByText('It needs a name.').waitFor(LATE);
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Target: at most', { exact: true }).fill('-5');
      await page.getByText('A time is not less than nothing.').waitFor(LATE);
      await page.getByLabel('Target: at most', { exact: true }).fill('15');
      await page.locator('.figure-card svg[role="img"][aria-label^="Wait for triage"]').waitFor(LATE);
      await page.getByRole('button', { name: 'Add measure' }).click();
      await page.getByText(`${name} is measured from now on.`).waitFor(LATE);
      expect(await names()).toEqual([...before, name]);
      const up = page.getByRole('button', { name: `Move ${name} up` });
      await drawn(page);
      await up.press('Enter');
      await page.getByRole('button', { name: 'Keep order' }).click(LATE);
      await page.getByText('The order of the measures is kept.').waitFor(LATE);
      await expect.poll(async () => (await names()).at(-2), LATE).toBe(name);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText(`${name} is deleted.`).waitFor(LATE);
      await expect.poll(names, LATE).toEqual(before);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await expect.poll(async () => (await names()).includes(name), LATE).toBe(true);
    });
  });

  it('has nothing that stands in the way, light, dark and on a phone', async () => {
    const check = async (page: Page) => {
      await chartOf(page).waitFor(LATE);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    };
    await visit('/ed/measures?measure=triaged-within-20-min', check);
    await visit('/ed/measures?measure=triaged-within-20-min', check, { width: 390, height: 844 }, 'dark');
  });
});
