import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { inBrowser, openBrowser, openPage, startProduct, type Product } from './support.ts';

const LOG = `case,activity,start,end
A-1,Register,2026-10-05T08:00:00Z,2026-10-05T08:10:00Z
A-1,Decide,2026-10-05T10:40:00Z,2026-10-05T11:00:00Z
`;

inBrowser('news', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('of another service does not take back a click on a page that is slow to open', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
    await page.goto(`${product.address}/ed/overview`);
    await page.getByRole('heading', { level: 1, name: /Patients spend/ }).waitFor();
    const file = join(product.folder, 'small.csv');
    await writeFile(file, LOG);
    let arrived: () => void = () => undefined;
    const news = new Promise<void>((resolve) => (arrived = resolve));
    // the code of the page comes after the news
    await page.route('**/_app/immutable/nodes/**', async (route) => {
      await news;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.getByRole('link', { name: 'Variants and cases' }).click();
    expect((await product.cli('import', file, '--process', 'small')).status).toBe(0);
    arrived();
    await page.waitForURL('**/ed/variants');
    await page.getByRole('heading', { level: 1 }).waitFor();
    // and the list knows the service all the same
    await page.getByRole('button', { name: /Emergency department/ }).click();
    await page.getByRole('link', { name: /small/i }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
