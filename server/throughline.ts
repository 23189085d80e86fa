import type { FastifyBaseLogger } from 'fastify';
import type { Engine } from '../engine/engine.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { Writer } from './jobs/writer.ts';
import type { AnswerCache } from './store/answers.ts';
import type { DataFolder } from './store/data-folder.ts';
import type { LiveProcesses } from './store/live.ts';
import type { Store } from './store/store.ts';

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
  readonly samples: { state: SamplesState; job: string | null };
}

/** Who may do what. Until there are accounts, everyone on this machine is the local admin. */
export const ROLES = ['viewer', 'contributor', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

declare module 'fastify' {
  interface FastifyInstance {
    throughline: Throughline;
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
