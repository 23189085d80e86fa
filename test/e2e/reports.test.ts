import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import type { Browser, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Message } from '../../model/delivery.ts';
import type { Letter } from '../../model/letter.ts';
import type { LetterLine, LetterMeta, Schedule } from '../../model/schedule.ts';
import { drawn, inBrowser, openBrowser, openPage, startProduct, violations, type Product } from './support.ts';

const SLOW = { timeout: 120_000 };

/** A mail server that takes everything. */
async function mailServer(): Promise<{ port: number; mails: string[]; close: () => Promise<void> }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, callback) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        mails.push(Buffer.concat(pieces).toString('utf8'));
        callback();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(resolve);
    });
  return { port: (listening.address() as AddressInfo).port, mails, close };
}

/** Texts of all figures in a letter, wherever they are. */
function figureTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(figureTexts);
  if (typeof value !== 'object' || value === null) return [];
  if ('text' in value && 'value' in value && 'href' in value)
    return typeof value.text === 'string' && value.text !== '' ? [value.text] : [];
  return Object.values(value).flatMap(figureTexts);
}

/** What reaches into a frame that runs nothing is refused there, and says so: that is of the test, and no error of the page. */
const own = (errors: readonly string[]) => errors.filter((words) => !words.startsWith('Blocked script execution'));

interface Kept {
  meta: LetterMeta;
  letter: Letter;
  deliveries: Message[];
}

