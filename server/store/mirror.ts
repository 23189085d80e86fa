import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import type { VersionContent } from '../../pipelines/derive/data-version.ts';
import type { Reading } from '../../pipelines/ingest/receipt.ts';
import type { StoredVersion } from './versions.ts';
import type { Store } from './store.ts';

interface ListedVersion extends Record<string, unknown>, Omit<StoredVersion, 'content'> {
  readonly content: string | null;
}

interface Committed extends Record<string, unknown> {
  readonly id: string;
  readonly seq: number;
  readonly version: number;
  readonly reading: string | null;
  readonly committedAt: string;
}

/**
 * Copies what DuckDB says of its versions and imports into state.sqlite: the list of versions, how each import was read, and
 * which imports the tables hold. A list that DuckDB has lost is left alone: it is what the tables are made again from.
 *
 * Versions and imports of an early program say less; what they are made of follows from the register then.
 */
export async function mirror(store: Store, session: Session, process: string): Promise<void> {
  const listed = await session.query<ListedVersion>(
    sql`SELECT version, cause, made_at, first_at, end_at, cut_off_ms, events, steps, cases, content FROM data_version ORDER BY version`,
  );
  if (listed.length === 0) return;
  const imports = await session.query<Committed>(
    sql`SELECT import_id AS id, import_seq AS seq, data_version AS version, reading, committed_at FROM import_commit ORDER BY import_seq`,
  );
  store.versions.write(
    process,
    listed.map((one) => ({ ...one, content: contentOf(one, imports, store, process) })),
  );
  for (const { id, reading, committedAt } of imports) {
    store.imports.committed(id, reading === null ? null : (JSON.parse(reading) as Reading), committedAt);
  }
  store.imports.settle(
    process,
    imports.map(({ id }) => id),
  );
}

function contentOf(
  { version, content, madeAt }: ListedVersion,
  imports: readonly Committed[],
  store: Store,
  process: string,
): VersionContent {
  if (content !== null) return JSON.parse(content) as VersionContent;
  const held = imports.filter((one) => one.version <= version);
  return {
    imports: held.map(({ seq }) => seq),
    blueprint: store.blueprints.at(process, version)?.id ?? null,
    zone: store.processes.find(process)?.zone ?? null,
    import: held.find((one) => one.version === version)?.id ?? null,
    until: held.map(({ committedAt }) => committedAt).reduce((last, one) => (one > last ? one : last), held[0]?.committedAt ?? madeAt),
  };
}
