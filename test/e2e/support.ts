import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterEach, describe, inject } from 'vitest';
import { packageRoot } from '../../engine/package-root.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const named = process.env['THROUGHLINE_BROWSER'];

/** A browser that is here; `npm test` names it, and a bare `vitest` looks in the usual places. */
export const browserPath = named === 'none' ? undefined : (named ?? places.find((place) => existsSync(place)));

/**
 * Tests in a browser, skipped where there is none. On a busy machine a browser is late now and then: each test has a second try, which
 * the report names, and what the first one waited for is printed.
 */
export const inBrowser = (name: string, tests: () => void) =>
  describe.skipIf(browserPath === undefined)(name, { retry: 1, timeout: 180_000 }, () => {
    afterEach(({ task }) => {
      const error = task.result?.state === 'fail' ? task.result.errors?.at(-1) : undefined;
      if (error) process.stderr.write(`${task.name}: ${error.stack ?? error.message}\n`);
    });
    tests();
  });

export interface Product {
  readonly address: string;
  readonly folder: string;
  /** Answers of the API, as the page gets them. */
  api<T>(path: string): Promise<T>;
  cli(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }>;
  stop(): Promise<void>;
}

/** The built product on a free port with a data folder of its own, with both samples in it or nothing. */
export async function startProduct({ samples }: { samples: boolean }): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  if (samples) await cp(await loadedSamples(), folder, { recursive: true });
  return productOn(folder, samples);
}

/** A data folder with both samples, loaded by the product at its first start: once a run, by the first who needs it. */
async function loadedSamples(): Promise<string> {
  const ready = join(inject('runFolder'), 'samples');
  const making = `${ready}-loading`;
  const mine = await mkdir(making).then(
    () => !existsSync(ready),
    () => false,
  );
  if (mine) {
    const product = await productOn(making, true);
    await Promise.all([settled(product, 'ed'), settled(product, 'desk')]);
    await product.end();
    await rename(making, ready);
  }
  for (let tries = 0; !existsSync(ready); tries += 1) {
    if (tries === 1200) throw new Error('Another test file did not load the samples.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return ready;
}

async function productOn(folder: string, samples: boolean): Promise<Product & { end(): Promise<void> }> {
  const env = {
    ...process.env,
    THROUGHLINE_DATA: folder,
    THROUGHLINE_PORT: '0',
    THROUGHLINE_SAMPLES: samples ? 'on' : 'off',
    THROUGHLINE_LOG: 'silent',
  };
  const program = join(packageRoot, 'dist', 'server', 'cli.js');
  const server = spawn(process.execPath, [program, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  server.stdout.on('data', (piece: Buffer) => (words += piece.toString()));
  server.stderr.on('data', (piece: Buffer) => (words += piece.toString()));
  const address = await started(folder, server, () => words);
  const api = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${address}/api/v1${path}`);
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const cli = (...args: string[]) =>
    new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
      child.on('exit', (status) => resolve({ status: status ?? -1, stdout, stderr }));
    });
  const end = async () => {
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await gone;
    }
  };
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { address, folder, api, cli, stop, end };
}

async function started(folder: string, server: ChildProcess, words: () => string): Promise<string> {
  const file = join(folder, 'server.json');
  for (let tries = 0; tries < 1200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`The server stopped: ${words()}`);
    if (existsSync(file)) {
      const { address } = JSON.parse(readFileSync(file, 'utf8')) as { address: string };
      return address.replace(/\/$/, '');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server did not start: ${words()}`);
}

/** Waits until the samples, or any other running import, are in. */
export async function settled(product: Product, process: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const services = await product.api<{ id: string; dataVersion: number; hasFeedback: boolean }[]>('/processes');
    const imports = services.some(({ id }) => id === process)
      ? await product.api<{ state: string }[]>(`/processes/${process}/imports`)
      : [];
    if (imports.length >= 2 && imports.every(({ state }) => state === 'done')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The data of ${process} did not settle.`);
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export type Theme = 'light' | 'dark';

/** A page whose errors are collected: a test ends with `expect(errors).toEqual([])`. */
export async function openPage(
  browser: Browser,
  size: { width: number; height: number },
  theme: Theme = 'light',
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'America/New_York',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { context, page, errors };
}

/**
 * Waits until the page has its title and nothing on it is still being worked out; then two frames more, as the way to a page ends
 * with the focus at its top, after the page stands: a key pressed before that would be lost.
 */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main h1') !== null && document.querySelector('main .bone') === null, undefined, {
    timeout: 60_000,
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))));
}

/** Rules of WCAG 2.2 AA and best practice that the page breaks, each with its place. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}
