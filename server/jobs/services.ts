import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '../../engine/sql.ts';
import type { Session } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import { isZone } from '../../model/calendar.ts';
import { byName } from '../../model/ordered-json.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import { PLAIN_WORDS, processIdOf, type Process, type Words } from '../../model/process.ts';
import { applyBlueprint, deriveCases, writeDataVersion } from '../../pipelines/derive/derive.ts';
import { createProcessSchema, dropProcessSchema, processSchemas } from '../../pipelines/schema/migrate.ts';
import type { Throughline } from '../throughline.ts';
import type { SavedBlueprint } from '../store/blueprints.ts';
import { processOf } from '../store/live.ts';
import type { ProcessChange } from '../store/processes.ts';
import { whole } from './imports.ts';

/** How long a change of numbers waits for a running import before it says so. */
const PATIENCE_MS = 20_000;
/** Marks a process whose rows are gone from SQLite and whose tables may still be there. */
export const REMOVING = 'removing.';
/** Marks a process that is being removed, with the letters whose files go with it. */
const REMOVING_LETTERS = 'removing-letters.';

export interface NewService {
  readonly name: string;
  readonly id?: string | undefined;
  readonly description?: string | undefined;
  readonly place?: string | undefined;
  readonly zone: string;
  readonly words?: Words | undefined;
  readonly blueprint?: Blueprint | undefined;
  readonly sample?: boolean | undefined;
}

/** Makes a process with its tables. Without an id the name gives one, with a number behind it where it is taken. */
export async function createService(house: Throughline, wanted: NewService): Promise<Process> {
  checkZone(wanted.zone);
  const id = wanted.id ?? freeId(house, wanted.name);
  const blueprint = wanted.blueprint ?? emptyBlueprint();
  const tables = await house.engine.with(undefined, (session) => processSchemas(session));
  if (!house.store.processes.find(id) && tables.includes(id)) {
    throw new Problem('process_exists', 409, `events.duckdb still holds tables of a service with the id “${id}”.`, {
      field: 'id',
      detail: 'state.sqlite does not know it: one of the two files comes from elsewhere. Choose another id.',
    });
  }
  house.store.processes.create({
    id,
    name: wanted.name,
    description: wanted.description ?? '',
    place: wanted.place ?? '',
    zone: wanted.zone,
    words: wanted.words ?? PLAIN_WORDS,
    sample: wanted.sample ?? false,
    figuresByPerson: false,
    cutOffMs: null,
    createdAt: house.now().toISOString(),
  });
  const saved = house.store.blueprints.save(id, blueprint, house.now());
  try {
    await house.engine.with(undefined, (session) => createProcessSchema(session, id));
    await house.engine.with(schemaOf(id), (session) => session.transaction(() => applyBlueprint(session, blueprint)));
  } catch (cause) {
    house.store.processes.remove(id);
    throw cause;
  }
  house.store.blueprints.applied(saved, 0);
  return processOf(await house.live.refresh(id));
}

/** Takes a process away: its tables, what was written about it, and the originals no other process has imported. */
export async function removeService(house: Throughline, id: string): Promise<void> {
  house.live.get(id);
  if (house.jobs.isWorkingOn(id)) {
    throw new Problem('busy', 409, 'A file is being imported into this service.', {
      detail: 'Cancel the import or wait until it has ended, then remove the service.',
    });
  }
  const { store } = house;
  const originals = store.imports.keptOnlyBy(id);
  // a mark without the removal would take the files of a service that is still there at the next start
  store.transaction(() => {
    store.set(`${REMOVING_LETTERS}${id}`, JSON.stringify(store.letters.ids(id)));
    store.set(`${REMOVING}${id}`, JSON.stringify(originals));
    store.processes.remove(id);
  });
  house.live.forget(id);
  house.rebuilding.delete(id);
  await finishRemoval(house, id, originals);
}

/** The part of a removal that a crash may cut off; run again at start. */
export async function finishRemoval(
  house: Pick<Throughline, 'engine' | 'folder' | 'store' | 'versions'>,
  id: string,
  originals: readonly string[],
): Promise<void> {
  await house.versions.remove(id);
  await house.engine.with(undefined, (session) => dropProcessSchema(session, id));
  for (const name of originals) await rm(path.join(house.folder.uploads, path.basename(name)), { force: true });
  const letters = JSON.parse(house.store.setting(`${REMOVING_LETTERS}${id}`) ?? '[]') as string[];
  for (const letter of letters.filter((one) => !house.store.letters.find(one)))
    await rm(path.join(house.folder.letters, path.basename(letter)), { recursive: true, force: true });
  house.store.unset(`${REMOVING_LETTERS}${id}`);
  house.store.unset(`${REMOVING}${id}`);
}

