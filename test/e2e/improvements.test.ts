import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import type { ImprovementList, ImprovementView } from '../../model/improvement-view.ts';
import { drawn, inBrowser, openBrowser, openPage, startProduct, violations, type Product } from './support.ts';

const SLOW = { timeout: 120_000 };
const DAY = 86_400_000;
const BEGIN = Date.parse('2025-01-06T00:00:00Z');
/** The change is made with the first day of this week, counted from 0. */
const CHANGE = 30;
const day = (week: number, offset = 0) => new Date(BEGIN + (week * 7 + offset) * DAY).toISOString().slice(0, 10);

/** A stream of numbers from 0 to 1 that is the same every time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A clinic: people register, wait to be seen (45 min, 25 % less from the change on, 5 % noise by week), are seen. */
function log(from: number, to: number): string {
  const lines = ['case,activity,start,end,team'];
  for (let week = from; week < to; week += 1) {
    const next = numbers(1000 + week);
    const level = 45 * (week >= CHANGE ? 0.75 : 1) * (1 + 0.05 * (next() + next() + next() - 1.5) * 2);
    for (let at = 0; at < 60; at += 1) {
      const arrived = BEGIN + week * 7 * DAY + (at % 7) * DAY + (8 + 9 * next()) * 3_600_000;
      const registered = arrived + (3 + 4 * next()) * 60_000;
      const seen = registered + level * (0.8 + 0.4 * next()) * 60_000;
      const done = seen + (10 + 15 * next()) * 60_000;
      const row = (activity: string, start: number, end: number, team: string) =>
        lines.push(`C-${week}-${at},${activity},${new Date(start).toISOString()},${new Date(end).toISOString()},${team}`);
      row('Register', arrived, registered, 'Desk');
      row('See a doctor', seen, done, 'Doctors');
      row('Leave', done + 5 * 60_000, done + 6 * 60_000, 'Desk');
    }
  }
  return `${lines.join('\n')}\n`;
}

