import type { ImportKind, Mapping, Receipt } from '../../model/event-log.ts';
import type { ImportRecord, ImportState } from '../../model/import-record.ts';
import type { ProblemBody } from '../../model/problem.ts';
import type { Reading } from '../../pipelines/ingest/receipt.ts';
import type { Sqlite } from './sqlite.ts';

interface ImportRow extends Record<string, unknown> {
  id: string;
  process: string;
  seq: number;
  kind: ImportKind;
  file: string;
  bytes: number;
  sha256: string;
  kept: string | null;
  mapping: string;
  state: ImportState;
  started_at: string;
  ended_at: string | null;
  receipt: string | null;
  problem: string | null;
  started_by: string;
  reading: string | null;
  committed_at: string | null;
}

/** An import that was brought once, with what its kept original is and how it was read. */
export interface BroughtImport {
  readonly record: ImportRecord;
  /** Name in uploads/; null where it is missing. */
  readonly kept: string | null;
  readonly mapping: Mapping;
  readonly reading: Reading | null;
  readonly committedAt: string;
}

export interface NewImport {
  readonly id: string;
  readonly process: string;
  readonly kind: ImportKind;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mapping: Mapping;
  readonly by: string;
}

/** Fields that receipts of the first versions of the program do not have. */
const NOT_YET_COUNTED = { merged: 0, changedCases: 0, unchangedCases: 0, replaced: 0, fixes: [], effect: null };

const fromRow = (row: ImportRow): ImportRecord => ({
  id: row.id,
  seq: row.seq,
  kind: row.kind,
  file: row.file,
  bytes: row.bytes,
  sha256: row.sha256,
  state: row.state,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  receipt: row.receipt === null ? null : { ...NOT_YET_COUNTED, ...(JSON.parse(row.receipt) as Receipt) },
  problem: row.problem === null ? null : (JSON.parse(row.problem) as ProblemBody),
  by: row.started_by,
});

/** The register of imports: what was tried, by process and in order. */
export class ImportStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Newest first. */
  of(process: string): ImportRecord[] {
    return this.#database.all<ImportRow>('SELECT * FROM import_register WHERE process = ? ORDER BY seq DESC', process).map(fromRow);
  }

  /** One import, with the mapping it was read with. */
  find(process: string, id: string): ImportRecord | undefined {
    const row = this.#database.get<ImportRow>('SELECT * FROM import_register WHERE process = ? AND id = ?', process, id);
    return row && { ...fromRow(row), mapping: JSON.parse(row.mapping) as Mapping };
  }

  running(): { process: string; record: ImportRecord }[] {
    return this.#database
      .all<ImportRow>("SELECT * FROM import_register WHERE state = 'running' ORDER BY started_at, seq")
      .map((row) => ({ process: row.process, record: fromRow(row) }));
  }

  done(process: string): number {
    return Number(this.#database.get("SELECT count(*) AS n FROM import_register WHERE process = ? AND state = 'done'", process)?.n ?? 0);
  }

  /** Registers an import as running and answers its sequence number, the next of its process. */
  begin(entry: NewImport, now: Date): number {
    return this.#database.transaction(() => {
      const seq = Number(
        this.#database.get('SELECT coalesce(max(seq), 0) + 1 AS seq FROM import_register WHERE process = ?', entry.process)?.seq,
      );
      this.#database.run(
        `INSERT INTO import_register (id, process, seq, kind, file, bytes, sha256, mapping, state, started_at, started_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)`,
        entry.id,
        entry.process,
        seq,
        entry.kind,
        entry.file,
        entry.bytes,
        entry.sha256,
        JSON.stringify(entry.mapping),
        now.toISOString(),
        entry.by,
      );
      return seq;
    });
  }

  finish(
    id: string,
    end: { state: Exclude<ImportState, 'running'>; receipt?: Receipt; problem?: ProblemBody; kept?: string; kind?: ImportKind },
    now: Date,
  ): void {
    this.#database.run(
      `UPDATE import_register SET state = ?, ended_at = ?, receipt = ?, problem = ?, kept = coalesce(?, kept), kind = coalesce(?, kind) WHERE id = ?`,
      end.state,
      now.toISOString(),
      end.receipt ? JSON.stringify(end.receipt) : null,
      end.problem ? JSON.stringify(end.problem) : null,
      end.kept ?? null,
      end.kind ?? null,
      id,
    );
  }

  /** How an import was read, and when: as DuckDB has it. An import that an early program made keeps the mapping it was given. */
  committed(id: string, reading: Reading | null, at: string): void {
    const text = reading === null ? null : JSON.stringify(reading);
    this.#database.run(
      'UPDATE import_register SET reading = ?, committed_at = ? WHERE id = ? AND (committed_at IS NOT ? OR reading IS NOT ?)',
      text,
      at,
      id,
      at,
      text,
    );
  }

  /** Of the imports that were brought once: those the tables hold are done, the others are undone. Answers the ids of those that changed. */
  settle(process: string, held: readonly string[]): string[] {
    const changed = this.of(process).filter(
      ({ id, state }) => (state === 'done' && !held.includes(id)) || (state === 'undone' && held.includes(id)),
    );
    for (const { id, state } of changed)
      this.#database.run('UPDATE import_register SET state = ? WHERE id = ?', state === 'done' ? 'undone' : 'done', id);
    return changed.map(({ id }) => id);
  }

  /** What is needed to bring the imports of a process again, oldest first; those that were never brought are left out. */
  brought(process: string): BroughtImport[] {
    return this.#database
      .all<ImportRow>("SELECT * FROM import_register WHERE process = ? AND state IN ('done', 'undone') ORDER BY seq", process)
      .map((row) => ({
        record: fromRow(row),
        kept: row.kept,
        mapping: JSON.parse(row.mapping) as Mapping,
        reading: row.reading === null ? null : (JSON.parse(row.reading) as Reading),
        committedAt: row.committed_at ?? row.ended_at ?? row.started_at,
      }));
  }

  /** Done imports whose original is not known to be in uploads/. */
  unkept(): ImportRecord[] {
    return this.#database
      .all<ImportRow>("SELECT * FROM import_register WHERE state = 'done' AND kept IS NULL ORDER BY started_at, seq")
      .map(fromRow);
  }

  kept(id: string, name: string): void {
    this.#database.run('UPDATE import_register SET kept = ? WHERE id = ?', name, id);
  }

  /** Names of the originals that only this process has imported: they can go with it. */
  keptOnlyBy(process: string): string[] {
    return this.#database
      .all<{ kept: string }>(
        `SELECT DISTINCT kept FROM import_register AS own WHERE own.process = ? AND own.kept IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM import_register AS other WHERE other.process <> own.process AND other.kept = own.kept)`,
        process,
      )
      .map((row) => row.kept);
  }
}