/** Changes what is written about a process; a new zone or cut-off alters numbers and makes a data version. */
export async function changeService(house: Throughline, id: string, change: ProcessChange): Promise<Process> {
  const before = house.live.get(id).stored;
  if (change.zone !== undefined || change.cutOffMs !== undefined) whole(house, id);
  if (change.zone !== undefined) checkZone(change.zone);
  const zoneAlters = change.zone !== undefined && change.zone !== before.zone;
  const cutOffAlters = change.cutOffMs !== undefined && change.cutOffMs !== before.cutOffMs;
  if (!zoneAlters && !cutOffAlters) {
    house.store.processes.change(id, change);
    return processOf(await house.live.refresh(id));
  }
  return house.writer.run(
    async () => {
      const { facts } = house.live.get(id);
      if (facts.dataVersion > 0) {
        const cutOffMs = change.cutOffMs ?? facts.cutOffMs;
        await inTables(house, id, (session) =>
          writeDataVersion(session, {
            cause: cutOffAlters ? 'cut-off' : 'zone',
            now: house.now(),
            cutOffMs,
            zone: change.zone ?? before.zone,
            blueprint: house.live.get(id).blueprintId,
          }),
        );
      }
      house.store.processes.change(id, change);
      return processOf(await house.live.refresh(id));
    },
    { patienceMs: PATIENCE_MS },
  );
}

/**
 * Makes a blueprint the one that holds. The tables follow in one transaction; a change that alters no number
 * (a purpose, a role) makes no data version.
 */
export async function saveBlueprint(
  house: Throughline,
  id: string,
  change: (before: Blueprint) => Blueprint,
): Promise<{ blueprint: Blueprint; dataVersion: number }> {
  whole(house, id);
  return house.writer.run(
    async () => {
      const before = whole(house, id);
      const blueprint = change(before.blueprint);
      const saved = house.store.blueprints.save(id, blueprint, house.now());
      let { dataVersion } = before.facts;
      if (numbersOf(blueprint) !== numbersOf(before.blueprint)) {
        try {
          dataVersion = await followBlueprint(house, id, { id: saved, blueprint });
        } catch (cause) {
          house.store.blueprints.discard(saved);
          throw cause;
        }
      }
      house.store.blueprints.applied(saved, dataVersion);
      await house.live.refresh(id);
      return { blueprint, dataVersion };
    },
    { patienceMs: PATIENCE_MS },
  );
}

/** Brings the tables of a process to a blueprint and answers the data version they then have. */
export async function followBlueprint(
  house: Pick<Throughline, 'engine' | 'now' | 'store'>,
  id: string,
  saved: Pick<SavedBlueprint, 'id' | 'blueprint'>,
): Promise<number> {
  const { blueprint } = saved;
  const zone = house.store.processes.find(id)?.zone;
  return inTables(house, id, async (session) => {
    const [newest] = await session.query<{ version: number; cutOffMs: number | null }>(
      sql`SELECT version, cut_off_ms FROM data_version ORDER BY version DESC LIMIT 1`,
    );
    const { derive } = await applyBlueprint(session, blueprint);
    if (!newest) return 0;
    if (derive) await deriveCases(session, { blueprint, cutOffMs: newest.cutOffMs, touched: 'all' });
    return writeDataVersion(session, { cause: 'blueprint', now: house.now(), cutOffMs: newest.cutOffMs, zone, blueprint: saved.id });
  });
}

const inTables = <T>(house: Pick<Throughline, 'engine'>, id: string, work: (session: Session) => Promise<T>): Promise<T> =>
  house.engine.with(schemaOf(id), (session) => session.transaction(() => work(session)));

/** Everything of a blueprint that a figure depends on, as text to compare. */
function numbersOf(blueprint: Blueprint): string {
  const { endActivities, handOvers, measures, instrument, targets, mix, after } = blueprint;
  const stages = blueprint.stages.map(({ name, activities, parallel, afterDelivery, waitLimitMs, goal, scoreTarget }) => [
    [name, parallel === true, afterDelivery === true, waitLimitMs ?? null, goal ?? null, scoreTarget ?? null],
    activities.map((activity) => [activity.name, activity.note === true]),
  ]);
  return JSON.stringify([stages, endActivities, handOvers, measures, instrument ?? null, targets ?? [], mix ?? [], after ?? {}], byName);
}

function checkZone(zone: string): void {
  if (!isZone(zone))
    throw new BadRequest(
      'zone',
      `“${zone}” is not a time zone that is known here.`,
      'Write it as Europe/Dublin or America/New_York; UTC is one too.',
    );
}

function freeId(house: Throughline, name: string): string {
  const wanted = processIdOf(name);
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `-${number}`;
    const id = `${wanted.slice(0, 40 - end.length).replace(/-+$/, '')}${end}`;
    if (!house.store.processes.find(id)) return id;
  }
}