inBrowser('reports', () => {
  let product: Product;
  let browser: Browser;
  let mail: Awaited<ReturnType<typeof mailServer>>;

  beforeAll(async () => {
    mail = await mailServer();
    product = await startProduct({ samples: true });
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await mail.close();
  });

  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`${product.address}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    return JSON.parse(text) as T;
  };
  const kept = (id: string) => product.api<Kept>(`/letters/${id}`);

  /** The page of a kept letter prints every figure, its check code, and nothing of its own. */
  async function showsAll(page: Page, { letter }: Kept): Promise<void> {
    const sheet = await page.locator('article.sheet').textContent(SLOW);
    for (const text of figureTexts(letter.sections)) expect(sheet, text).toContain(text);
    for (const words of [letter.lead, letter.periodWords, letter.footFigures]) expect(sheet).toContain(words);
    for (const line of letter.headline) expect(sheet).toContain(line);
  }

  it('says that nothing is sent, until mail is set up with a test that arrives', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 900 });
    await page.goto(`${product.address}/ed/reports`);
    await drawn(page);
    await page.getByText('No mail server is set up, so no mail is sent.').waitFor(SLOW);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Set up mail' }).click();
    await page.getByRole('heading', { level: 1, name: 'Channels' }).waitFor(SLOW);
    expect(await violations(page)).toEqual([]);

    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Server', { exact: true }).fill('127.0.0.1');
    await page.getByLabel('Connection', { exact: true }).selectOption('none');
    await page.getByLabel('Port', { exact: true }).fill(String(mail.port));
    await page.getByLabel('From', { exact: true }).fill('Throughline <letters@example.org>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('Send a test to').fill('me@example.org');
    await page.getByRole('button', { name: 'Send test' }).click();
    await expect.poll(() => mail.mails.length, SLOW).toBe(1);
    expect((await PostalMime.parse(mail.mails[0] ?? '')).to?.[0]?.address).toBe('me@example.org');
    expect(own(errors)).toEqual([]);
    await context.close();
  });

  it('sets a letter up beside its preview, sends it to myself, and keeps it with the same figures', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 1000 });
    // the choice of cases of the overview goes along
    await page.goto(`${product.address}/ed/overview?where=@activity:Triage&period=all`);
    await drawn(page);
    await page.getByRole('link', { name: 'Send as a letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'New letter' }).waitFor(SLOW);
    await page.getByRole('group', { name: 'Visits' }).getByText('Triage').first().waitFor(SLOW);

    const frame = page.frameLocator('iframe[title="Preview of the mail"]');
    await frame.getByText('Measures').first().waitFor(SLOW);
    await page.getByRole('button', { name: 'PDF', exact: true }).click();
    await page.getByRole('link', { name: 'Open the PDF in a tab of its own' }).waitFor(SLOW);
    await page.getByRole('button', { name: 'Page', exact: true }).click();
    await page.locator('article.sheet').waitFor(SLOW);

    await page.getByLabel('Name of the letter').fill('To the chief');
    await page.getByRole('button', { name: 'Thursday' }).click();
    await page.getByText('Each Monday and Thursday at 07:00').waitFor(SLOW);
    await page.getByRole('textbox', { name: 'Recipients' }).fill('chief@example.org, Head <head@example.org>; nonsense');
    await page.keyboard.press('Enter');
    await page.getByText('“nonsense” is no mail address.').waitFor(SLOW);
    await page.getByRole('textbox', { name: 'Recipients' }).fill('');
    // a reload in the middle loses nothing
    await page.reload();
    await page.getByText('This is what you had written before.').waitFor(SLOW);
    expect(await page.getByLabel('Name of the letter').inputValue()).toBe('To the chief');
    await page.getByRole('button', { name: 'Page', exact: true }).click();
    await page.locator('article.sheet').waitFor(SLOW);
    expect(await violations(page)).toEqual([]);

    const before = mail.mails.length;
    await page.getByRole('button', { name: 'Send to myself' }).click();
    await page.getByLabel('My address').fill('me@example.org');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => mail.mails.length, SLOW).toBe(before + 1);
    const arrived = await PostalMime.parse(mail.mails[before] ?? '');

    await page.getByRole('button', { name: 'Save letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'To the chief' }).waitFor(SLOW);
    const [schedule] = await product.api<Schedule[]>('/schedules?process=ed');
    expect(schedule).toMatchObject({ name: 'To the chief', when: { kind: 'weekly', days: ['monday', 'thursday'] }, zone: 'Europe/Dublin' });
    expect(schedule?.recipients.map(({ to }) => to)).toEqual(['chief@example.org', 'head@example.org']);
    expect(schedule?.order.scope).toContain('Triage');

    await page.goto(`${product.address}/ed/letters`);
    await drawn(page);
    expect(await violations(page)).toEqual([]);
    const [line] = await product.api<LetterLine[]>('/letters?process=ed');
    await page.getByRole('link', { name: line?.headline ?? '' }).click();
    await page.locator('article.sheet').waitFor(SLOW);
    const letter = await kept(line?.id ?? '');
    await showsAll(page, letter);
    expect(await violations(page)).toEqual([]);
    const { letter: said } = letter;
    expect(arrived.subject).toBe(said.subject);
    for (const form of [arrived.html ?? '', arrived.text ?? '']) expect(form).toContain(`${said.check.slice(0, 4)} ${said.check.slice(4)}`);

    // a figure leads to the live page at the letter's data version
    const figure = page.locator('article.sheet a.figure').first();
    expect(await figure.getAttribute('href')).toContain(`version=${said.dataVersion}`);
    await page.getByRole('button', { name: 'Mail', exact: true }).click();
    await page.frameLocator('iframe').getByText('Measures').first().waitFor(SLOW);
    await page.getByRole('button', { name: /^Delivery/ }).click();
    await page.getByText('me@example.org').first().waitFor(SLOW);
    expect(own(errors)).toEqual([]);
    await context.close();
  });

  it('pauses, shows both versions where two people changed the same, deletes with a way back', async () => {
    const { context, page, errors } = await openPage(browser, { width: 1440, height: 1000 });
    const made = await post<Schedule>('/schedules', {
      name: 'For the board',
      order: { kind: 'monthly', process: 'ed' },
      when: { kind: 'monthly', day: 1, time: '08:00' },
      zone: 'Europe/Dublin',
    });
    await page.goto(`${product.address}/ed/reports/${made.id}`);
    await drawn(page);
    const theirs = await fetch(`${product.address}/api/v1/schedules/${made.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revision: made.revision, name: 'For the trustees', attachPdf: true }),
    });
    expect(theirs.status).toBe(200);
    await page.getByLabel('Name of the letter').fill('For the council');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Someone else changed this letter while you wrote.').waitFor(SLOW);
    await page.getByText('For the trustees').first().waitFor(SLOW);
    await page.getByRole('button', { name: /Keep mine/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'For the council' }).waitFor(SLOW);
    expect(await product.api<Schedule>(`/schedules/${made.id}`)).toMatchObject({ name: 'For the council', attachPdf: true });

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It is paused.').waitFor(SLOW);
    await page.getByRole('button', { name: 'Delete this letter' }).click();
    await page.getByText('“For the council” is deleted.').waitFor(SLOW);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByRole('link', { name: 'For the council' }).waitFor(SLOW);
    expect(own(errors).filter((words) => !words.includes('409'))).toEqual([]);
    await context.close();
  });

  it('shows twenty archived letters with every figure they hold', async () => {
    const days = ['2026-10-28', '2026-10-14', '2026-09-30', '2026-08-12', '2026-06-17'];
    const orders = [
      { kind: 'weekly' },
      { kind: 'weekly', scope: 'where=@activity:Triage' },
      { kind: 'monthly' },
      { kind: 'monthly', scope: 'where=@not-activity:Triage' },
    ].flatMap((order) => days.map((on) => ({ ...order, process: 'ed', on })));
    const { context, page, errors } = await openPage(browser, { width: 1200, height: 900 });
    for (const order of orders) {
      const { meta } = await post<{ meta: LetterMeta }>('/letters', { order, recipients: [] });
      await page.goto(`${product.address}/ed/letters/${meta.id}`);
      await showsAll(page, await kept(meta.id));
    }
    expect(own(errors)).toEqual([]);
    await context.close();
  });

  it('reads on a phone, light and dark, without scrolling sideways', async () => {
    const [line] = await product.api<LetterLine[]>('/letters?process=ed');
    for (const theme of ['light', 'dark'] as const) {
      const { context, page, errors } = await openPage(browser, { width: 390, height: 844 }, theme);
      for (const path of ['/ed/reports', '/ed/letters', `/ed/letters/${line?.id ?? ''}`, '/ed/reports/sending', '/letters', '/channels']) {
        await page.goto(`${product.address}${path}`);
        await drawn(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
        expect(await violations(page), path).toEqual([]);
      }
      expect(own(errors)).toEqual([]);
      await context.close();
    }
  });
});
