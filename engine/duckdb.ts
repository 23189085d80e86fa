import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { Cancelled } from '../model/problem.ts';
import { dialect } from './dialect.ts';
import { QueryError, type AnswerColumn, type Engine, type QueryOptions, type Row, type Session } from './engine.ts';
import { identifier, raw, render, type Sql, type SqlValue } from './sql.ts';

export interface DuckDbOptions {
  readonly file: string;
  /** Where large sorts and joins spill to. */
  readonly tempDirectory: string;
  /** The only folders that SQL may read from or write to. */
  readonly allowed: readonly string[];
  readonly threads?: number | undefined;
  /** Nothing in the file can be changed; several readers may hold it. */
  readonly readOnly?: boolean | undefined;
  /** DuckDB's own default is 80 % of the machine. */
  readonly memoryLimit?: string | undefined;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * DuckDB in this process, locked before anyone can speak to it: no extension is fetched, no file outside
 * `allowed` is touched, no setting can be changed. Rejects when another process holds the file.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(options.file, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.readOnly === true ? { access_mode: 'READ_ONLY' } : {}),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
  });
  const first = await instance.connect();
  const folders = [...options.allowed, options.tempDirectory].map((folder) => quoted(folder.endsWith('/') ? folder : `${folder}/`));
  for (const setting of [
    "SET TimeZone = 'UTC'",
    `SET temp_directory = ${quoted(options.tempDirectory)}`,
    `SET allowed_directories = [${folders.join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]) {
    await first.run(setting);
  }
  first.closeSync();
  return new DuckDb(instance);
}

class DuckDb implements Engine {
  readonly #instance: DuckDBInstance;
  /** Sessions at rest, by schema: connecting is cheap, planning `USE` again is not free. */
  readonly #resting = new Map<string, DuckDbSession[]>();

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async session(schema?: string): Promise<Session> {
    return this.#open(schema);
  }

  async with<T>(schema: string | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    const key = schema ?? '';
    const session = this.#resting.get(key)?.pop() ?? (await this.#open(schema));
    let sound = false;
    try {
      const result = await work(session);
      sound = true;
      return result;
    } finally {
      const resting = this.#resting.get(key) ?? [];
      // a session whose work failed may hold an open transaction or temporary tables: it is not used again
      if (sound && resting.length < 4) this.#resting.set(key, [...resting, session]);
      else session.close();
    }
  }

  async checkpoint(): Promise<void> {
    await this.with(undefined, (session) => session.run(raw('CHECKPOINT')));
  }

  async close(): Promise<void> {
    for (const session of [...this.#resting.values()].flat()) session.close();
    this.#resting.clear();
    this.#instance.closeSync();
    await Promise.resolve();
  }

  async #open(schema: string | undefined): Promise<DuckDbSession> {
    const session = new DuckDbSession(await this.#instance.connect());
    if (schema !== undefined) {
      try {
        await session.run(raw(`USE ${identifier(schema).strings[0] ?? ''}`));
      } catch (cause) {
        session.close();
        throw cause;
      }
    }
    return session;
  }
}

class DuckDbSession implements Session {
  readonly #connection: DuckDBConnection;
  /** The last statement asked for: the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async query<T extends Row = Row>(query: Sql, options: QueryOptions = {}): Promise<T[]> {
    return this.#execute(query, options, async (connection, text, values) => {
      const reader = await connection.runAndReadAll(text, values);
      const names = reader.deduplicatedColumnNames().map(camelCase);
      return reader.getRows().map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', plain(cell)])) as T);
    });
  }

  async columns(query: Sql, options: QueryOptions = {}): Promise<{ columns: AnswerColumn[]; values: unknown[][]; rows: number }> {
    return this.#execute(query, options, async (connection, text, values) => {
      const reader = await connection.runAndReadAll(text, values);
      const types = reader.columnTypes();
      const columns = reader.deduplicatedColumnNames().map((name, at) => ({ name: camelCase(name), type: kindOf(types[at]) }));
      return { columns, values: reader.getColumns().map((cells) => cells.map(plain)), rows: reader.currentRowCount };
    });
  }

  async *stream<T extends Row = Row>(query: Sql, { signal }: QueryOptions = {}): AsyncGenerator<T[], void, undefined> {
    const before = this.#last;
    let release = (): void => undefined;
    this.#last = new Promise<void>((resolve) => (release = resolve));
    await before;
    const { text, values } = render(query, (index) => dialect.placeholder(index));
    const stop = () => this.#connection.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      if (signal?.aborted) throw new Cancelled();
      const result = await this.#connection.stream(text, values.map(bound));
      const names = result.deduplicatedColumnNames().map(camelCase);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk.getRows().map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', plain(cell)])) as T);
      }
    } catch (cause) {
      if (signal?.aborted) throw new Cancelled();
      throw new QueryError(cause instanceof Error ? cause.message : String(cause), text, cause);
    } finally {
      signal?.removeEventListener('abort', stop);
      release();
    }
  }

  async run(statement: Sql, options: QueryOptions = {}): Promise<number> {
    return this.#execute(statement, options, async (connection, text, values) => {
      const result = await connection.run(text, values.length === 0 ? undefined : values);
      return result.rowsChanged;
    });
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run(raw('BEGIN TRANSACTION'));
    try {
      const result = await work();
      await this.run(raw('COMMIT'));
      return result;
    } catch (cause) {
      // after a failed COMMIT there is nothing left to roll back, and the first cause is the one to tell
      await this.run(raw('ROLLBACK')).catch(() => undefined);
      throw cause;
    }
  }

  progress(): number | null {
    const { percentage } = this.#connection.progress;
    return percentage < 0 ? null : percentage / 100;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.closeSync();
  }

  async #execute<T>(
    query: Sql,
    options: QueryOptions,
    work: (connection: DuckDBConnection, text: string, values: DuckDBValue[]) => Promise<T>,
  ): Promise<T> {
    const turn = this.#last.then(
      () => this.#now(query, options, work),
      () => this.#now(query, options, work),
    );
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #now<T>(
    query: Sql,
    { signal }: QueryOptions,
    work: (connection: DuckDBConnection, text: string, values: DuckDBValue[]) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw new Cancelled();
    const { text, values } = render(query, (index) => dialect.placeholder(index));
    const stop = () => this.#connection.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await work(this.#connection, text, values.map(bound));
    } catch (cause) {
      if (signal?.aborted) throw new Cancelled();
      throw new QueryError(cause instanceof Error ? cause.message : String(cause), text, cause);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

const bound = (value: SqlValue): DuckDBValue => (value instanceof Date ? new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value);

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What JavaScript, JSON and people read; instants lose their microseconds here and only here. */
function plain(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return instant(value.micros);
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  return String(value);
}

function instant(micros: bigint): string {
  const ms = micros >= 0n ? micros / 1000n : (micros - 999n) / 1000n;
  return new Date(Number(ms)).toISOString();
}

function kindOf(type: DuckDBType | undefined): AnswerColumn['type'] {
  switch (type?.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return 'boolean';
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
      return 'integer';
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DECIMAL:
      return 'number';
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return 'time';
    case DuckDBTypeId.LIST:
      return 'list';
    default:
      return 'text';
  }
}
