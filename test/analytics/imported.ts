import { basename } from 'node:path';
import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import type { Mapping } from '../../model/event-log.ts';
import { importFile } from '../../pipelines/import.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import type { Source } from '../../server/analytics/analytic.ts';
import { openTempEngine } from '../support/engine.ts';

/** A process with whole files in it, as the product would import them. The caller closes it. */
export async function imported(
  files: readonly { path: string; mapping?: Mapping }[],
  options: { zone?: string; blueprint?: Blueprint } = {},
): Promise<Source & { close: () => Promise<void> }> {
  const temp = await openTempEngine({ threads: 2 });
  const { engine } = temp;
  const id = 'log';
  const blueprint = options.blueprint ?? emptyBlueprint();
  await engine.with(undefined, (session) => createProcessSchema(session, id));
  let cutOffMs: number | null = null;
  for (const [at, { path, mapping }] of files.entries()) {
    const order = {
      process: { id, zone: options.zone ?? null, blueprint, cutOffMs },
      importId: `import-${at + 1}`,
      file: { path, name: basename(path) },
      mapping: mapping ?? {},
      now: new Date('2030-01-01T00:00:00Z'),
    };
    ({ cutOffMs } = await importFile(engine, order));
  }
  const session = await engine.session(schemaOf(id));
  const [version] = await session.query<{ version: number; firstAt: string; endAt: string }>(
    sql`SELECT version, first_at, end_at FROM data_version ORDER BY version DESC LIMIT 1`,
  );
  return {
    session,
    close: () => temp.close(),
    process: {
      id,
      zone: options.zone ?? 'UTC',
      blueprint,
      cutOffMs,
      dataVersion: version?.version ?? 0,
      firstAt: version?.firstAt ?? null,
      endAt: version?.endAt ?? null,
    },
  };
}
