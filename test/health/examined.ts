import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaOf } from '../../engine/schema-name.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import type { Mapping } from '../../model/event-log.ts';
import type { Health, HealthProblem } from '../../model/health.ts';
import { examine } from '../../pipelines/health/examine.ts';
import { openTable } from '../../pipelines/recognise/opened.ts';
import { seeFile } from '../../pipelines/recognise/recognise.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import type { TempEngine } from '../support/engine.ts';
import { tempEngine } from '../support/engine.ts';

interface How {
  readonly mapping?: Mapping | undefined;
  readonly now?: Date | undefined;
  readonly blueprint?: Partial<Blueprint> | undefined;
  /** A process whose tables are compared with. */
  readonly process?: string | undefined;
  readonly temp?: TempEngine | undefined;
  /** Into a process that has no data yet. */
  readonly fresh?: boolean | undefined;
}

/** The health report of a file given as text. Times without an offset are Dublin's; it is 1 January 2027. */
export async function examined(text: string | readonly string[], how: How = {}): Promise<Health> {
  const temp = how.temp ?? (await tempEngine());
  const path = join(temp.folder, `examined-${Math.random()}.csv`);
  await writeFile(path, typeof text === 'string' ? text : `${text.join('\n')}\n`);
  return examinedFile(path, { ...how, temp });
}

export async function examinedFile(
  path: string,
  { mapping = {}, now, blueprint, process: known, temp: given, fresh = false }: How = {},
): Promise<Health> {
  const temp = given ?? (await tempEngine());
  const process = fresh ? 'log' : known;
  if (fresh) await temp.engine.with(undefined, (session) => createProcessSchema(session, 'log'));
  const session = await temp.engine.session(process === undefined ? undefined : schemaOf(process));
  try {
    const zone = mapping.zone ?? 'Europe/Dublin';
    const { file, table, wanted } = await openTable(session, { file: { path, name: 'export.csv' }, mapping: { ...mapping, zone } });
    try {
      const seen = await seeFile(session, file, table, wanted);
      return await examine({
        session,
        file,
        seen,
        zone,
        process: process === undefined ? null : { id: process ?? 'log', zone, blueprint: { ...emptyBlueprint(), ...blueprint } },
        now: now ?? new Date('2027-01-01T00:00:00Z'),
      });
    } finally {
      await file.close();
    }
  } finally {
    session.close();
  }
}

export const problem = (health: Health, id: string): HealthProblem => {
  const found = health.problems.find((one) => one.id === id || one.code === id);
  if (found === undefined) throw new Error(`No problem ${id}; there are: ${health.problems.map((one) => one.id).join(', ')}`);
  return found;
};

export const decisions = (health: Health): string[] => health.problems.filter(({ weight }) => weight === 'decision').map(({ id }) => id);
