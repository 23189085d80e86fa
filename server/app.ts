import sse from '@fastify/sse';
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openDuckDb } from '../engine/duckdb.ts';
import type { Engine } from '../engine/engine.ts';
import { packageRoot } from '../engine/package-root.ts';
import { Problem } from '../model/problem.ts';
import type { LogLevel } from './config.ts';
import { JobQueue } from './jobs/queue.ts';
import { putRight } from './jobs/start.ts';
import { Writer } from './jobs/writer.ts';
import { documentation } from './plugins/documentation.ts';
import { guard } from './plugins/guard.ts';
import { problems } from './plugins/problems.ts';
import { validatorCompiler } from './plugins/validation.ts';
import { web } from './plugins/web.ts';
import { analytics } from './routes/analytics.ts';
import { attributes } from './routes/attributes.ts';
import { blueprints } from './routes/blueprints.ts';
import { health } from './routes/health.ts';
import { imports } from './routes/imports.ts';
import { jobs } from './routes/jobs.ts';
import { processes } from './routes/processes.ts';
import { samples } from './routes/samples.ts';
import { uploads } from './routes/uploads.ts';
import { AnswerCache } from './store/answers.ts';
import { heldByAnother, openDataFolder, type DataFolder } from './store/data-folder.ts';
import { LiveProcesses } from './store/live.ts';
import { Store } from './store/store.ts';
import type { Throughline } from './throughline.ts';

export interface AppOptions {
  /** Absolute; made when it is missing. */
  readonly dataFolder: string;
  readonly threads?: number | undefined;
  readonly memory?: string | undefined;
  readonly logLevel?: LogLevel | undefined;
  /** The built pages; without it only the API is served. */
  readonly webFolder?: string | undefined;
  /** Serves the pages in another way, as the dev server does. */
  readonly configureWeb?: ((app: FastifyInstance) => Promise<void>) | undefined;
  readonly now?: (() => Date) | undefined;
  readonly newId?: (() => string) | undefined;
  readonly token?: string | undefined;
}

export const version = (JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;

/**
 * The whole server but for its port: opens the data folder, puts right what the last run left behind, and knows
 * every route. Closing it stops the work and leaves both databases whole.
 *
 * Rejects with a `Problem` when the folder is held by another program or was written by a newer one.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const now = options.now ?? (() => new Date());
  const app = Fastify({
    // standard output is for answers
    logger: { level: options.logLevel ?? 'info', stream: process.stderr },
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 400 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  const folder = openDataFolder(options.dataFolder);
  const engine = await openEvents(folder, options);
  let store: Store | undefined;
  try {
    store = new Store(folder.state, now());
    const house = settle({ folder, store, engine, now, options, log: app.log });
    await putRight(house);
    app.decorate('throughline', house);
    app.addHook('onClose', async () => {
      await house.jobs.close();
      house.store.close();
      await engine.checkpoint().catch((error: unknown) => app.log.error({ err: error }, 'no checkpoint at the end'));
      await engine.close();
    });
    await furnish(app, options, house.token);
    await app.ready();
    return app;
  } catch (cause) {
    // once decorated, closing the app closes both; before, nobody else would
    if (!app.hasDecorator('throughline')) {
      store?.close();
      await engine.close();
    }
    await app.close();
    throw cause;
  }
}

async function openEvents(folder: DataFolder, { threads, memory }: AppOptions): Promise<Engine> {
  try {
    return await openDuckDb({
      file: folder.events,
      tempDirectory: folder.spill,
      allowed: [folder.root],
      threads,
      memoryLimit: memory ?? '3GB',
    });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    if (/lock/i.test(said)) throw heldByAnother(folder.root);
    if (/version number|newer version|storage version/i.test(said)) {
      throw new Problem('newer_data', 409, 'The events were written by a newer Throughline.', {
        detail: 'Start the newer program, or restore a backup made before the upgrade.',
      });
    }
    throw cause;
  }
}

function settle(parts: {
  folder: DataFolder;
  store: Store;
  engine: Engine;
  now: () => Date;
  options: AppOptions;
  log: FastifyBaseLogger;
}): Throughline {
  const { folder, store, engine, now, options, log } = parts;
  const newId = options.newId ?? randomUUID;
  const writer = new Writer();
  return {
    folder,
    store,
    engine,
    writer,
    log,
    now,
    newId,
    live: new LiveProcesses(store, engine),
    jobs: new JobQueue({ store: store.jobs, writer, now, newId, log }),
    answers: new AnswerCache(),
    token: options.token ?? randomUUID(),
    notices: [],
    samples: { state: 'off', job: null },
  };
}

async function furnish(app: FastifyInstance, options: AppOptions, token: string): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  // a body is JSON or is refused; routes that read YAML or files say so
  app.removeContentTypeParser('text/plain');
  problems(app);
  guard(app, token);
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/api')) {
      request.log.info(
        { method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 },
        'answered',
      );
    }
  });
  await documentation(app, version);
  // its default export is the plugin without the wrapping that lets other routes see it
  await app.register(sse as unknown as FastifyPluginAsync);
  await web(app, { folder: options.webFolder, open: options.configureWeb !== undefined });
  const all: FastifyPluginAsyncTypebox[] = [health(version), processes, blueprints, attributes, analytics, uploads, imports, jobs, samples];
  for (const routes of all) await app.register(routes);
  await options.configureWeb?.(app);
}
