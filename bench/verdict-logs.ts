import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../engine/duckdb.ts';
import type { Engine } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { sql } from '../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../model/blueprint.ts';
import type { Mapping } from '../model/event-log.ts';
import { importFile } from '../pipelines/import.ts';
import { createProcessSchema } from '../pipelines/schema/migrate.ts';
import { exp, type Random } from '../sample-data/random.ts';
import type { Source } from '../server/analytics/analytic.ts';
import { deviations, shuffled, type Noise } from './verdict-points.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A Monday, 00:00 UTC. */
const FIRST = Date.UTC(2025, 0, 6);
export const CASES_A_WEEK = 24;
export const USUAL_WAIT = 20 * MINUTE;

/** Arrival, registration, triage: the wait for triage is what is measured. */
export const waitBlueprint: Blueprint = {
  ...emptyBlueprint(),
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Triage', activities: [{ name: 'Triage' }] },
  ],
  endActivities: ['Triage'],
};
export const waitMeasure = JSON.stringify({
  id: 'wait',
  name: 'Wait for triage',
  of: 'stage-wait',
  where: { stage: 'Triage' },
  statistic: 'median',
  better: 'lower',
});

export const mondayOf = (week: number): string => new Date(FIRST + week * 7 * DAY).toISOString().slice(0, 10);

/**
 * A log of that name, of 24 cases a week whose median wait for triage is 20 min times the level of its week, give or take the noise. Within a week the
 * waits are those of a skewed distribution at even places, so that the noise is that of the weeks and of nothing else. Two days of one
 * more week follow, so that the last week is whole.
 */
export function waitLog(name: string, random: Random, levels: readonly number[], { size, keeps }: Noise): string[] {
  const away = deviations(random, levels.length + 1, keeps);
  // places of a normal distribution from its middle out, as a sum of twelve uniforms has them
  const places = Array.from({ length: 2000 }, () => random.normal()).sort((one, other) => one - other);
  const spread = Array.from({ length: CASES_A_WEEK }, (_, at) => places[Math.floor(((at + 0.5) / CASES_A_WEEK) * places.length)] ?? 0);
  const middle = ((spread[CASES_A_WEEK / 2 - 1] ?? 0) + (spread[CASES_A_WEEK / 2] ?? 0)) / 2;
  const rows: string[] = [];
  let number = 0;
  for (let week = 0; week <= levels.length; week += 1) {
    const level = (levels[Math.min(week, levels.length - 1)] ?? 1) * (1 + size * (away[week] ?? 0));
    const days = week === levels.length ? 2 : 6.7;
    for (const place of shuffled(random, spread)) {
      number += 1;
      const arrival = FIRST + week * 7 * DAY + random.between(0.05, days) * DAY;
      const registered = arrival + random.between(2, 6) * MINUTE;
      const triage = registered + Math.max(1000, USUAL_WAIT * level * exp(0.5 * (place - middle)));
      const priority = random.weighted([1, 2, 1]) + 1;
      const key = `${name}-${String(number)}`;
      rows.push(`${key},Register,${iso(arrival)},${iso(registered)},${String(priority)},${name}`);
      rows.push(`${key},Triage,${iso(triage)},${iso(triage + 5 * MINUTE)},${String(priority)},${name}`);
    }
  }
  return rows;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Data in a folder that is gone when `close` was called. */
export interface Shelf {
  readonly engine: Engine;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export async function openShelf(): Promise<Shelf> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-verdicts-'));
  mkdirSync(join(folder, 'temp'));
  const engine = await openDuckDb({
    file: join(folder, 'events.duckdb'),
    tempDirectory: join(folder, 'temp'),
    allowed: [folder],
    threads: 1,
  });
  return {
    engine,
    folder,
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A file as a service of its own, read as the product reads any file. */
export async function serviceOf(
  shelf: Shelf,
  id: string,
  path: string,
  blueprint: Blueprint,
  more: { mapping?: Mapping; zone?: string } = {},
): Promise<Source> {
  const { engine } = shelf;
  const zone = more.zone ?? 'UTC';
  await engine.with(undefined, (session) => createProcessSchema(session, id));
  const { cutOffMs } = await importFile(engine, {
    process: { id, zone, blueprint, cutOffMs: null },
    importId: `${id}-1`,
    file: { path, name: 'log.csv' },
    mapping: more.mapping ?? {},
    now: new Date('2030-01-01T00:00:00Z'),
  });
  const session = await engine.session(schemaOf(id));
  const [version] = await session.query<{ version: number; firstAt: string; endAt: string }>(
    sql`SELECT version, first_at, end_at FROM data_version ORDER BY version DESC LIMIT 1`,
  );
  return {
    session,
    process: {
      id,
      zone,
      blueprint,
      cutOffMs,
      dataVersion: version?.version ?? 0,
      firstAt: version?.firstAt ?? null,
      endAt: version?.endAt ?? null,
    },
  };
}

/** Made-up logs side by side in one file, told apart by the attribute `Log`, as a service. */
export async function loggedService(shelf: Shelf, id: string, logs: readonly string[][]): Promise<Source> {
  const path = join(shelf.folder, `${id}.csv`);
  writeFileSync(path, `${['case,activity,start,end,Priority,Log', ...logs.flat()].join('\n')}\n`);
  return serviceOf(shelf, id, path, waitBlueprint);
}
