import type { FastifyInstance } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Mapping, Receipt } from '../../model/event-log.ts';
import { isOver, type Job } from '../../model/job.ts';
import { buildApp, type AppOptions } from '../../server/app.ts';

export const NOW = new Date('2026-11-20T12:00:00.000Z');

/** A folder that goes when the test is over. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The whole server on a data folder of its own, with real databases; closed when the test is over. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<FastifyInstance> {
  const app = await buildApp({
    dataFolder: options.dataFolder ?? (await tempFolder()),
    logLevel: 'silent',
    threads: 2,
    memory: '512MB',
    now: () => NOW,
    ...options,
  });
  onTestFinished(() => app.close());
  return app;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Record<string, unknown>;
}

/** One request below /api/v1, its JSON read. */
export async function ask<T = Record<string, unknown>>(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered<T>> {
  const response = await app.inject({ method, url: `/api/v1${url}`, headers, ...(body === undefined ? {} : { payload: body as object }) });
  const json = /json/.test(String(response.headers['content-type'])) && response.body !== '';
  return { status: response.statusCode, body: (json ? response.json() : response.body) as T, headers: response.headers };
}

/** Sends a file as a browser does. */
export async function upload(app: FastifyInstance, content: string | Buffer, name = 'log.csv'): Promise<string> {
  const { status, body } = await sendForm(app, content, name);
  if (status !== 201) throw new Error(`The upload was answered with ${status}: ${JSON.stringify(body)}`);
  return body.upload;
}

export async function sendForm(
  app: FastifyInstance,
  content: string | Buffer,
  name: string,
): Promise<Answered<{ upload: string; name: string; bytes: number; sha256: string }>> {
  const boundary = 'a-boundary-of-the-tests';
  const payload = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return ask(app, 'POST', '/uploads', payload, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}

/** Waits until a job is over. */
export async function ended(app: FastifyInstance, id: string): Promise<Job> {
  for (;;) {
    const { body } = await ask<Job>(app, 'GET', `/jobs/${id}`);
    if (isOver(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Imports a file and answers the job when it is over. */
export async function importCsv(
  app: FastifyInstance,
  process: string,
  content: string | Buffer,
  mapping: Mapping = {},
  name = 'log.csv',
): Promise<Job & { result: Receipt }> {
  const { status, body } = await ask<Job>(app, 'POST', `/processes/${process}/imports`, {
    upload: await upload(app, content, name),
    mapping,
  });
  if (status !== 202) throw new Error(`The import was answered with ${status}: ${JSON.stringify(body)}`);
  return (await ended(app, body.id)) as Job & { result: Receipt };
}

export const makeProcess = async (app: FastifyInstance, more: object = {}) =>
  ask<{ id: string }>(app, 'POST', '/processes', { name: 'Permits', id: 'permits', zone: 'Europe/Amsterdam', ...more });

/** Three cases by hand: in full, A-3 open. */
export const LOG = `case,activity,start,end,resource,priority
A-1,Register,2026-10-05T08:00:00Z,2026-10-05T08:10:00Z,Ann,high
A-1,Assess,2026-10-05T09:10:00Z,2026-10-05T09:40:00Z,Bob,high
A-1,Decide,2026-10-05T10:40:00Z,2026-10-05T11:00:00Z,Ann,high
A-2,Register,2026-10-06T08:00:00Z,2026-10-06T08:05:00Z,Ann,low
A-2,Assess,2026-10-06T10:05:00Z,2026-10-06T10:35:00Z,Bob,low
A-2,Decide,2026-10-06T11:35:00Z,2026-10-06T12:00:00Z,Ann,low
A-3,Register,2026-10-07T08:00:00Z,2026-10-07T08:15:00Z,Ann,low
`;

/** A log of any size, the same for the same number. */
export function logOf(cases: number): string {
  const lines = ['case,activity,start,end,resource'];
  for (let at = 0; at < cases; at += 1) {
    const day = Date.UTC(2026, 0, 1) + at * 600_000;
    for (const [step, activity] of ['Register', 'Triage', 'Assess', 'Treat', 'Close'].entries()) {
      const start = day + step * 3_600_000 + (at % 7) * 60_000;
      lines.push(`C-${at},${activity},${new Date(start).toISOString()},${new Date(start + 900_000).toISOString()},P${(at + step) % 9}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
