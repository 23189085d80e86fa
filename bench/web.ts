// What a person waits for in the browser, on a service with a million events.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium, type Browser, type Page, type Response } from 'playwright-core';
import { packageRoot } from '../engine/package-root.ts';
import { number } from '../model/format.ts';

const PROCESS = 'bench';
const PROGRAM = join(packageRoot, 'dist', 'server', 'cli.js');
const STAGES = ['Intake', 'Assessment', 'Treatment', 'Discharge'];
const ACTIVITIES = 12;
/** Filters that are clicked, each another one. */
const CLICKS = 15;
const PRIORITIES = 5;

interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** Lines of the section “In the browser” of results.md. The log is one of `writeBigLog` with the default activities. */
export async function measureBrowser(log: string, browserPath: string, home: string): Promise<string[]> {
  const folder = join(home, 'web');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const server = await serve(folder);
  try {
    await prepare(server.address, folder, log);
    const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      return await sections(browser, server.address);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sections(browser: Browser, address: string): Promise<string[]> {
  // a person's browser runs already: only its cache is empty, as each page is opened in a context of its own; no page of ours, which would ask
  const start = await newPage(browser);
  await start.goto(`${address}/icon.svg`, { waitUntil: 'networkidle' });
  await start.context().close();
  const overview = await overviewOpens(browser, address);
  const map = await mapOpens(browser, address);
  const within = await mapOpensWithin(browser, address);
  const clicks = await filterClicks(browser, address);
  const ms = (value: number) => `${number(value)} ms`;
  return [
    '## In the browser, 1 M events',
    '',
    'Headless Chromium on the same machine as the server, 1440 x 900, running already, with an empty cache; nothing was asked before.',
    '',
    '| what | measured | budget |',
    '| --- | --- | --- |',
    `| JavaScript of the first load, brotli | ${number(overview.scriptBytes / 1000)} kB | 250 kB |`,
    `| overview usable: the ribbon is drawn | ${ms(overview.ms)} | 1,500 ms |`,
    `| map first painted, opened by its address | ${ms(map.ms)} | |`,
    `| longest time input is blocked meanwhile, the start of the pages in it | ${ms(map.longestTask)} | |`,
    `| map first painted, opened from the overview | ${ms(within.ms)} | |`,
    `| longest time input is blocked meanwhile | ${ms(within.longestTask)} | 100 ms |`,
    `| filter click to repaint of the map, median of ${String(clicks.length)} new filters | ${ms(middle(clicks.map(({ counts }) => counts)))} | 300 ms |`,
    `| the slowest of them | ${ms(Math.max(...clicks.map(({ counts }) => counts)))} | |`,
    `| until the times are there too, median | ${ms(middle(clicks.map(({ times }) => times)))} | |`,
    '',
  ];
}

async function overviewOpens(browser: Browser, address: string): Promise<{ ms: number; scriptBytes: number }> {
  const page = await newPage(browser);
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) scripts.push(response);
  });
  await page.goto(`${address}/${PROCESS}/overview?period=all`);
  await page.waitForSelector('main .card svg[role="img"]', { timeout: 60_000 });
  const ms = await page.evaluate(() => performance.now());
  // only now: packing takes a processor
  const bodies = await Promise.all(scripts.map((script) => script.body().catch(() => Buffer.alloc(0))));
  await page.context().close();
  return { ms, scriptBytes: bodies.reduce((sum, body) => sum + (body.length === 0 ? 0 : brotliCompressSync(body).length), 0) };
}

interface Opened {
  readonly ms: number;
  readonly longestTask: number;
}

/** A page that keeps the length of its longest task in `longest`. */
async function watchedPage(browser: Browser): Promise<Page> {
  const page = await newPage(browser);
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { longest: number };
    seen.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  return page;
}

const longestTask = (page: Page) => page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
const SETTLES_MS = 2000;

async function mapOpens(browser: Browser, address: string): Promise<Opened> {
  const page = await watchedPage(browser);
  await page.goto(`${address}/${PROCESS}/map?period=all`);
  await page.waitForSelector('svg [data-node]', { timeout: 60_000 });
  const ms = await page.evaluate(() => performance.now());
  await page.waitForTimeout(SETTLES_MS);
  const opened = { ms, longestTask: await longestTask(page) };
  await page.context().close();
  return opened;
}

