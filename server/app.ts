import sse from '@fastify/sse';
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openDuckDb } from '../engine/duckdb.ts';
import type { Engine } from '../engine/engine.ts';
import { Problem } from '../model/problem.ts';
import type { ChannelTimes } from './channels/content.ts';
import { Outbox } from './channels/outbox.ts';
import { MailSettings, type SmtpSettings } from './channels/settings.ts';
import { composeAlerts } from './alerts/tell.ts';
import { AlertWatch } from './alerts/watch.ts';
import { VERSIONS_BYTES, type LogLevel } from './config.ts';
import { ImprovementWatch } from './improvements/watch.ts';
import { JobQueue } from './jobs/queue.ts';
import { putRight } from './jobs/start.ts';
import { Ticker } from './jobs/ticker.ts';
import { Writer } from './jobs/writer.ts';
import { documentation } from './plugins/documentation.ts';
import { guard } from './plugins/guard.ts';
import { clientErrorHandler, frameworkErrors, problems } from './plugins/problems.ts';
import { validatorCompiler } from './plugins/validation.ts';
import { web } from './plugins/web.ts';
import { LetterKeeper } from './reports/keeper.ts';
import { Printer } from './reports/print.ts';
import { alerts } from './routes/alerts.ts';
import { analytics } from './routes/analytics.ts';
import { attributes } from './routes/attributes.ts';
import { names } from './routes/names.ts';
import { blueprints } from './routes/blueprints.ts';
import { caseFiles } from './routes/case-files.ts';
import { channels } from './routes/channels.ts';
import { chartDecisions } from './routes/chart-decisions.ts';
import { deliveries } from './routes/deliveries.ts';
import { health } from './routes/health.ts';
import { imports } from './routes/imports.ts';
import { improvementParts } from './routes/improvement-parts.ts';
import { improvements } from './routes/improvements.ts';
import { jobs } from './routes/jobs.ts';
import { letters } from './routes/letters.ts';
import { mapPins } from './routes/map-pins.ts';
import { processes } from './routes/processes.ts';
import { recipes } from './routes/recipes.ts';
import { views } from './routes/views.ts';
import { samples } from './routes/samples.ts';
import { schedules } from './routes/schedules.ts';
import { targets } from './routes/targets.ts';
import { uploads } from './routes/uploads.ts';
import { versions } from './routes/versions.ts';
import { AnswerCache } from './store/answers.ts';
import { heldByAnother, openDataFolder, type DataFolder } from './store/data-folder.ts';
import { LiveProcesses } from './store/live.ts';
import { Store } from './store/store.ts';
import { VersionFiles } from './store/version-files.ts';
import { version } from './version.ts';
import type { Throughline } from './throughline.ts';

