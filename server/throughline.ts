import type { FastifyBaseLogger } from 'fastify';
import type { Engine } from '../engine/engine.ts';
import type { Outbox } from './channels/outbox.ts';
import type { MailSettings } from './channels/settings.ts';
import type { AlertWatch } from './alerts/watch.ts';
import type { ImprovementWatch } from './improvements/watch.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { Ticker } from './jobs/ticker.ts';
import type { Writer } from './jobs/writer.ts';
import type { Printer } from './reports/print.ts';
import type { LetterKeeper } from './reports/keeper.ts';
import type { AnswerCache } from './store/answers.ts';
import type { DataFolder } from './store/data-folder.ts';
import type { LiveProcesses } from './store/live.ts';
import type { Store } from './store/store.ts';
import type { VersionFiles } from './store/version-files.ts';

/** What is known of the samples: `off` when they were never wanted or were removed. */
export type SamplesState = 'off' | 'loading' | 'loaded' | 'failed';

/** Everything that routes and jobs work with; made once by `buildApp`, reachable as `app.throughline`. */
export interface Throughline {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly engine: Engine;
  readonly live: LiveProcesses;
  readonly writer: Writer;
  readonly jobs: JobQueue;
  readonly answers: AnswerCache;
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Proves to the command line that this is the server of its folder. */
  readonly token: string;
  /** What the start found and put right, in words. */
  readonly notices: string[];
  /** Processes whose tables are lost until they are made again, with the job that does so. */
  readonly rebuilding: Map<string, string>;
  /** Earlier data versions, as files of their own. */
  readonly versions: VersionFiles;
  /** Where the links of letters lead: no slash at the end. */
  readonly address: () => string;
  readonly mail: MailSettings;
  /** What leaves the house; sends when it is asked to. */
  readonly outbox: Outbox;
  /** PDF and PNG of letters. */
  readonly printer: Printer;
  readonly samples: { state: SamplesState; job: string | null };
  /** What is done every 15 seconds while the program serves. */
  readonly ticker: Ticker;
}

/** Who may do what. Until there are accounts, everyone on this machine is the local admin. */
export const ROLES = ['viewer', 'contributor', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

declare module 'fastify' {
  interface FastifyInstance {
    throughline: Throughline;
    /** Judges improvements whenever their data change. */
    improvementWatch: ImprovementWatch;
    /** Makes letters, keeps them and hands them to the outbox. */
    letterKeeper: LetterKeeper;
    /** Holds the rules of alerts against the data. */
    alertWatch: AlertWatch;
  }
  interface FastifyRequest {
    /** Fires when the reader goes away. */
    gone: AbortSignal;
    role: Role;
    /** The request carries the token of `server.json`. */
    fromCommandLine: boolean;
  }
  interface FastifyContextConfig {
    role?: Role;
  }
}
