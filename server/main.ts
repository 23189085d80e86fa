import type { FastifyInstance } from 'fastify';
import path from 'node:path';
import { packageRoot } from '../engine/package-root.ts';
import { Problem } from '../model/problem.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { Inbox } from './jobs/inbox.ts';
import { loadSamples } from './jobs/samples.ts';
import { announce, findServer, heldByAnother, openDataFolder, withdraw } from './store/data-folder.ts';

export interface ServerOptions extends Config {
  /** `build`: the built pages; `dev`: compiled as they change; `none`: the API alone. */
  readonly web: 'build' | 'dev' | 'none';
  readonly onListening?: (address: string) => void;
}

export interface RunningServer {
  readonly app: FastifyInstance;
  readonly address: string;
  /** Stops the work, writes both databases to disk and takes the announcement away. */
  stop(): Promise<void>;
}

/**
 * Serves a data folder: listens first, then loads what is missing, so that the page can show it.
 *
 * Rejects with a `Problem` when another server holds the folder or the port.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = openDataFolder(options.dataFolder);
  const other = await findServer(folder);
  if (other) throw heldByAnother(folder.root, other.address);
  const app = await buildApp({
    dataFolder: options.dataFolder,
    threads: options.threads,
    memory: options.memory,
    versionsBytes: options.versionsBytes,
    logLevel: options.logLevel,
    address: options.address,
    smtp: options.smtp,
    ...(options.web === 'build' ? { webFolder: path.join(packageRoot, 'web', 'build') } : {}),
    ...(options.web === 'dev' ? { configureWeb: await devPages() } : {}),
  });
  const house = app.throughline;
  let address: string;
  try {
    await app.listen({ host: options.host, port: options.port });
    address = addressOf(app, options.host);
    announce(folder, { address, token: house.token, pid: process.pid });
  } catch (cause) {
    await app.close();
    throw portTaken(cause, options.port);
  }
  if (options.samples) loadSamples(house);
  const inbox = new Inbox(house);
  inbox.start();
  house.ticker.start();
  options.onListening?.(address);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    const watch = inbox.stop();
    stopped ??= app
      .close()
      .then(() => watch)
      .finally(() => withdraw(folder, house.token));
    return stopped;
  };
  return { app, address, stop };
}

function addressOf(app: FastifyInstance, host: string): string {
  const bound = app.server.address();
  const name = host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host;
  return `http://${name}:${typeof bound === 'object' ? (bound?.port ?? 0) : 0}`;
}

function portTaken(cause: unknown, port: number): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new Problem('port_taken', 409, `Something else listens on port ${port}.`, {
      field: 'THROUGHLINE_PORT',
      detail: 'Stop it, or set THROUGHLINE_PORT to another number; 0 takes any free one.',
    });
  }
  return code === 'EACCES'
    ? new Problem('port_taken', 403, `This account may not listen on port ${port}.`, {
        field: 'THROUGHLINE_PORT',
        detail: 'Set THROUGHLINE_PORT to a number above 1023.',
      })
    : cause;
}

/** The dev server is only there in a checkout with its dev dependencies. */
async function devPages(): Promise<(app: FastifyInstance) => Promise<void>> {
  const { serveDevPages } = await import('./plugins/dev-pages.ts');
  return serveDevPages;
}