/** By the link in the rail, for another period than the one before, so that no answer is kept. */
async function mapOpensWithin(browser: Browser, address: string): Promise<Opened> {
  const page = await watchedPage(browser);
  await page.goto(`${address}/${PROCESS}/overview?from=2026-01-05&to=2026-01-20`, { waitUntil: 'networkidle' });
  await page.waitForTimeout(SETTLES_MS);
  await page.evaluate(() => ((globalThis as unknown as { longest: number }).longest = 0));
  const started = await page.evaluate(() => performance.now());
  await page.getByRole('link', { name: 'Process map' }).first().click();
  await page.waitForSelector('svg [data-node]', { timeout: 60_000 });
  const ms = (await page.evaluate(() => performance.now())) - started;
  await page.waitForTimeout(SETTLES_MS);
  const opened = { ms, longestTask: await longestTask(page) };
  await page.context().close();
  return opened;
}

interface Repaint {
  /** Until the map of the new scope is drawn with its counts. */
  counts: number;
  /** Until its times are drawn too. */
  times: number;
}

/** From the click on “Filter to these cases” to the frame that shows the map of the new scope. Each is one nobody asked for before. */
async function filterClicks(browser: Browser, address: string): Promise<Repaint[]> {
  const page = await newPage(browser);
  const waits: Repaint[] = [];
  for (let click = 0; click < CLICKS; click += 1) {
    const node = `Activity ${String((click % ACTIVITIES) + 1).padStart(2, '0')}`;
    const priority = String((click % PRIORITIES) + 1);
    await page.goto(`${address}/${PROCESS}/map?period=all&where=priority:in:${priority}&node=${encodeURIComponent(node)}`);
    await page.waitForSelector('[data-shown*="all"] svg [data-node]', { timeout: 60_000 });
    const button = page.getByRole('button', { name: /^Filter to these/ });
    await button.waitFor();
    await page.waitForLoadState('networkidle');
    waits.push(await button.evaluate(clickAndWait));
  }
  await page.context().close();
  return waits;
}

/** Runs in the page: presses the button and resolves with the ms until frames after the drawing says what it shows. */
function clickAndWait(button: Element): Promise<Repaint> {
  const shown = () => document.querySelector('[data-shown]')?.getAttribute('data-shown') ?? '';
  const before = shown();
  const started = performance.now();
  let counts: number | null = null;
  (button as HTMLElement).click();
  return new Promise((resolve, reject) => {
    const look = () => {
      const now = shown();
      // this callback runs before its frame is painted: the next task runs after
      if (now !== before) {
        setTimeout(() => {
          counts ??= performance.now() - started;
          if (now.includes('"all')) resolve({ counts, times: performance.now() - started });
        });
      }
      if (performance.now() - started > 30_000) reject(new Error('The map did not follow the filter.'));
      else if (now === before || !now.includes('"all')) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const newPage = async (browser: Browser): Promise<Page> => (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The log as a service with four stages. */
async function prepare(address: string, folder: string, log: string): Promise<void> {
  const env = { ...process.env, THROUGHLINE_DATA: folder };
  const status = await new Promise<number | null>((resolve) => {
    spawn(process.execPath, [PROGRAM, 'import', log, '--process', PROCESS, '--zone', 'UTC', '--json'], { env, stdio: 'ignore' }).on(
      'exit',
      resolve,
    );
  });
  if (status !== 0) throw new Error(`The import for the browser ended with ${String(status)}.`);
  const each = ACTIVITIES / STAGES.length;
  const stages = STAGES.map((name, at) => ({
    name,
    activities: Array.from({ length: each }, (_, place) => ({ name: `Activity ${String(at * each + place + 1).padStart(2, '0')}` })),
  }));
  const answer = await fetch(`${address}/api/v1/processes/${PROCESS}/blueprint`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ stages, endActivities: [], handOvers: [], measures: [] }),
  });
  if (!answer.ok) throw new Error(`The blueprint was refused: ${await answer.text()}`);
}

async function serve(folder: string): Promise<Server> {
  const env = { ...process.env, THROUGHLINE_DATA: folder, THROUGHLINE_PORT: '0', THROUGHLINE_SAMPLES: 'off', THROUGHLINE_LOG: 'silent' };
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: 'ignore' });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  };
  const file = join(folder, 'server.json');
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    if (existsSync(file))
      return { address: (JSON.parse(readFileSync(file, 'utf8')) as { address: string }).address.replace(/\/$/, ''), stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error('The server for the browser did not start.');
}
