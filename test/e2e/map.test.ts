import { readFile } from 'node:fs/promises';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duration, number } from '../../model/format.ts';
import { filterToText } from '../../model/scope.ts';
import type { AnswerOf, RowOf } from '../../server/analytics/catalog.ts';
import { drawn, inBrowser, openBrowser, openPage, settled, startProduct, violations, type Product, type Theme } from './support.ts';

const OCTOBER = 'from=2026-10-01&to=2026-11-01';
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

inBrowser('the process map of the emergency department', () => {
  let product: Product;
  let browser: Browser;
  let slowest: RowOf<'directly-follows'> & { from: string; to: string };

  beforeAll(async () => {
    product = await startProduct({ samples: true });
    browser = await openBrowser();
    await Promise.all([settled(product, 'ed'), settled(product, 'desk')]);
    const { rows } = await product.api<AnswerOf<'directly-follows'>>(`/processes/ed/analytics/directly-follows?${OCTOBER}&level=activity`);
    const timed = rows.filter((row) => row.medianMs !== null && row.from !== null && row.to !== null);
    slowest = timed.reduce((most, row) => ((row.medianMs ?? 0) > (most.medianMs ?? 0) ? row : most)) as typeof slowest;
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  async function visit(path: string, work: (page: Page) => Promise<void>, size = DESK, theme: Theme = 'light') {
    const { context, page, errors } = await openPage(browser, size, theme);
    await page.goto(`${product.address}${path}`);
    await drawn(page);
    await work(page);
    expect(errors).toEqual([]);
    await context.close();
  }
  const mapDrawn = (page: Page) => page.waitForSelector('svg [data-node]', { timeout: 30_000 });
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  /** Presses a key until what has the focus has this name; the names passed on the way say why when it never does. */
  async function pressUntil(page: Page, key: string, name: RegExp, most = 80): Promise<void> {
    const passed: string[] = [];
    for (let times = 0; times < most; times += 1) {
      await page.keyboard.press(key);
      const now = await page.evaluate(() => {
        const at = document.activeElement;
        return (at?.getAttribute('aria-label') ?? at?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
      });
      if (name.test(now)) return;
      passed.push(now.slice(0, 40));
    }
    throw new Error(`${key} never came to ${String(name)}, only to: ${passed.join(' | ')}`);
  }

  it('finds the slowest hand-over by key alone, filters to it, opens a case, and shows the same in a new tab', async () => {
    await visit(`/ed/map?${OCTOBER}`, async (page) => {
      await mapDrawn(page);
      await pressUntil(page, 'Tab', /^Show as table$/);
      await page.keyboard.press('Enter');
      await page.waitForSelector('table');
      await pressUntil(page, 'Tab', /^Median/);
      await page.keyboard.press('Enter');
      const first = page.locator('tbody tr').first();
      if (!plain(await first.innerText()).includes(plain(duration(slowest.medianMs ?? 0)))) await page.keyboard.press('Enter');
      expect(plain(await first.innerText())).toContain(plain(duration(slowest.medianMs ?? 0)));
      await pressUntil(page, 'Tab', new RegExp(`^${slowest.from}$`));
      await page.keyboard.press('Enter');
      await page.waitForSelector('aside');
      expect(plain(await page.locator('aside h2').innerText())).toBe(`${slowest.from} to ${slowest.to}`);
      await page.waitForFunction(() => document.querySelectorAll('aside a').length > 0);
      await pressUntil(page, 'Tab', /^Filter to these visits$/, 500);
      await page.keyboard.press('Enter');
      await page.waitForURL(/where=/);
      await page.waitForFunction(() => document.querySelectorAll('aside a').length > 0);
      await pressUntil(page, 'Shift+Tab', /^\d+$/, 60);
      const name = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/ed\/cases\?/);
      await page.waitForFunction((of) => document.body.innerText.includes(`Visit ${of}`), name);
      await drawn(page);
      const told = await page.locator('main').innerText();

      const tab = await page.context().newPage();
      await tab.goto(page.url());
      await drawn(tab);
      await tab.waitForFunction((of) => document.body.innerText.includes(`Visit ${of}`), name);
      await expect.poll(() => tab.locator('main').innerText(), { timeout: 10_000 }).toBe(told);
      await tab.close();
    });
  }, 120_000);

  it('walks the map itself by key: arrows follow the paths, Enter selects, F filters, Esc closes', async () => {
    await visit(`/ed/map?${OCTOBER}`, async (page) => {
      await mapDrawn(page);
      await page.locator('[role="application"]').focus();
      const said = page.locator('.canvas [role="status"]');
      await page.keyboard.press('ArrowDown');
      await expect.poll(async () => plain(await said.innerText())).toMatch(/^Register/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/node=Register/);
      await expect.poll(async () => plain(await page.locator('aside h2').innerText())).toBe('Register');
      await page.keyboard.press('f');
      await page.waitForURL(/where=/);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('aside').count()).toBe(0);
      expect(page.url()).not.toContain('node=');
    });
  }, 60_000);

  it('turns a filter round by a press on the words of its form, and Back turns it again', async () => {
    await visit(`/ed/map?${OCTOBER}&where=${encodeURIComponent('@activity:Observe')}`, async (page) => {
      await mapDrawn(page);
      const left = page.getByRole('group', { name: 'Filters' }).getByRole('status');
      await expect.poll(() => left.innerText()).toMatch(/ of /);
      const [some, all] = (await left.innerText()).replaceAll(',', '').match(/\d+/g)?.map(Number) ?? [];
      await page.getByRole('button', { name: /^Change the filter/ }).click();
      await page.waitForSelector('form fieldset label');
      await page.locator('form .head').click();
      await page.getByText('All except these').click();
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.waitForURL(/not-activity/);
      await expect.poll(() => left.innerText()).toContain(`${number((all ?? 0) - (some ?? 0))} of`);
      await page.goBack();
      await expect.poll(() => left.innerText()).toContain(`${number(some ?? 0)} of`);
    });
  }, 60_000);

  it('gives the same figures on map, inspector, table, API and command line', async () => {
    const filter = filterToText({ kind: 'attribute', name: 'Priority', op: 'in', values: ['3'] });
    const scope = `${OCTOBER}&where=${encodeURIComponent(filter)}`;
    const { rows } = await product.api<AnswerOf<'directly-follows'>>(`/processes/ed/analytics/directly-follows?${scope}&level=activity`);
    const row = rows.find((one) => one.from === 'Triage' && one.to === 'Clinician assessment');
    if (!row) throw new Error('Nobody goes from triage to assessment.');
    const cli = await product.cli('ask', 'directly-follows', '--process', 'ed', '--format', 'json', '--where', filter, '--scope', JSON.stringify({ period: { from: '2026-10-01', to: '2026-11-01' }, level: 'activity' })); // prettier-ignore
    const told = JSON.parse(cli.stdout) as AnswerOf<'directly-follows'>;
    expect(told.rows.find((one) => one.from === row.from && one.to === row.to)).toEqual(row);
    const [median, count] = [plain(duration(row.medianMs ?? 0)), number(row.count)];
    await visit(`/ed/map?${scope}&edge=${encodeURIComponent('Triage>Clinician assessment')}`, async (page) => {
      await mapDrawn(page);
      const pills = async () => (await page.locator('svg g[data-edge] text').allTextContents()).map(plain);
      await expect.poll(pills).toContain(`${median}${count}`);
      await expect
        .poll(async () => plain(await page.locator('aside').innerText()), { timeout: 15_000 })
        .toContain(`wait ${median} or more`);
      expect(plain(await page.locator('aside').innerText())).toContain(number(row.cases));
      // those who hear the page get the same figures before the drawing
      const heard = page
        .locator('.canvas table tbody tr')
        .filter({ hasText: 'Clinician assessment' })
        .filter({ hasText: 'Triage' })
        .first();
      expect(plain((await heard.innerText()).replaceAll('\t', ' '))).toBe(
        `Triage Clinician assessment ${count} ${number(row.cases)} ${median}`,
      );
      await page.getByRole('button', { name: 'Show as table' }).click();
      const line = page.locator('tbody tr[aria-current]');
      await expect
        .poll(async () => plain((await line.innerText()).replaceAll('\t', ' ')))
        .toContain(`${count} ${number(row.cases)} ${median}`);
    });
  }, 60_000);

  it('moves nothing when a filter, a metric or the paths change', async () => {
    const places = (page: Page) =>
      page
        .locator('svg [data-node]')
        .evaluateAll((nodes) =>
          Object.fromEntries(
            nodes.map((node) => [node.querySelector('title')?.textContent ?? '', [...node.querySelectorAll('rect')].slice(-1).map((rect) => `${rect.getAttribute('x') ?? ''} ${rect.getAttribute('y') ?? ''}`)[0]]),
          ),
        ); // prettier-ignore
    const at = async (query: string) => {
      let found: Record<string, string | undefined> = {};
      await visit(`/ed/map?${query}`, async (page) => {
        await mapDrawn(page);
        found = await places(page);
      });
      return found;
    };
    const before = await at(OCTOBER);
    expect(Object.keys(before).length).toBeGreaterThan(8);
    for (const query of [`${OCTOBER}&metric=frequency`, `${OCTOBER}&paths=60`, `${OCTOBER}&where=Priority:in:1`, 'period=all']) {
      const now = await at(query);
      for (const [name, place] of Object.entries(before)) if (name in now) expect([query, name, now[name]]).toEqual([query, name, place]);
    }
  }, 120_000);

  it('leaves as an SVG file that stands alone, and as a PNG', async () => {
    await visit(`/ed/map?${OCTOBER}`, async (page) => {
      await mapDrawn(page);
      const load = async (name: string): Promise<Download> => {
        await page.getByRole('button', { name: 'Download' }).click();
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
        return file;
      };
      const svg = await readFile(await (await load('Picture, SVG')).path(), 'utf8');
      expect(svg).toMatch(/^<svg/);
      expect(svg).toContain('@font-face');
      expect(svg).toContain('Clinician assessment');
      expect(svg).not.toMatch(/<script|<foreignObject|var\(--|\son\w+=|href=/i);
      const drawnAlone = await page.evaluate(async (text) => {
        const image = new Image();
        image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
        await image.decode();
        return image.naturalWidth;
      }, svg);
      expect(drawnAlone).toBeGreaterThan(600);
      const png = await readFile(await (await load('Picture, PNG')).path());
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.length).toBeGreaterThan(20_000);
    });
  }, 60_000);

  it('names the filter that leaves nothing', async () => {
    const where = [filterToText({ kind: 'attribute', name: 'Priority', op: 'in', values: ['1'] }), filterToText({ kind: 'duration', of: 'delivery', minMs: 90 * 86_400_000 })]; // prettier-ignore
    await visit(`/ed/map?${OCTOBER}&${where.map((text) => `where=${encodeURIComponent(text)}`).join('&')}`, async (page) => {
      await expect
        .poll(async () => plain(await page.locator('main').innerText()), { timeout: 15_000 })
        .toMatch(/Without .*(2,160 h|90(\.0)? days)/);
    });
  }, 60_000);

  it.each([
    ['the map', `/ed/map?${OCTOBER}`, DESK, 'light'],
    ['the map in the dark, with a hand-over', `/ed/map?${OCTOBER}&edge=${encodeURIComponent('Triage>Clinician assessment')}`, DESK, 'dark'],
    ['the map on a phone', `/ed/map?${OCTOBER}`, PHONE, 'light'],
    ['variants', `/ed/variants?${OCTOBER}`, DESK, 'light'],
    ['variants on a phone, in the dark', `/ed/variants?${OCTOBER}`, PHONE, 'dark'],
    ['cases', `/ed/cases?${OCTOBER}`, DESK, 'dark'],
    ['cases on a phone', `/ed/cases?${OCTOBER}`, PHONE, 'light'],
  ] as const)('keeps the rules of WCAG: %s', async (_, path, size, theme) => {
    await visit(
      path,
      async (page) => {
        await page.waitForTimeout(600);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      },
      size,
      theme,
    );
  }, 60_000); // prettier-ignore
});
