import { Type, type Static } from 'typebox';
import { IMPORT_KINDS, Receipt } from './event-log.ts';
import { ProblemBody } from './problem.ts';
import { Count, Instant, OneOf, OrNull } from './units.ts';

/** `interrupted`: the server stopped in the middle; nothing of it was kept. `undone`: taken back, can be brought again. */
export const IMPORT_STATES = ['running', 'done', 'undone', 'refused', 'cancelled', 'interrupted'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** One line of the register of imports: what was tried and what came of it. */
export const ImportRecord = Type.Object({
  id: Type.String(),
  seq: Type.Integer({ minimum: 1, description: 'Number within its process, in the order of the attempts.' }),
  kind: OneOf(IMPORT_KINDS),
  file: Type.String(),
  bytes: Count,
  sha256: Type.String(),
  state: OneOf(IMPORT_STATES),
  startedAt: Instant,
  endedAt: OrNull(Instant),
  receipt: OrNull(Receipt),
  problem: OrNull(ProblemBody),
  by: Type.String(),
  mapping: Type.Optional(Type.Unknown({ description: 'The Mapping it was read with, everything said. Of one import, not in lists.' })),
});
export type ImportRecord = Static<typeof ImportRecord>;
