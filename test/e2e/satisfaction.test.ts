import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { number, percent, plural } from '../../model/format.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const OCTOBER = 'from=2026-10-01&to=2026-11-01';
const plain = (text: string) => text.replaceAll(/[\s\u00a0]+/g, ' ').trim();

/** Opens a page, works on it, and expects that nothing broke. */
async function visited(
  browser: Browser,
  address: string,
  work: (page: Page) => Promise<void>,
  size = { width: 1440, height: 900 },
  theme: Theme = 'light',
) {
  const { context, page, errors } = await openPage(browser, size, theme);
  await page.goto(address);
  await drawn(page);
  await work(page);
  expect(errors).toEqual([]);
  await context.close();
}

inBrowser('satisfaction of the emergency department', () => {
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

  const visit = (path: string, work: (page: Page) => Promise<void>, size?: { width: number; height: number }, theme?: Theme) =>
    visited(browser, `${product.address}${path}`, work, size, theme);

  it('says the score and what the longest waits go with, as the API has it', async () => {
    const { about } = await product.api<AnswerOf<'satisfaction'>>(`/processes/ed/analytics/satisfaction?${OCTOBER}`);
    const { rows } = await product.api<AnswerOf<'voice'>>(`/processes/ed/analytics/voice?${OCTOBER}&kind=stage`);
    const assessment = rows.find(({ stage }) => stage === 'Assessment');
    await visit(`/ed/satisfaction?${OCTOBER}`, async (page) => {
      await page.getByRole('heading', { name: 'Score by part' }).waitFor();
      expect(plain(await page.locator('h1').innerText())).toBe(
        plain(
          `${percent((about?.score ?? 0) / 100)} are satisfied in October 2026; of those who wait longer than 1 h for assessment, ${percent((assessment?.beyondScore ?? 0) / 100)}.`,
        ),
      );
      const stages = page.locator('section', { has: page.getByRole('heading', { name: 'Score by stage' }) });
      for (const { stage, score, answers } of rows) {
        const row = plain(
          await stages
            .getByRole('row', { name: stage ?? '' })
            .first()
            .innerText(),
        );
        expect(row).toContain(number(answers));
        if (score !== null) expect(row).toContain(plain(percent(score / 100)));
      }
    });
  }, 120_000);

  it('is clean for everyone, in both themes and on a phone', async () => {
    for (const path of [`/ed/satisfaction?${OCTOBER}`, `/ed/satisfaction/comments?${OCTOBER}`])
      for (const [size, theme] of [
        [{ width: 1440, height: 900 }, 'light'],
        [{ width: 390, height: 844 }, 'dark'],
      ] as const)
        await visit(
          path,
          async (page) => {
            await page.locator('.bone').first().waitFor({ state: 'detached' });
            expect(await violations(page)).toEqual([]);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
          },
          size,
          theme,
        );
  }, 240_000);

  it('finds comments by their words, by theme, and shows each beside the time line of its case', async () => {
    const found = await product.api<AnswerOf<'comments'>>(`/processes/ed/analytics/comments?${OCTOBER}&search=doctor`);
    await visit(`/ed/satisfaction/comments?${OCTOBER}`, async (page) => {
      await page.getByPlaceholder('Find words').fill('DOCTOR');
      await page
        .getByRole('status')
        .filter({ hasText: plural(found.n ?? 0, 'comment', 'comments') })
        .waitFor();
      const [first] = found.rows;
      const item = page.locator('li', { hasText: first?.comment ?? '' }).first();
      await item.getByRole('button', { name: `Show visit ${first?.case ?? ''}` }).click();
      await item.getByRole('img', { name: `Timeline of visit ${first?.case ?? ''}` }).waitFor();
      const [theme] = found.about?.themes ?? [];
      await page
        .getByRole('button', { name: theme?.words[0] ?? '' })
        .first()
        .click();
      await page.waitForURL('**theme=**');
    });
  }, 120_000);
});

inBrowser('satisfaction of small services', () => {
  let product: Product;
  let browser: Browser;
  const HOSTILE = [
    '<img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x")',
    '"; DROP TABLE feedback; --',
    '👍',
    'x'.repeat(700),
    ' ',
    '\u202egniht',
  ];

  beforeAll(async () => {
    product = await startProduct({ samples: false });
    browser = await openBrowser();
    const give = async (process: string, kind: string, lines: readonly string[]) => {
      const file = join(product.folder, `${process}-${kind}.csv`);
      await writeFile(file, `${lines.join('\n')}\n`);
      const { status, stderr } = await product.cli('import', file, '--process', process, '--zone', 'UTC', '--kind', kind, '--json');
      if (status !== 0) throw new Error(stderr);
    };
    const day = (at: number) => `2026-01-${String(1 + at).padStart(2, '0')}`;
    const events = ['case,activity,start,end'];
    for (let at = 0; at < 28; at += 1)
      events.push(`V-${at},Register,${day(at)} 09:00,${day(at)} 09:05`, `V-${at},See,${day(at)} 09:${10 + at},${day(at)} 10:30`);
    await give('silent', 'events', events);
    await give('twelve', 'events', events);
    const answers = ['case,answered,score,comment'];
    for (let at = 0; at < 12; at += 1)
      answers.push(`V-${at},${day(at)} 15:00,${at % 4 === 0 ? 2 : 5},"${(HOSTILE[at] ?? '').replaceAll('"', '""')}"`);
    await give('twelve', 'feedback', answers);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('says what to import where nobody was asked, and shows nothing else', async () => {
    for (const path of ['/silent/satisfaction', '/silent/satisfaction/comments'])
      await visited(browser, `${product.address}${path}`, async (page) => {
        expect(plain(await page.locator('h1').innerText())).toBe('No answers yet');
        await page.getByRole('link', { name: 'Import a file' }).waitFor();
        expect(await page.locator('main table, main svg[role="img"]').count()).toBe(0);
        expect(await violations(page)).toEqual([]);
      });
  }, 120_000);

  it('is true and useful with twelve answers', async () => {
    await visited(browser, `${product.address}/twelve/satisfaction?period=everything`, async (page) => {
      await page.getByRole('heading', { name: 'Score by part' }).waitFor();
      expect(plain(await page.locator('h1').innerText())).toBe('75 % are satisfied.');
      const text = plain(await page.locator('main').innerText());
      expect(text).toContain('12 answers');
      expect(text).toContain('A line needs two weeks with ten answers or more.');
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    });
  }, 120_000);

  it('writes hostile comments as they are', async () => {
    await visited(browser, `${product.address}/twelve/satisfaction/comments?period=everything`, async (page) => {
      await page.getByText(HOSTILE[0] ?? '', { exact: true }).waitFor();
      await page.getByText(HOSTILE[2] ?? '', { exact: true }).waitFor();
      expect(await page.locator('blockquote img').count()).toBe(0);
      expect(plain(await page.locator('main').innerText())).toContain('language unknown');
    });
  }, 120_000);
});
