import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { duration, hours, percent } from '../../model/format.ts';
import type { AnswerOf } from '../../server/analytics/catalog.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const OCTOBER = 'from=2026-10-01&to=2026-11-01';

inBrowser('bottlenecks of the emergency department', () => {
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

  const ask = <Id extends 'bottlenecks' | 'queue' | 'waits-by' | 'wait-score'>(id: Id, query: string) =>
    product.api<AnswerOf<Id>>(`/processes/ed/analytics/${id}?${query}`);
  async function visit(path: string, work: (page: Page) => Promise<void>, size = { width: 1440, height: 900 }, theme: Theme = 'light') {
    const { context, page, errors } = await openPage(browser, size, theme);
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await work(page);
    expect(errors).toEqual([]);
    await context.close();
  }
  const plain = (text: string) => text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
  const wordsOf = async (page: Page, selector: string) => plain(await page.locator(selector).first().innerText());
  /** Presses Tab until what has the focus is what is looked for. */
  async function tabTo(page: Page, found: (focused: { text: string; href: string | null; label: string | null }) => boolean, most = 80) {
    for (let presses = 0; presses < most; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { activeElement: element } = document;
        return {
          text: element?.textContent ?? '',
          href: element?.getAttribute('href') ?? null,
          label: element?.getAttribute('aria-label') ?? null,
        };
      });
      if (found({ ...focused, text: plain(focused.text) })) return;
    }
    throw new Error(`Not reached with ${String(most)} presses of Tab.`);
  }

  it('lets the slowest hand-over be found with the keyboard alone, down to its cases', async () => {
    const { rows, about } = await ask('bottlenecks', `${OCTOBER}&bucket=month&with=score`);
    const [first] = rows;
    if (!first) throw new Error('The sample loses no hours.');
    const name = `${first.from ?? ''} to ${first.to ?? ''}`;
    await visit(`/ed/overview?${OCTOBER}`, async (page) => {
      await tabTo(page, ({ href }) => href?.startsWith('/ed/bottlenecks') === true);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/ed/bottlenecks?**');
      await drawn(page);
      expect(await wordsOf(page, 'h1')).toBe(
        plain(
          `Most hours are lost from ${name}: ${hours(first.lostMs)}, ${percent(first.lostMs / (about?.lostMs ?? 1))} of all in October 2026.`,
        ),
      );
      await tabTo(page, ({ text }) => text === name);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/ed/bottlenecks/**');
      await drawn(page);
      expect(await wordsOf(page, 'h1')).toBe(
        plain(
          `Patients wait ${duration(first.medianMs)} between ${first.from ?? ''} and ${first.to ?? ''}; ${percent(first.share ?? 0)} of all hours lost.`,
        ),
      );
      // into the distribution, to its last bar, and from there to the cases in it
      await tabTo(page, ({ label }) => label?.includes('Arrow keys move between the bars') === true);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => location.search.includes('where='));
      expect(decodeURIComponent(page.url())).toContain('@follows:hand-over:Triage:Clinician');
    });
  });

  it('shows the figures of the questions: strip, sentences, densest hours and who waits', async () => {
    const wait = 'previous=Triage&next=Clinician%20assessment';
    const [ranking, who, score] = await Promise.all([
      ask('bottlenecks', `${OCTOBER}&bucket=month&with=score`),
      ask('waits-by', `${OCTOBER}&${wait}`),
      ask('wait-score', `${OCTOBER}&${wait}`),
    ]);
    const row = ranking.rows[0];
    await visit(`/ed/bottlenecks/Triage%3EClinician%20assessment?${OCTOBER}`, async (page) => {
      const strip = await wordsOf(page, '.strip');
      expect(strip).toContain(plain(hours(row?.lostMs ?? 0)));
      expect(strip).toContain(plain(`${duration(row?.medianMs ?? 0)}, ${duration(row?.p90Ms ?? 0)}`));
      expect(strip).toContain(plain(percent(row?.withinLimit ?? 0)));
      const said = await wordsOf(page, 'main');
      expect(said).toMatch(/hold \d+ % of the hours lost in \d+ % of the week\./);
      expect(said).toContain(
        plain(`${percent((score.about?.withinScore ?? 0) / 100)} of patients are satisfied when they wait 1 h or less`),
      );
      const urgent = who.rows.find(({ group, value }) => group === 'Priority' && value === '4');
      expect(said).toContain(plain(`4 ${(urgent?.n ?? 0).toLocaleString('en-GB')}`));
      // a value becomes a filter by a click
      await page.getByRole('row', { name: /^2 / }).getByRole('button', { name: '2', exact: true }).click();
      await page.waitForFunction(() => location.search.includes('Priority:in:2'));
    });
  });

  it('has for every drawing its table and files, and is reached from overview and map', async () => {
    await visit(`/ed/bottlenecks/Triage%3EClinician%20assessment?${OCTOBER}`, async (page) => {
      const menus = page.getByRole('button', { name: /^Table, files and meaning of/ });
      expect(await menus.count()).toBe(5);
      for (let at = 0; at < 5; at += 1) {
        await menus.nth(at).click();
        const entries = await page.locator('.menu-item:visible').allInnerTexts();
        expect(entries.map(plain)).toEqual(['Show as table', 'What is this?', 'CSV', 'SVG', 'PNG']);
        await page.keyboard.press('Escape');
      }
    });
    await visit(`/ed/overview?${OCTOBER}`, async (page) => {
      await page.getByRole('link', { name: /^Triage to Clinician assessment$/ }).click();
      await page.waitForURL('**/ed/bottlenecks/**');
    });
  });

  it.each([
    [1440, 900, 'light'],
    [900, 900, 'dark'],
    [390, 844, 'light'],
  ] as const)('is accessible and does not overflow at %i x %i, %s', async (width, height, theme) => {
    for (const path of ['/ed/bottlenecks', '/ed/bottlenecks/Triage%3EClinician%20assessment', '/ed/bottlenecks/Assessment'])
      await visit(
        `${path}?${OCTOBER}`,
        async (page) => {
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
        },
        { width, height },
        theme,
      );
  });

  it('says so where there is nothing', async () => {
    await visit(`/ed/bottlenecks/Triage%3ESend%20bill?${OCTOBER}`, async (page) => {
      await page.getByText('No visit of this choice waits here').waitFor();
    });
    // what is asked about it is refused, and the browser says so
    const { context, page } = await openPage(browser, { width: 1440, height: 900 }, 'light');
    await page.goto(`${product.address}/ed/bottlenecks/Nowhere?${OCTOBER}`);
    await page.getByText('There is no stage called “Nowhere”').waitFor();
    await context.close();
  });
});
