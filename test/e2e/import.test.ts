import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, FileChooser, Page } from 'playwright-core';
import type { ImportRecord } from '../../model/import-record.ts';
import type { ProcessSummary } from '../../model/process.ts';
import { drawn, inBrowser, openBrowser, openPage, startProduct, violations, type Product } from './support.ts';

const DESK = { width: 1440, height: 900 };
const LONG = 60_000;
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

/** A log of visits with what exports have: equal rows, two spellings, an impossible day, a missing number. */
function visits(cases: number, from = 0, month = '10'): string {
  const lines = ['visit_no;step;started;ended;staff'];
  for (let at = from; at < from + cases; at += 1) {
    const day = String(1 + (at % 27)).padStart(2, '0');
    const time = (minute: number) =>
      `${day}.${month}.2026 ${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const row = (step: string, start: number) => `${String(1000 + at)};${step};${time(start)};${time(start + 7)};crew ${String(at % 5)}`;
    lines.push(row('Register', at % 50), row(at % 9 === 4 ? 'triage ' : 'Triage', 20 + (at % 50)), row('Treatment', 70 + (at % 60)));
    if (at % 20 === 3) lines.push(row('Treatment', 70 + (at % 60)));
  }
  lines.push(`;Register;01.${month}.2026 09:00;01.${month}.2026 09:10;crew 1`);
  lines.push(`${String(1000 + from)};Discharge;31.11.2026 09:00;01.${month}.2026 10:00;crew 1`);
  return `${lines.join('\n')}\n`;
}

const wide = (cases: number): string =>
  [
    'request,opened,assigned,resolved,team',
    ...Array.from({ length: cases }, (_, at) => {
      const day = String(1 + (at % 25)).padStart(2, '0');
      return `R${String(at)},2026-10-${day} 08:${String(at % 60).padStart(2, '0')},2026-10-${day} 10:05,${at % 7 ? `2026-10-${day} 16:30` : ''},${at % 2 ? 'A' : 'B'}`;
    }),
  ].join('\n') + '\n';

inBrowser('files on their way in', () => {
  let product: Product;
  let browser: Browser;
  const file = async (name: string, text: string) => {
    const path = join(product.folder, name);
    await writeFile(path, text);
    return path;
  };
  const importsOf = (process: string) => product.api<ImportRecord[]>(`/processes/${process}/imports`);
  const title = (page: Page, words: string | RegExp) => page.getByRole('heading', { level: 1, name: words }).waitFor({ timeout: LONG });
  const importButton = (page: Page) => page.getByRole('button', { name: /^Import [\d,]+ (event|row|answer)/ });

  beforeAll(async () => {
    product = await startProduct({ samples: false });
    browser = await openBrowser();
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('brings a messy file in with a few presses, and says what became of every row', async () => {
    const { context, page, errors } = await openPage(browser, DESK);
    await page.goto(`${product.address}/?new`);
    await page.setInputFiles('input[type=file]', await file('visits_2026-10.csv', visits(120)));
    await title(page, /^368 rows read\. .*can be used as they are\.$/);
    expect(plain(await page.locator('main').innerText())).toMatch(/need(s)? your decision/);
    // a choice is looked at again without a jump of the focus
    const merge = page.locator('#decisions').getByRole('button', { name: 'Merge', exact: true }).first();
    await merge.click();
    await expect.poll(() => merge.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    expect(await merge.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('Visits');
    await importButton(page).click();
    await title(page, /events of 120 cases are in\.$/);
    expect(await violations(page)).toEqual([]);
    const [record] = await importsOf('visits');
    expect(record?.receipt).toMatchObject({ rows: 368, cases: 120 });
    const { accepted = 0, rejected = 0, merged = 0, duplicates = 0 } = record?.receipt ?? {};
    expect(accepted + rejected + merged + duplicates).toBe(368);

    await page.getByRole('link', { name: 'Open as a page' }).click();
    await page.waitForURL(/\/data\/imports\//);
    await title(page, /events of 120 cases are in\.$/);
    expect(plain(await page.locator('main').innerText())).toContain(record?.sha256);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  }, 180_000);

  it('knows the source the next time: one press after the drop', async () => {
    const { context, page, errors } = await openPage(browser, DESK, 'dark');
    await page.goto(`${product.address}/visits/data/import`);
    await page.setInputFiles('input[type=file]', await file('visits_2026-11.csv', visits(60, 120, '09')));
    await page
      .getByText(/Same as last time/)
      .first()
      .waitFor({ timeout: LONG });
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    await page.getByText('Headline figures', { exact: true }).waitFor({ timeout: LONG });
    expect(await violations(page)).toEqual([]);
    await importButton(page).click();
    await title(page, /events of 60 cases are in\.$/);
    expect(errors).toEqual([]);
    await context.close();
  }, 120_000);

  it('takes an import back and brings it again', async () => {
    const { context, page, errors } = await openPage(browser, DESK);
    const cases = async () => (await product.api<ProcessSummary[]>('/processes')).find(({ id }) => id === 'visits')?.cases;
    await page.goto(`${product.address}/visits/data`);
    await page.getByRole('button', { name: /^Take back visits_2026-11/ }).click();
    const dialog = page.getByRole('dialog');
    expect(plain(await dialog.innerText())).toMatch(/events of this file no longer count/);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor({ timeout: LONG });
    expect(await cases()).toBe(120);
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(cases, { timeout: LONG }).toBe(180);
    await page.getByRole('button', { name: /^Take back visits_2026-11/ }).waitFor({ timeout: LONG });

    // the version before it can be opened from the list, on every page
    await page.getByRole('link', { name: 'Open data version 1' }).click();
    await page.getByText(/^Data version 1 of/).waitFor({ timeout: LONG });
    await page.getByRole('heading', { level: 1, name: /take/ }).waitFor({ timeout: LONG });
    await page.getByRole('link', { name: 'Variants and cases' }).click();
    await page.waitForURL(/variants\?.*version=1/);
    await page.getByText(/^Data version 1 of/).waitFor({ timeout: LONG });
    await page.getByRole('link', { name: 'Back to the newest' }).click();
    await page.waitForURL((url) => !url.searchParams.has('version'));
    expect(errors).toEqual([]);
    await context.close();
  }, 180_000);

  it('lays out a file with one row per case, its activities named by a person', async () => {
    const { context, page, errors } = await openPage(browser, DESK);
    await page.goto(`${product.address}/?new`);
    await page.setInputFiles('input[type=file]', await file('requests.csv', wide(100)));
    await page.getByLabel('Activity of opened').waitFor({ timeout: LONG });
    await page.getByLabel('Activity of opened').fill('Request opened');
    await page.getByLabel('Activity of opened').press('Tab');
    await page.getByRole('checkbox', { name: /^assigned/ }).uncheck();
    await page.getByRole('cell', { name: 'Request opened' }).first().waitFor({ timeout: LONG });
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('Requests');
    await importButton(page).click();
    await title(page, /events of 100 cases are in\.$/);
    const names = await product.api<{ names: { name: string }[] }>('/processes/requests/names?of=activity');
    expect(names.names.map(({ name }) => name).sort()).toEqual(['Request opened', 'Resolved']);
    expect(errors).toEqual([]);
    await context.close();
  }, 120_000);

  it('goes on after a reload, with every decision', async () => {
    const { context, page, errors } = await openPage(browser, DESK);
    await page.goto(`${product.address}/visits/data/import`);
    await page.setInputFiles('input[type=file]', await file('visits_2026-08.csv', visits(40, 300, '08').replace('staff', 'crew')));
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    await page.getByLabel('Role of crew').selectOption({ label: 'Team' });
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    await page.reload();
    await title(page, /rows read/);
    expect(await page.getByLabel('Role of crew').inputValue()).toBe('team');
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    await importButton(page).click();
    await page.reload();
    await title(page, /events of 40 cases are in\.$/);
    expect((await importsOf('visits'))[0]).toMatchObject({ file: 'visits_2026-08.csv', state: 'done' });
    expect(errors).toEqual([]);
    await context.close();
  }, 120_000);

  it('says what is no longer there after a reload', async () => {
    const { context, page } = await openPage(browser, DESK);
    await page.goto(`${product.address}/visits/data/import`);
    await page.setInputFiles('input[type=file]', await file('gone.csv', visits(5, 500)));
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    const kept = await page.evaluate(() => localStorage.getItem('throughline:import:visits'));
    const { upload } = (JSON.parse(kept ?? '') as { files: { upload: string }[] }).files[0] ?? { upload: '' };
    await fetch(`${product.address}/api/v1/uploads/${upload}`, { method: 'DELETE' });
    await page.reload();
    await page.getByRole('alert').getByText('“gone.csv” is no longer kept here.').waitFor({ timeout: LONG });
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.waitForURL(/\/visits\/data$/);
    await context.close();
  }, 120_000);

  it('takes several files at once and imports them in their order', async () => {
    const { context, page, errors } = await openPage(browser, { width: 390, height: 844 });
    await page.goto(`${product.address}/visits/data/import`);
    const later = await file('visits_2026-07b.csv', visits(30, 700, '07'));
    const answers = await file(
      'answers.csv',
      `visit_no,answered_at,score,comment\n${Array.from({ length: 30 }, (_, at) => `${String(700 + 1000 + at)},2026-07-28 12:00,${String(at % 11)},fine`).join('\n')}\n`,
    );
    await page.setInputFiles('input[type=file]', [answers, later]);
    const all = page.getByRole('button', { name: 'Import all 2 that are ready' });
    // a decision that waits keeps a file back until someone has seen it
    for (const name of ['visits_2026-07b.csv', 'answers.csv']) {
      await page
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click();
      await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
      const waiting = page.locator('#decisions .alert:not(.quiet) .acts .button').first();
      for (let left = 12; left > 0 && (await waiting.count()) > 0; left -= 1) {
        await waiting.click();
        await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
      }
    }
    await all.waitFor({ timeout: LONG });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await all.click();
    await expect
      .poll(async () => (await importsOf('visits')).filter(({ state }) => state === 'done').length, { timeout: LONG })
      .toBeGreaterThanOrEqual(5);
    const [second, first] = await importsOf('visits');
    expect([first?.file, second?.file]).toEqual(['visits_2026-07b.csv', 'answers.csv']);
    expect(second?.receipt).toMatchObject({ kind: 'feedback', linked: 30 });
    expect(errors).toEqual([]);
    await context.close();
  }, 180_000);

  it('works by keys alone', async () => {
    const { context, page, errors } = await openPage(browser, DESK);
    // the browser is told before the page is there: a chooser asked for in the same moment can be lost
    let chooser: FileChooser | undefined;
    page.on('filechooser', (opened) => (chooser = opened));
    await page.goto(`${product.address}/visits/data`);
    await drawn(page);
    const choose = page.getByRole('button', { name: 'Choose files' });
    await expect
      .poll(
        async () => {
          if (chooser === undefined) await choose.press('Enter');
          return chooser;
        },
        { interval: 3000, timeout: LONG },
      )
      .toBeDefined();
    await chooser?.setFiles(await file('visits_2026-06.csv', visits(20, 900, '06')));
    await page.waitForURL(/\/data\/import$/);
    await expect.poll(() => importButton(page).isEnabled(), { timeout: LONG }).toBe(true);
    // from the title on, Tab reaches the import
    let reached = '';
    for (let presses = 0; presses < 6 && !reached.startsWith('Import'); presses += 1) {
      await page.keyboard.press('Tab');
      reached = await page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
    }
    expect(reached).toMatch(/^Import/);
    await page.keyboard.press('Enter');
    await title(page, /events of 20 cases are in\.$/);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(errors).toEqual([]);
    await context.close();
  }, 120_000);

  it('shows names of every kind as text, many columns and one column', async () => {
    const { context, page, errors } = await openPage(browser, { width: 390, height: 844 }, 'dark');
    await page.goto(`${product.address}/?new`);
    const long = 'A column whose name goes on and on as exports of old systems have them with (brackets) and more words until it is long';
    const header = [
      'case',
      'activity',
      'end',
      long,
      'רופא',
      '<img src=x onerror=alert(1)>',
      ...Array.from({ length: 54 }, (_, at) => `c${String(at)}`),
    ];
    const rows = Array.from({ length: 12 }, (_, at) =>
      [
        `${String(at % 4)}`,
        '<script>alert(1)</script>',
        `2026-10-0${String(1 + (at % 9))} 10:00`,
        'x',
        'ד״ר לוי',
        '<b>y</b>',
        ...Array.from({ length: 54 }, () => 'v'),
      ].join(','),
    );
    await page.setInputFiles('input[type=file]', await file('many columns.csv', `${header.join(',')}\n${rows.join('\n')}\n`));
    await title(page, /^12 rows read/);
    expect(await page.evaluate(() => document.querySelectorAll('main script, main img').length)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.setInputFiles('input[type=file]', await file('one.csv', 'word\nred\ngreen\nblue\n'));
    await title(page, /rows read|needs another look/);
    expect(await page.locator('button:enabled', { hasText: /^Import/ }).count()).toBe(0);
    expect(errors.filter((error) => !error.includes('400'))).toEqual([]);
    await context.close();
  }, 120_000);
});
