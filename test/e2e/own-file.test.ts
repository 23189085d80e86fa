import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { duration, hours, number } from '../../model/format.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { hasRealData, realData } from '../support/real-data.ts';
import { inBrowser, openBrowser, openPage, startProduct, violations, type Product } from './support.ts';

const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

inBrowser('a service from an own file', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: false });
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it.skipIf(!hasRealData)(
    'goes from an empty data folder to a true headline, ribbon and ranking',
    async () => {
      const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
      await page.goto(product.address);
      await page.getByRole('heading', { level: 1, name: 'No service yet' }).waitFor();
      await page
        .getByRole('link', { name: 'New service from a file' })
        .or(page.getByRole('button', { name: 'New service from a file' }))
        .click();
      await page.setInputFiles('input[type=file]', join(realData, 'receipt.csv.gz'));
      await page.getByRole('heading', { level: 1, name: '8,577 rows read.' }).waitFor({ timeout: 60_000 });
      await page.getByLabel('Name', { exact: true }).fill('Permits');
      await page.getByLabel(/time zone/i).fill('Europe/Amsterdam');
      await page.getByRole('button', { name: /^Import [\d,]+ events/ }).click();
      await page
        .getByRole('link', { name: /overview/i })
        .last()
        .waitFor({ timeout: 60_000 });
      await page.goto(`${product.address}/permits/overview`);
      await page.getByRole('heading', { level: 1, name: /take/ }).waitFor({ timeout: 30_000 });
      await page.getByText('Where hours are lost').waitFor();

      // the last whole month of the data is what a page opens with
      const december = 'from=2011-12-01&to=2012-01-01';
      const throughline = await product.api<AnswerOf<'throughline'>>(`/processes/permits/analytics/throughline?${december}`);
      const bottlenecks = await product.api<AnswerOf<'bottlenecks'>>(`/processes/permits/analytics/bottlenecks?${december}&kind=hand-over`);
      const said = plain(await page.locator('main').innerText());
      // one time per step: nothing is called waiting or work, nothing speaks of satisfaction, limits are the best quarter
      expect(said).toContain(`Cases take ${plain(duration(throughline.about?.medianMs ?? 0))}.`);
      expect(said).toContain('can’t be told apart');
      expect(said).not.toMatch(/satisf/i);
      expect(said).toContain('beyond the best quarter');
      expect(said).toContain(`${number(throughline.about?.cases ?? 0)} cases`);
      const [first] = bottlenecks.rows;
      expect(first?.limitFrom).toBe('best quarter');
      expect(said).toContain(`${first?.from ?? ''} to ${first?.to ?? ''}`);
      expect(said).toContain(plain(hours(first?.lostMs ?? 0)));
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      await context.close();
    },
    180_000,
  );

  it.skipIf(!hasRealData)(
    'gives a service stages with one button',
    async () => {
      const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
      await page.goto(`${product.address}/permits/overview`);
      await page.getByRole('button', { name: /use these stages/i }).click();
      await page
        .getByText('have no stage')
        .or(page.getByText('no stage has'))
        .or(page.getByRole('heading', { level: 1, name: /take/ }))
        .first()
        .waitFor();
      await expect
        .poll(
          async () => (await product.api<{ id: string; hasStages: boolean }[]>('/processes')).find(({ id }) => id === 'permits')?.hasStages,
          { timeout: 20_000 },
        )
        .toBe(true);
      expect(errors).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('shows hostile names as text and says what it refused', async () => {
    const file = join(product.folder, 'hostile.csv');
    const rows = [
      'case,activity,end,"<img src=x onerror=alert(1)>"',
      '1,"<script>alert(1)</script>",2026-01-01 10:00,=1+1',
      '1,"O\'Hara; DROP TABLE step; --",2026-01-01 11:00,x',
      ',nothing,2026-01-01 12:00,y',
      '2,late,not a time,z',
    ];
    await writeFile(file, rows.join('\n'));
    const { context, page, errors } = await openPage(browser, { width: 390, height: 844 });
    await page.goto(`${product.address}/?new`);
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('heading', { level: 1, name: '4 rows read.' }).waitFor({ timeout: 60_000 });
    await page.getByLabel('Name', { exact: true }).fill('<b>Hostile</b>');
    await page.getByRole('button', { name: 'Import 2 events' }).click();
    await page.getByRole('heading', { level: 1, name: /are in\.$/ }).waitFor({ timeout: 60_000 });
    await page.getByText('rejected').first().waitFor();
    const [process] = (await product.api<{ id: string; name: string }[]>('/processes')).filter(({ name }) => name === '<b>Hostile</b>');
    const [done] = await product.api<{ id: string; receipt: { accepted: number; rejected: number } }[]>(
      `/processes/${process?.id ?? ''}/imports`,
    );
    expect(done?.receipt).toMatchObject({ accepted: 2, rejected: 2 });
    await page.goto(`${product.address}/${process?.id ?? ''}/overview`);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: /case/i }).waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('main script, main img').length)).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  }, 120_000);
});