export interface AppOptions {
  /** Absolute; made when it is missing. */
  readonly dataFolder: string;
  readonly threads?: number | undefined;
  readonly memory?: string | undefined;
  /** How much room earlier data versions may take; those used least go first. */
  readonly versionsBytes?: number | undefined;
  readonly logLevel?: LogLevel | undefined;
  /** The built pages; without it only the API is served. */
  readonly webFolder?: string | undefined;
  /** Serves the pages in another way, as the dev server does. */
  readonly configureWeb?: ((app: FastifyInstance) => Promise<void>) | undefined;
  readonly now?: (() => Date) | undefined;
  readonly newId?: (() => string) | undefined;
  readonly token?: string | undefined;
  /** Where the links of letters lead; the address served on when left out. */
  readonly address?: string | undefined;
  /** The mail server when the environment has it; else a person sets it on the page. */
  readonly smtp?: SmtpSettings | undefined;
  /** How long channels wait for the other side. */
  readonly channelTimes?: ChannelTimes | undefined;
}

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
    frameworkErrors,
    clientErrorHandler,
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 400 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  const folder = openDataFolder(options.dataFolder);
  const engine = await openEvents(folder, options);
  let store: Store | undefined;
  try {
    store = openState(folder, now());
    const house = settle({ folder, store, engine, now, options, log: app.log, served: () => servedAt(app) });
    await putRight(house);
    house.outbox.recover();
    const watch = new ImprovementWatch(house);
    watch.lookAtUnjudged();
    const keeper = new LetterKeeper(house);
    await keeper.archive.tidy();
    house.ticker.add('letters', (at) => keeper.tick(at));
    app.decorate('throughline', house);
    app.decorate('improvementWatch', watch);
    app.decorate('letterKeeper', keeper);
    const alertWatch = new AlertWatch(house, () => watch.settled());
    composeAlerts(house);
    house.ticker.add('alerts', (at) => alertWatch.tick(at));
    // last of a round, and never waited for: a mail server that hangs holds nothing else up
    house.ticker.add('outbox', async () => house.outbox.kick());
    alertWatch.lookAtAll();
    app.decorate('alertWatch', alertWatch);
    app.addHook('onClose', async () => {
      keeper.close();
      await house.ticker.close();
      await house.outbox.close();
      await house.jobs.close();
      await alertWatch.close();
      await watch.close();
      await house.printer.close();
      await house.versions.close();
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

/** Undefined until the app listens. */
function servedAt(app: FastifyInstance): string | undefined {
  const bound = app.server.address();
  if (bound === null || typeof bound === 'string') return undefined;
  return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}

/** A register that can't be opened is said in words: nothing in the folder can stand in for it. */
function openState(folder: DataFolder, now: Date): Store {
  try {
    return new Store(folder.state, now);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    if (/database is locked/i.test(said)) throw heldByAnother(folder.root);
    throw new Problem('damaged_state', 500, 'state.sqlite can’t be read.', {
      detail: isClosed(folder.state)
        ? closed(folder.state)
        : `${said}. It holds what people wrote and the register of imports: put the copy of your last backup in the place of the whole data folder, and keep the damaged one.`,
    });
  }
}

/** There, and not to be read and written by this account: as when another account started the program once. */
function isClosed(file: string): boolean {
  try {
    // both databases write a log beside themselves
    for (const one of [path.dirname(file), file]) accessSync(one, constants.R_OK | constants.W_OK);
    return false;
  } catch {
    return existsSync(file);
  }
}

const closed = (file: string) =>
  `This account may not read and write ${file}: give it the folder with all that is in it, or use the account it belongs to.`;

async function openEvents(folder: DataFolder, { threads, memory }: AppOptions): Promise<Engine> {
  // a log whose database was moved away belongs to nothing and would keep a new one from opening
  if (!existsSync(folder.events)) rmSync(`${folder.events}.wal`, { force: true });
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
    throw new Problem('damaged_events', 500, 'events.duckdb can’t be read.', {
      detail: isClosed(folder.events)
        ? closed(folder.events)
        : `${said.split('\n')[0] ?? said}. Move the file away and start again: all figures are made again from the kept files (uploads/) and the register (state.sqlite), without which they can’t be. Keep the damaged file until you have seen them.`,
    });
  }
}

function settle(parts: {
  folder: DataFolder;
  store: Store;
  engine: Engine;
  now: () => Date;
  options: AppOptions;
  log: FastifyBaseLogger;
  served: () => string | undefined;
}): Throughline {
  const { folder, store, engine, now, options, log, served } = parts;
  const newId = options.newId ?? randomUUID;
  const writer = new Writer();
  const address = () => (options.address ?? served() ?? 'http://127.0.0.1:4600').replace(/\/+$/, '');
  const mail = new MailSettings(store, { environment: options.smtp ?? null, address });
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
    rebuilding: new Map(),
    versions: new VersionFiles(folder, { limitBytes: options.versionsBytes ?? VERSIONS_BYTES, threads: options.threads }),
    address,
    mail,
    outbox: new Outbox({ store, log, now, newId, mail, root: folder.root, address, times: options.channelTimes }),
    printer: new Printer(),
    samples: { state: 'off', job: null },
    ticker: new Ticker({ now, log }),
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
  const all: FastifyPluginAsyncTypebox[] = [
    health(version),
    processes,
    blueprints,
    targets,
    attributes,
    names,
    analytics,
    caseFiles,
    uploads,
    imports,
    versions,
    recipes,
    jobs,
    mapPins,
    views,
    improvements,
    improvementParts,
    alerts,
    channels,
    deliveries,
    chartDecisions,
    letters,
    schedules,
    samples,
  ];
  for (const routes of all) await app.register(routes);
  await options.configureWeb?.(app);
}
