import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Problem, type ProblemBody } from '../../model/problem.ts';
import type { Config } from '../config.ts';
import { findServer, openDataFolder } from '../store/data-folder.ts';
import { noFile } from './file-text.ts';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

interface Sent {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Readable | undefined;
}

/** The way to a data folder: through the server that holds it, or the same routes in this process. */
export class Door {
  readonly #send: (url: string, sent: Sent) => Promise<Answered>;
  readonly #token: string;
  readonly close: () => Promise<void>;
  /** What was put right when the folder was opened, in words; a server has said it at its own start. */
  readonly notices: readonly string[];

  constructor(parts: {
    send: (url: string, sent: Sent) => Promise<Answered>;
    token: string;
    close: () => Promise<void>;
    notices?: readonly string[];
  }) {
    this.notices = parts.notices ?? [];
    this.#send = parts.send;
    this.#token = parts.token;
    this.close = parts.close;
  }

  /** Asks a path below /api/v1; a refusal is thrown as the `Problem` it says. */
  async ask(url: string, sent: { method?: string; accept?: string; type?: string; body?: string | Readable } = {}): Promise<Answered> {
    const answered = await this.#send(`/api/v1${url}`, {
      method: sent.method ?? 'GET',
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: sent.accept ?? 'application/json',
        ...(sent.type === undefined ? {} : { 'content-type': sent.type }),
      },
      body: sent.body,
    });
    if (answered.status >= 400) throw problemOf(answered);
    return answered;
  }

  async get<T>(url: string): Promise<T> {
    return read<T>(await this.ask(url));
  }

  async post<T>(url: string, body?: unknown): Promise<T> {
    return read<T>(
      await this.ask(url, { method: 'POST', ...(body === undefined ? {} : { type: 'application/json', body: JSON.stringify(body) }) }),
    );
  }

  async remove(url: string): Promise<void> {
    await this.ask(url, { method: 'DELETE' });
  }

  /** Sends a file as a stream, whatever its size. One that another program changes meanwhile is refused: half a line may be in it. */
  async upload(file: string): Promise<{ upload: string; name: string; bytes: number; sha256: string }> {
    const before = await plainFile(file);
    const boundary = `throughline-${randomUUID()}`;
    const body = Readable.from(formOf(file, boundary));
    const sent = read<{ upload: string; name: string; bytes: number; sha256: string }>(
      await this.ask('/uploads', { method: 'POST', type: `multipart/form-data; boundary=${boundary}`, body }),
    );
    const after = await stat(file).catch(() => null);
    if (after?.mtimeMs === before.mtimeMs && after.size === before.size && sent.bytes === before.size) return sent;
    await this.remove(`/uploads/${sent.upload}`);
    throw new Problem('file_changed', 422, `${path.basename(file)} changed while it was being read.`, {
      detail: 'Nothing of it was taken. Wait until the program that writes it is done, and send it again.',
    });
  }
}

/** What a file is before it is sent. A folder, a pipe or a device has no size to hold what came against, and may never end. */
async function plainFile(file: string): Promise<Stats> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new Problem('no_file', 404, `There is no file ${file}.`);
  if (!found.isFile())
    throw new Problem('no_file', 404, `${file} is ${found.isDirectory() ? 'a folder' : 'no plain file'}.`, {
      detail: found.isDirectory()
        ? 'Name the files in it: several may be imported at once.'
        : 'Save what comes out of it as a file, and name that.',
    });
  try {
    await (await open(file)).close();
  } catch (cause) {
    throw noFile(`${file} can’t be read.`, cause);
  }
  return found;
}

/** Opens the way: the server named by `server.json` when one is serving, else the folder itself. */
export async function openDoor(config: Config): Promise<Door> {
  const server = await findServer(openDataFolder(config.dataFolder));
  if (server)
    return new Door({ send: (url, sent) => overHttp(server.address, url, sent), token: server.token, close: async () => undefined });
  const { buildApp } = await import('../app.ts');
  const app = await buildApp({
    dataFolder: config.dataFolder,
    threads: config.threads,
    memory: config.memory,
    versionsBytes: config.versionsBytes,
    logLevel: config.logLevel,
    address: config.address ?? (config.port === 0 ? undefined : `http://${config.host}:${config.port}`),
    smtp: config.smtp,
  });
  const { token, notices } = app.throughline;
  return new Door({ send: (url, sent) => inside(app, url, sent), token, notices, close: () => app.close() });
}

async function overHttp(address: string, url: string, { method, headers, body }: Sent): Promise<Answered> {
  let response: Response;
  try {
    response = await fetch(new URL(url, address), {
      method,
      headers,
      ...(body === undefined ? {} : typeof body === 'string' ? { body } : { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' }),
    });
  } catch (cause) {
    throw new Problem('unreachable', 503, `The server at ${address} does not answer.`, {
      detail: cause instanceof Error ? `${cause.message}.` : String(cause),
    });
  }
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: Buffer.from(await response.arrayBuffer()) };
}

async function inside(app: FastifyInstance, url: string, { method, headers, body }: Sent): Promise<Answered> {
  const response = await app.inject({ method: method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body }) });
  return { status: response.statusCode, type: String(response.headers['content-type'] ?? ''), body: response.rawPayload };
}

async function* formOf(file: string, boundary: string): AsyncGenerator<Buffer> {
  const name = path.basename(file).replace(/["\r\n]/g, '_');
  yield Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  for await (const piece of createReadStream(file)) yield piece as Buffer;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

const read = <T>({ body }: Answered): T => (body.length === 0 ? undefined : JSON.parse(body.toString('utf8'))) as T;

function problemOf({ status, body }: Answered): Problem {
  try {
    const said = JSON.parse(body.toString('utf8')) as ProblemBody;
    return new Problem(said.code, said.status, said.title, {
      ...(said.detail === undefined ? {} : { detail: said.detail }),
      ...(said.field === undefined ? {} : { field: said.field }),
    });
  } catch {
    return new Problem('unknown', status, `The server answered with status ${status}.`);
  }
}
