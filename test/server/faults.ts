import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ImportRecord } from '../../model/import-record.ts';
import { isOver, type Job } from '../../model/job.ts';
import { catalog } from '../../server/analytics/catalog.ts';
import { buildApp } from '../../server/app.ts';
import { program, serve, type Served } from './program.ts';
import { ask, NOW, tempFolder } from './support.ts';

/** Numbers from 0 to 1, the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Questions whose answers hold nothing of the moment of a run. What is asked of the data themselves has ids and moments. */
const QUESTIONS = Object.keys(catalog).filter((id) => !['data-quality', 'case'].includes(id));

/** Every answer about a service, letter by letter. */
export async function answersOf(app: FastifyInstance, process = 'permits'): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const id of QUESTIONS) {
    const { body } = await app.inject({ url: `/api/v1/processes/${process}/analytics/${id}`, headers: { host: '127.0.0.1' } });
    answers[id] = body;
  }
  return answers;
}

/** The same of a server in a process of its own. */
export async function answersAt(address: string, process = 'permits'): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const id of QUESTIONS) answers[id] = await (await fetch(`${address}/api/v1/processes/${process}/analytics/${id}`)).text();
  return answers;
}

export const post = async <T>(address: string, url: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const answered = await fetch(`${address}/api/v1${url}`, {
    method: 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answered.status, body: (await answered.json()) as T };
};

export async function sendFile(
  address: string,
  content: string,
  name = 'big.csv',
): Promise<{ status: number; body: { upload: string; code?: string } }> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  const answered = await fetch(`${address}/api/v1/uploads`, { method: 'POST', body: form });
  return { status: answered.status, body: (await answered.json()) as { upload: string } };
}

export const startImport = async (address: string, content: string): Promise<Job> =>
  (await post<Job>(address, '/processes/permits/imports', { upload: (await sendFile(address, content)).body.upload })).body;

export async function jobOver(address: string, started: Job): Promise<Job> {
  let job = started;
  while (!isOver(job)) {
    await sleep(5);
    job = (await (await fetch(`${address}/api/v1/jobs/${job.id}`)).json()) as Job;
  }
  return job;
}

export const imports = async (app: FastifyInstance): Promise<ImportRecord[]> =>
  (await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports')).body;

/** A data folder in which something was done, from which others are copied. */
export interface Before {
  readonly folder: string;
  /** A copy of it under another name. */
  copy(name: string): Promise<string>;
}

export async function folderWith(prepare: (app: FastifyInstance) => Promise<void>): Promise<Before> {
  const root = await tempFolder();
  const folder = path.join(root, 'before');
  const app = await buildApp({ dataFolder: folder, logLevel: 'silent', now: () => NOW });
  await prepare(app);
  await app.close();
  return {
    folder,
    copy: async (name) => {
      const target = path.join(root, name);
      await mkdir(target);
      await cp(folder, target, { recursive: true });
      return target;
    },
  };
}

/** Opens a folder after whatever happened to it, and looks. */
export async function opened<T>(folder: string, look: (app: FastifyInstance) => Promise<T>): Promise<T> {
  const app = await buildApp({ dataFolder: folder, logLevel: 'silent', now: () => NOW });
  try {
    return await look(app);
  } finally {
    await app.close();
  }
}

/** What is done to a service, in a process that may be killed: begins it and answers when it is over. */
export type Deed = (server: Served) => Promise<Job>;

/** How long a deed takes when nothing disturbs it, and every answer afterwards. */
export async function undisturbed(before: Before, deed: Deed): Promise<{ ms: number; after: Record<string, string> }> {
  const server = await serve(await before.copy('whole'));
  const began = performance.now();
  const job = await deed(server);
  if ((await jobOver(server.address, job)).state !== 'done') throw new Error(`It did not work: ${JSON.stringify(job)}`);
  const ms = performance.now() - began;
  const after = await answersAt(server.address);
  server.child.kill('SIGTERM');
  await server.ended;
  return { ms, after };
}

/** Kills the program some time into a deed; answers how the folder lies there afterwards. */
export async function killedAfter(before: Before, deed: Deed, ms: number, name: string): Promise<string> {
  const folder = await before.copy(name);
  const server = await serve(folder);
  // the deed may be cut off before it answers
  const going = deed(server).catch(() => undefined);
  await sleep(ms);
  server.child.kill('SIGKILL');
  await server.ended;
  await going;
  return folder;
}

/** A shell in which a server runs under limits of the system; it is told by lines what to do. */
export interface Confined {
  readonly shell: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Runs a line and waits until it is over. */
  run(line: string): Promise<string>;
  /** Starts the server in it; answers its address. */
  serve(): Promise<string>;
  end(): Promise<void>;
}

/** `command` is the shell, perhaps inside a name space of its own. */
export function confined(command: readonly string[], dataFolder: string): Confined {
  const [name = 'bash', ...words] = command;
  const shell = spawn(name, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      THROUGHLINE_DATA: dataFolder,
      THROUGHLINE_SAMPLES: 'off',
      THROUGHLINE_PORT: '0',
      THROUGHLINE_LOG: 'error',
      THROUGHLINE_THREADS: '2',
      THROUGHLINE_MEMORY: '512MB',
    },
  });
  let out = '';
  let err = '';
  shell.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  shell.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const ended = new Promise<void>((resolve) => shell.on('close', () => resolve()));
  const until = async (find: () => string | undefined): Promise<string> => {
    for (let tries = 0; tries < 3000; tries += 1) {
      const found = find();
      if (found !== undefined) return found;
      await sleep(10);
    }
    throw new Error(`The shell did not answer: ${out.slice(-2000)} ${err.slice(-2000)}`);
  };
  let marks = 0;
  return {
    shell,
    run: async (line) => {
      marks += 1;
      const mark = `done-${marks}:`;
      const from = out.length;
      shell.stdin.write(`${line}\necho "${mark}$?:"\n`);
      return until(() => (out.slice(from).includes(mark) ? out.slice(from) : undefined));
    },
    serve: async () => {
      const from = out.length;
      shell.stdin.write(`"${process.execPath}" "${program}" serve & SERVER=$!\n`);
      return until(() => /http:\/\/\S+/.exec(out.slice(from))?.[0]);
    },
    end: async () => {
      shell.stdin.end('kill -9 $SERVER; wait\n');
      await ended;
    },
  };
}
