import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlertList } from '../../model/alert.ts';
import { inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const LATE = { timeout: 120_000 };

inBrowser('alerts', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
    await settled(product, 'ed');
    // worked out beside everything else
    for (let tries = 0; tries < 300 && (await list()).episodes.length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 200));
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  const list = () => product.api<AlertList>('/processes/ed/alerts');
  async function visit(work: (page: Page) => Promise<void>, size = { width: 1440, height: 900 }, theme: Theme = 'light') {
    const { context, page, errors } = await openPage(browser, size, theme);
    await page.goto(`${product.address}/ed/alerts`);
    await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor(LATE);
    await work(page);
    expect(errors).toEqual([]);
    await context.close();
  }

  it('says what is open in the sample, on the page, in the rail and on the command line, and sends nothing', async () => {
    const { episodes, rules } = await list();
    expect(episodes.map(({ finding }) => finding.cause)).toContain('signal:wait-for-assessment:up');
    expect(rules.every(({ recipients }) => recipients.length === 0)).toBe(true);
    await visit(async (page) => {
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`${String(episodes.length)} alerts are open`);
      expect(await page.locator('.rail').getByRole('link', { name: 'Reports' }).innerText()).toMatch(
        new RegExp(`${String(episodes.length)}\\s*alerts open`),
      );
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Start an improvement' }).first().click();
      await page.waitForURL(/\/ed\/improvements\/new\?.*measure=/, LATE);
    });
    const { stdout, status } = await product.cli('alerts', 'list', '--process', 'ed', '--json');
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as AlertList).episodes.map(({ id }) => id)).toEqual(episodes.map(({ id }) => id));
    expect(await product.api<unknown[]>('/processes/ed/alerts/messages')).toEqual([]);
  });

  it('tells a folder of what stands, by a rule written on the page; snoozes, and takes both back', async () => {
    const made = await fetch(`${product.address}/api/v1/channels/folders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'alerts' }),
    });
    expect(made.ok).toBe(true);
    await visit(async (page) => {
      await page.getByRole('button', { name: 'New rule' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('A webhook or a folder as well').selectOption({ label: 'Folder: alerts' });
      await dialog.getByLabel('Name', { exact: true }).fill('For the duty manager');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached', ...LATE });
      await page.getByText('For the duty manager', { exact: true }).last().waitFor(LATE);
      const outbox = join(product.folder, 'outbox', 'alerts');
      const texts = () =>
        existsSync(outbox)
          ? readdirSync(outbox, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt') && !name.startsWith('.'))
          : [];
      for (let tries = 0; tries < 100 && texts().length === 0; tries += 1) await page.waitForTimeout(100);
      expect(texts()).toHaveLength(1);
      expect(readFileSync(join(outbox, texts()[0] ?? ''), 'utf8')).toMatch(/New: Wait for assessment\n {2}4 weeks above the limits/);

      await page.getByRole('button', { name: 'Snooze Left before being seen' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Snooze', exact: true }).press('Enter');
      await page.locator('.tag', { hasText: 'Snoozed until' }).waitFor(LATE);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.tag', { hasText: 'Snoozed until' }).waitFor({ state: 'detached', ...LATE });
      await page.getByRole('button', { name: 'Delete For the duty manager' }).click();
      await page.getByText('is deleted, with its alerts').waitFor(LATE);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await page.getByRole('button', { name: 'Delete For the duty manager' }).waitFor(LATE);
    });
  });

  it('fits a phone in the dark', async () => {
    await visit(
      async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
        expect(await violations(page)).toEqual([]);
      },
      { width: 390, height: 844 },
      'dark',
    );
  });
});
