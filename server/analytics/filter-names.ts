import type { QueryOptions, Session } from '../../engine/engine.ts';
import { identifier, list, sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Filter } from '../../model/scope.ts';
import { offer } from './nearest.ts';

export const DICTIONARIES = ['activity', 'stage', 'resource', 'team'] as const;
export type Dictionary = (typeof DICTIONARIES)[number];

/** The ids of the names a scope's filters use, by dictionary: names become numbers once, before the question is put. */
export type FilterIds = Readonly<Record<Dictionary, ReadonlyMap<string, number>>>;

export const NO_IDS: FilterIds = { activity: new Map(), stage: new Map(), resource: new Map(), team: new Map() };

/** Which names of which dictionary a filter uses. */
export function namesIn(filter: Filter): Partial<Record<Dictionary, readonly string[]>> {
  switch (filter.kind) {
    case 'activity':
    case 'starts':
    case 'ends':
      return { activity: filter.names };
    case 'rework':
      return { activity: filter.names ?? [] };
    case 'processing':
      return { activity: [filter.activity] };
    case 'follows':
      return { [filter.of ?? 'activity']: [filter.from, filter.to] };
    case 'stage':
      return { stage: filter.names };
    case 'stage-wait':
      return { stage: [filter.stage] };
    case 'waits-at':
      return {
        stage: filter.stage === undefined ? [] : [filter.stage],
        activity: [filter.from, filter.to].flatMap((name) => (name === undefined ? [] : [name])),
      };
    case 'late':
      return { stage: filter.stage === undefined ? [] : [filter.stage] };
    case 'resource':
      return { resource: filter.names };
    case 'team':
      return { team: filter.names };
    default:
      return {};
  }
}

/** Looks the names up; refuses one that the process does not know, with the nearest it has (`BadRequest`, field `where`). */
export async function filterIds(session: Session, filters: readonly Filter[], options: QueryOptions = {}): Promise<FilterIds> {
  const used = filters.map(namesIn);
  const ids: Record<Dictionary, ReadonlyMap<string, number>> = { ...NO_IDS };
  for (const dictionary of DICTIONARIES) {
    const names = [...new Set(used.flatMap((one) => one[dictionary] ?? []))];
    if (names.length === 0) continue;
    const found = await session.query<{ id: number; name: string }>(
      sql`SELECT id, name FROM ${identifier(dictionary)} WHERE name IN ${list(names)}`,
      options,
    );
    const known = new Map(found.map(({ id, name }) => [name, id]));
    const stranger = names.find((name) => !known.has(name));
    if (stranger !== undefined) throw await unknown(session, dictionary, stranger, options);
    ids[dictionary] = known;
  }
  return ids;
}

async function unknown(session: Session, dictionary: Dictionary, name: string, options: QueryOptions): Promise<BadRequest> {
  const rows = await session.query<{ name: string }>(sql`SELECT name FROM ${identifier(dictionary)} ORDER BY id`, options);
  const names = rows.map((row) => row.name);
  return new BadRequest(
    'where',
    `There is no ${dictionary} called “${name}”.`,
    names.length === 0 ? `The files of this service name no ${dictionary}.` : offer(name, names, 'There are'),
  );
}
