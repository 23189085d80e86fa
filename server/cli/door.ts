import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Problem, type ProblemBody } from '../../model/problem.ts';
import type { Config } from '../config.ts';
import { findServer, openDataFolder } from '../store/data-folder.ts';

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

  constructor(parts: { send: (url: string, sent: Sent) => Promise<Answered>; token: string; close: () => Promise<void> }) {
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

  /** Sends a file as a stream, whatever its size. */
  async upload(file: string): Promise<{ upload: string; name: string; bytes: number; sha256: string }> {
    if (!existsSync(file)) throw new Problem('no_file', 404, `There is no file ${file}.`);
    const boundary = `throughline-${randomUUID()}`;
    const body = Readable.from(formOf(file, boundary));
    return read(await this.ask('/uploads', { method: 'POST', type: `multipart/form-data; boundary=${boundary}`, body }));
  }
}

/** Opens the way: the server named by `server.json` when one is serving, else the folder itself. */
export async function openDoor(config: Config): Promise<Door> {
  const server = await findServer(openDataFolder(config.dataFolder));
  if (server)
    return new Door({ send: (url, sent) => overHttp(server.address, url, sent), token: server.token, close: async () => undefined });
  const { buildApp } = await import('../app.ts');
  const app = await buildApp({ dataFolder: config.dataFolder, threads: config.threads, memory: config.memory, logLevel: config.logLevel });
  return new Door({ send: (url, sent) => inside(app, url, sent), token: app.throughline.token, close: () => app.close() });
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
