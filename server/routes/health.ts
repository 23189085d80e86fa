import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { statfs } from 'node:fs/promises';
import { Type, type Static } from 'typebox';
import { sql } from '../../engine/sql.ts';
import { Instant, OneOf, OrNull } from '../../model/units.ts';
import type { Throughline } from '../throughline.ts';

const Health = Type.Object({
  status: OneOf(['ok', 'loading samples', 'broken']),
  version: Type.String(),
  events: OneOf(['ok', 'broken'], 'events.duckdb'),
  state: OneOf(['ok', 'broken'], 'state.sqlite'),
  diskFreeBytes: OrNull(Type.Number()),
  oldestJob: OrNull(Type.Object({ id: Type.String(), kind: Type.String(), state: Type.String(), createdAt: Instant })),
  /** The letter that is due longest and not made; null when none is late. */
  oldestDueLetter: OrNull(
    Type.Object({
      schedule: Type.String(),
      name: Type.String(),
      dueAt: Instant,
      state: Type.String({ description: 'due, making, or not planned yet.' }),
      words: Type.String(),
    }),
  ),
  samples: Type.Object({
    state: OneOf(['off', 'loading', 'loaded', 'failed']),
    job: OrNull(Type.String({ description: 'The job to watch while they load.' })),
  }),
  notices: Type.Array(Type.String(), { description: 'What the last start found and put right.' }),
});

/** Whether the server can do its work: both databases, room on the disk, the oldest job that is not over. */
export const health =
  (version: string): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/v1/health',
      { config: { role: 'viewer' }, schema: { tags: ['work'], summary: 'Is the server well?', response: { 200: Health, 503: Health } } },
      async (_request, reply) => {
        const house = app.throughline;
        const events = await works(async () => house.engine.with(undefined, (session) => session.query(sql`SELECT 1 AS one`)), house);
        const state = await works(async () => house.store.probe(), house);
        const broken = !events || !state;
        const oldest = state ? house.store.jobs.oldestUnfinished() : undefined;
        const disk = await statfs(house.folder.root).catch(() => undefined);
        return reply
          .status(broken ? 503 : 200)
          .header('cache-control', 'no-store')
          .send({
            status: broken ? ('broken' as const) : house.samples.state === 'loading' ? ('loading samples' as const) : ('ok' as const),
            version,
            events: events ? ('ok' as const) : ('broken' as const),
            state: state ? ('ok' as const) : ('broken' as const),
            diskFreeBytes: disk ? disk.bavail * disk.bsize : null,
            oldestJob: oldest ? { id: oldest.id, kind: oldest.kind, state: oldest.state, createdAt: oldest.createdAt } : null,
            oldestDueLetter: state ? oldestDueLetter(house) : null,
            samples: house.samples,
            notices: house.notices,
          });
      },
    );
  };

/** Of letters that are due and not made: a run that waits or is tried again, or a due time that nobody has looked at. */
function oldestDueLetter({ store, now }: Throughline): Static<typeof Health>['oldestDueLetter'] {
  const [run] = store.schedules.runsIn(['due', 'making']);
  const [come] = store.schedules.come(now());
  if (come?.nextDueAt && (run === undefined || come.nextDueAt < run.dueAt))
    return { schedule: come.id, name: come.name, dueAt: come.nextDueAt, state: 'not planned yet', words: 'Nobody has looked at it yet.' };
  if (run === undefined) return null;
  return {
    schedule: run.schedule,
    name: store.schedules.find(run.schedule)?.name ?? '',
    dueAt: run.dueAt,
    state: run.state,
    words: run.words,
  };
}

async function works(probe: () => Promise<unknown>, house: Throughline): Promise<boolean> {
  try {
    await probe();
    return true;
  } catch (error) {
    house.log.error({ err: error }, 'a database does not answer');
    return false;
  }
}
