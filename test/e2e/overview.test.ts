import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { duration, number, percent } from '../../model/format.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const OCTOBER = 'from=2026-10-01&to=2026-11-01';

inBrowser('the overview of the emergency department', () => {
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

  const ask = <Id extends 'summary' | 'throughline' | 'bottlenecks' | 'measures'>(id: Id, query = OCTOBER) =>
    product.api<AnswerOf<Id>>(`/processes/ed/analytics/${id}?${query}`);
  async function visit(path: string, work: (page: Page) => Promise<void>, size = { width: 1440, height: 900 }, theme: Theme = 'light') {
    const { context, page, errors } = await openPage(browser, size, theme);
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await work(page);
    expect(errors).toEqual([]);
    await context.close();
  }
  /** Text with plain spaces, as a person reads it. */
  const wordsOf = async (page: Page, selector: string) => (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ');
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');

  it('opens on the last whole month with its finding as the title', async () => {
    const { about } = await ask('throughline');
    await visit('/ed', async (page) => {
      expect(await wordsOf(page, 'h1')).toBe(
        `Patients spend ${plain(duration(about?.medianMs ?? 0))} in the department; ${plain(percent((about?.waitingMs ?? 0) / (about?.medianMs ?? 1)))} of it is waiting.`,
      );
      expect(page.url()).toContain('/ed/overview');
      expect(await wordsOf(page, 'header')).toContain('October 2026');
    });
  });

  it('shows the same figures in ribbon, tiles, table, API and command line', async () => {
    const [throughline, measures, bottlenecks] = await Promise.all([
      ask('throughline'),
      ask('measures'),
      ask('bottlenecks', `${OCTOBER}&bucket=month&limit=20`),
    ]);
    const cli = await product.cli(
      'ask',
      'throughline',
      '--process',
      'ed',
      '--format',
      'json',
      '--scope',
      JSON.stringify({ period: { from: '2026-10-01', to: '2026-11-01' } }),
    );
    expect(cli.status, cli.stderr).toBe(0);
    expect(JSON.parse(cli.stdout)).toEqual(throughline);
    const median = throughline.about?.medianMs ?? 0;
    expect(throughline.rows.filter(({ part }) => part === 'delivery').reduce((sum, row) => sum + row.waitingMs + row.processingMs, 0)).toBe(
      Math.round(median),
    );
    const tile = measures.rows.find(({ measure }) => measure === 'time-in-department');
    expect(tile?.value).toBe(median);
    await visit(`/ed/overview?${OCTOBER}`, async (page) => {
      const all = await wordsOf(page, 'main');
      expect(all).toContain(`In the department ${plain(duration(median))}`);
      expect(all).toContain(`Time in department median, target 3 h 30 m ${plain(duration(median))}`);
      const [first] = bottlenecks.rows;
      const row = await page
        .getByRole('row')
        .filter({ hasText: first?.from ?? '' })
        .filter({ hasText: first?.to ?? '' })
        .first()
        .innerText();
      expect(plain(row)).toContain(plain(duration(first?.medianMs ?? 0)));
      // the pieces as a person reads them add up to what is printed above them
      await page
        .getByRole('button', { name: /show as table/i })
        .first()
        .click();
      const cells = await page.getByRole('table').first().innerText();
      expect(plain(cells)).toContain('Assessment');
      expect(all).toContain(`${number(throughline.about?.cases ?? 0)} visits`);
    });
  });

  it('keeps what a person chose in the address, and the address makes the same page again', async () => {
    await visit(`/ed/overview?${OCTOBER}&where=Priority:in:2`, async (page) => {
      const title = await wordsOf(page, 'h1');
      await page.reload();
      await drawn(page);
      expect(await wordsOf(page, 'h1')).toBe(title);
      const summary = await ask('summary', `${OCTOBER}&where=Priority:in:2`);
      expect(await wordsOf(page, 'main')).toContain(`${number(summary.rows[0]?.deliveryCases ?? 0)} visits`);
    });
  });

  it('names the filter that leaves nothing', async () => {
    await visit(`/ed/overview?${OCTOBER}&where=Priority:in:2&where=Arrival%20mode:in:nowhere`, async (page) => {
      expect(await wordsOf(page, 'main')).toMatch(/No visit matches/);
      await page.getByRole('button', { name: /drop that filter/i }).click();
      await page.getByRole('heading', { level: 1, name: /Patients spend/ }).waitFor();
      expect(page.url()).not.toContain('nowhere');
    });
  });

  it('is within the rules of accessibility on every page, light and dark', async () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const path of ['/', '/?new', `/ed/overview?${OCTOBER}`, '/desk/overview', '/ed/data', '/ed/data/import']) {
        await visit(path, async (page) => expect(await violations(page), `${path} ${theme}`).toEqual([]), undefined, theme);
      }
    }
  }, 180_000);

  it('fits a phone and a narrow window without scrolling sideways', async () => {
    for (const width of [390, 900]) {
      for (const path of ['/', '/?new', `/ed/overview?${OCTOBER}`, '/desk/overview', '/ed/data']) {
        await visit(
          path,
          async (page) =>
            expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} ${String(width)}`).toBeLessThanOrEqual(width),
          { width, height: 844 },
        );
      }
    }
  }, 180_000);

  it('keeps the first load small', async () => {
    const { context, page } = await openPage(browser, { width: 1440, height: 900 });
    let bytes = 0;
    const sizes: Promise<void>[] = [];
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return;
      sizes.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => void (bytes += responseBodySize)),
      );
    });
    await page.goto(`${product.address}/ed/overview`);
    await page.getByRole('heading', { level: 1, name: /Patients spend/ }).waitFor();
    await Promise.all(sizes);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(250_000);
    await context.close();
  });

  it('removes the samples and starts anew', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
    await page.goto(product.address);
    await page.getByRole('button', { name: 'Remove the samples' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /remove/i })
      .click();
    await page.getByRole('heading', { level: 1, name: 'No service yet' }).waitFor();
    expect(await product.api('/processes')).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
});
