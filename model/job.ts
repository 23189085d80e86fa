import { Type, type Static } from 'typebox';
import { Progress } from './event-log.ts';
import { ProblemBody } from './problem.ts';
import { Instant, OneOf, OrNull } from './units.ts';

/** `waiting` until the work before it is done; `interrupted`: the server stopped before it ended. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Long work: how far it is and what came out of it. */
export const Job = Type.Object({
  id: Type.String(),
  kind: OneOf(['check', 'effect', 'import', 'undo', 'redo', 'version', 'rebuild', 'samples']),
  process: OrNull(Type.String()),
  state: OneOf(JOB_STATES),
  progress: OrNull(Progress),
  result: Type.Unknown({
    description: 'check: a Recognition; effect: an Effect; import, undo and redo: a Receipt; version: a VersionRecord; null until done.',
  }),
  problem: OrNull(ProblemBody),
  createdAt: Instant,
  endedAt: OrNull(Instant),
});
export type Job = Static<typeof Job>;

export const isOver = (job: Pick<Job, 'state'>): boolean => job.state !== 'waiting' && job.state !== 'running';
