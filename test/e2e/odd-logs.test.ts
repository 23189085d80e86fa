import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mapping } from '../../model/event-log.ts';
import { oddLogs } from '../support/odd-logs.ts';
import { drawn, inBrowser, openBrowser, openPage, startProduct, type Product } from './support.ts';

const PAGES = [
  'overview',
  'map',
  'bottlenecks',
  'flow',
  'work',
  'service-levels',
  'after-delivery',
  'satisfaction',
  'satisfaction/comments',
  'variants',
  'cases',
  'compare',
  'data',
];
const PATIENCE_MS = 300_000;

/** A mapping as the command line takes it. */
const flags = ({ roles = {}, personal = {}, kind }: Mapping): string[] => [
  ...Object.entries(roles).flatMap(([column, role]) => ['--role', `${column}=${role}`]),
  ...Object.entries(personal).flatMap(([column, choice]) => ['--personal', `${column}=${String(choice)}`]),
  ...(kind === undefined ? [] : ['--kind', kind]),
];

inBrowser('every page says something about every log', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct({ samples: false });
    browser = await openBrowser();
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it.each(oddLogs)(
    '$name',
    async ({ id, events, mapping, answers }) => {
      for (const [name, text, how] of [
        ['events.csv', events, mapping],
        ...(answers === undefined ? [] : [['answers.csv', answers.csv, answers.mapping] as const]),
      ] as const) {
        const file = join(product.folder, `${id}-${name}`);
        await writeFile(file, text);
        const { status, stderr } = await product.cli('import', file, '--process', id, '--zone', 'Europe/Dublin', ...flags(how));
        expect(status, stderr).toBe(0);
      }
      const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
      const wrong: string[] = [];
      for (const at of PAGES) {
        await page.goto(`${product.address}/${id}/${at}`);
        await drawn(page);
        const words = await page.locator('main').innerText();
        if (/\bNaN\b|\bundefined\b|\bnull\b|Infinity|Invalid Date|\[object/.test(words))
          wrong.push(`${at} says ${/.{0,60}(NaN|undefined|null|Infinity|Invalid Date|\[object).{0,60}/.exec(words)?.[0] ?? ''}`);
        if (/Something went wrong|can.t be shown|unforeseen/i.test(words)) wrong.push(`${at} is broken: ${words.slice(0, 300)}`);
        await page.setViewportSize({ width: 390, height: 844 });
        await drawn(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > 390) wrong.push(`${at} scrolls sideways on a phone: ${String(wide)}`);
        await page.setViewportSize({ width: 1440, height: 900 });
        wrong.push(...errors.splice(0).map((error) => `${at}: ${error}`));
      }
      expect(wrong).toEqual([]);
      await context.close();
    },
    PATIENCE_MS,
  );
});