inBrowser('improvements', () => {
  let product: Product;
  let browser: Browser;
  const roles = ['--role', 'case=case', '--role', 'activity=activity', '--role', 'start=start', '--role', 'end=end', '--role', 'team=team'];
  const bring = async (name: string, from: number, to: number) => {
    const file = join(product.folder, name);
    await writeFile(file, log(from, to));
    const done = await product.cli('import', file, '--process', 'clinic', ...roles, '--zone', 'UTC');
    expect(done.status, done.stderr).toBe(0);
  };

  beforeAll(async () => {
    product = await startProduct({ samples: false });
    browser = await openBrowser();
    await bring('before.csv', 0, CHANGE);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  /** A page that counts what a person presses; typing into a field that was pressed counts once. */
  function counted() {
    let clicks = 0;
    const press = async (what: Locator) => {
      await what.click(SLOW);
      clicks += 1;
    };
    const write = async (what: Locator, text: string) => {
      await press(what);
      await what.fill(text);
    };
    return { press, write, clicks: () => clicks };
  }

  it('goes from the overview to a running improvement in at most 12 clicks, and has its verdict when the weeks are in', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
    const { press, write, clicks } = counted();
    await page.goto(`${product.address}/clinic/overview?period=all`);
    await drawn(page);
    await press(page.getByRole('link', { name: /Register.*See a doctor/ }).first());
    await press(page.getByRole('link', { name: 'Start an improvement' }));
    await page.getByRole('heading', { level: 1, name: 'Start an improvement' }).waitFor(SLOW);
    await write(page.getByLabel('Name', { exact: true }), 'A second doctor from nine');
    await write(page.getByLabel('What you will change, and why it should help'), 'A second doctor takes the queue of the morning away.');
    await write(page.getByLabel('Owner'), 'Head of the clinic');
    await write(page.getByLabel('Day of the change'), day(CHANGE));

    // a reload in the middle loses nothing
    await page.reload();
    await page.getByText('This is what you had written before.').waitFor(SLOW);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('A second doctor from nine');
    await press(page.getByRole('button', { name: 'Start improvement' }));
    await page.getByRole('heading', { level: 1, name: 'A second doctor from nine' }).waitFor(SLOW);
    expect(clicks()).toBeLessThanOrEqual(12);

    const [made] = (await product.api<ImprovementList>('/processes/clinic/improvements')).improvements;
    expect(made).toMatchObject({ id: 'imp-001', state: 'running', owner: 'Head of the clinic', madeOn: day(CHANGE) });
    expect(made?.verdict?.verdict).toBe('too-early');
    await page.getByRole('heading', { name: /Too early: 0 of 8 weeks/ }).waitFor(SLOW);

    // eight more weeks come in, and a day that ends the last of them; nobody touches the improvement
    const revision = made?.revision;
    await bring('after.csv', CHANGE, CHANGE + 9);
    await page.getByRole('button', { name: 'Refresh' }).click(SLOW);
    await page.getByRole('heading', { name: 'Improved, not yet holding.' }).waitFor(SLOW);
    const view = await product.api<ImprovementView>('/processes/clinic/improvements/imp-001');
    expect(view.verdict?.verdict).toBe('improved');
    expect(view.verdict?.effect ?? 0).toBeLessThan(0);
    expect(view.revision).toBe(revision);
    await page.getByText('Verdict became', { exact: false }).first().waitFor(SLOW);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  }, 300_000);

  it('is worked with by keyboard, prints as one page, keeps what two people wrote, and is clean in dark and on a phone', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 }, 'dark');
    await page.goto(`${product.address}/clinic/improvements/imp-001/a3`);
    await drawn(page);
    await page.locator('main svg[role=img]').first().waitFor(SLOW);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
    expect(await violations(page)).toEqual([]);

    // both wrote the name: both are shown, and the other field of theirs is in
    await page.goto(`${product.address}/clinic/improvements/imp-001`);
    await page.getByRole('button', { name: 'Edit' }).click(SLOW);
    const form = page.getByRole('dialog', { name: 'Edit' });
    const mine = `Mine ${String(Date.now())}`;
    await form.getByLabel('Name', { exact: true }).fill(mine);
    const { revision } = await product.api<ImprovementView>('/processes/clinic/improvements/imp-001');
    await fetch(`${product.address}/api/v1/processes/clinic/improvements/imp-001`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revision, name: `Theirs, not ${mine}`, problem: 'People wait to be seen.' }),
    });
    await form.getByRole('button', { name: 'Save' }).click(SLOW);
    await form.getByText(`Theirs, not ${mine}`).waitFor(SLOW);
    await form.getByRole('button', { name: 'Keep mine' }).click(SLOW);
    await form.getByRole('button', { name: 'Save' }).click(SLOW);
    await page.getByRole('heading', { level: 1, name: mine }).waitFor(SLOW);
    expect(await product.api<ImprovementView>('/processes/clinic/improvements/imp-001')).toMatchObject({
      name: mine,
      problem: 'People wait to be seen.',
    });

    // from card to card, and a decision, without a mouse
    await page.goto(`${product.address}/clinic/improvements?view=ideas`);
    await page.getByLabel('The idea, in a few words').fill('Open at seven');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Open at seven' }).waitFor(SLOW);
    await page.goto(`${product.address}/clinic/improvements?view=board`);
    await page.getByRole('link', { name: 'Open at seven' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Adopt as standard' }).waitFor(SLOW);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Adopt as standard' }).waitFor(SLOW);
    await page.getByRole('button', { name: 'Adopt', exact: true }).press('Enter');
    await page.getByText('Adopted: the measure is watched from now on.').waitFor(SLOW);
    await page.getByRole('button', { name: 'Undo' }).click(SLOW);
    await page.getByText('Taken back.').waitFor(SLOW);
    expect((await product.api<ImprovementView>('/processes/clinic/improvements/imp-001')).state).toBe('running');

    await page.setViewportSize({ width: 390, height: 844 });
    for (const place of [
      'improvements',
      'improvements?view=ideas',
      'improvements/imp-001',
      'improvements/new?of=blank',
      'improvements/leadership',
    ]) {
      await page.goto(`${product.address}/clinic/${place}`);
      await drawn(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBe(390);
      expect(await violations(page), place).toEqual([]);
    }
    expect(errors.filter((error) => !error.includes('409'))).toEqual([]);
    await context.close();
  }, 300_000);
});
