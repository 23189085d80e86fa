import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { openDuckDb } from '../../engine/duckdb.ts';
import type { Engine } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import type { DataFolder } from './data-folder.ts';
import { readFacts, type Facts } from './facts.ts';
import { wholeTo } from './whole-to.ts';

/** Engines beside the live one: each holds memory and threads of its own. */
const MOST_OPEN = 2;
/** An engine nobody asks is closed after this time. */
const IDLE_MS = 10 * 60_000;
const MEMORY = '1GB';

interface Opened {
  readonly engine: Engine;
  readonly facts: Facts;
  /** Read when it is first asked for. */
  wholeTo?: Promise<string | null>;
  users: number;
  usedAt: number;
}

/**
 * Earlier data versions as files, `versions/<process>-<n>.duckdb`, opened read-only.
 *
 * A file of that name is whole: it is made beside and renamed. When all of them are larger than the limit, those not used for
 * longest go. One that can't be opened goes too, and is made again when it is asked for.
 */
export class VersionFiles {
  readonly #folder: DataFolder;
  readonly #limitBytes: number;
  readonly #threads: number | undefined;
  readonly #open = new Map<string, Opened>();
  readonly #opening = new Map<string, Promise<Opened | undefined>>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(folder: DataFolder, options: { limitBytes: number; threads?: number | undefined }) {
    this.#folder = folder;
    this.#limitBytes = options.limitBytes;
    this.#threads = options.threads;
  }

  isReady(process: string, version: number): boolean {
    return existsSync(this.#file(process, version));
  }

  /**
   * Makes the file with `fill`, which gets an engine on an empty file beside it; a failure leaves nothing. Whoever asks while
   * it is being made waits for that, and makes it where that failed.
   */
  async make(process: string, version: number, fill: (engine: Engine) => Promise<void>): Promise<void> {
    const file = this.#file(process, version);
    for (let begun = this.#making.get(file); begun !== undefined; begun = this.#making.get(file)) await begun.catch(() => undefined);
    if (existsSync(file)) return;
    const making = this.#makeFile(file, fill).finally(() => this.#making.delete(file));
    this.#making.set(file, making);
    await making;
  }

  async #makeFile(file: string, fill: (engine: Engine) => Promise<void>): Promise<void> {
    const beside = `${file}.part`;
    await removeDatabase(beside);
    try {
      const engine = await openDuckDb({ ...this.#settings(), file: beside });
      try {
        await fill(engine);
        await engine.checkpoint();
      } finally {
        await engine.close();
      }
      await rename(beside, file);
    } finally {
      await removeDatabase(beside);
    }
    await this.#dropOldest(path.basename(file));
  }

  /** Works on a version, whose days are those of a zone; undefined when it is not ready. The engine stays open for a while. */
  async with<T>(
    { process, version, zone }: { process: string; version: number; zone: string },
    work: (engine: Engine, facts: Facts, to: string | null) => Promise<T>,
  ): Promise<{ result: T } | undefined> {
    const key = path.basename(this.#file(process, version));
    const opened = this.#open.get(key) ?? (await this.#openOnce(key, process));
    if (!opened) return undefined;
    opened.users += 1;
    opened.usedAt = Date.now();
    try {
      const { engine, facts } = opened;
      opened.wholeTo ??= engine.with(schemaOf(process), (session) => wholeTo(session, facts, zone));
      return { result: await work(engine, facts, await opened.wholeTo) };
    } finally {
      opened.users -= 1;
      await this.#closeUnused();
    }
  }

  /** Forgets the versions of a process. */
  async remove(process: string): Promise<void> {
    for (const name of await readdir(this.#folder.versions)) {
      if (new RegExp(`^${process}-\\d+\\.duckdb`).test(name)) await this.#drop(name);
    }
  }

  /** Takes away what a stop left half made. */
  async tidy(): Promise<void> {
    for (const name of await readdir(this.#folder.versions)) {
      if (!name.endsWith('.duckdb')) await rm(path.join(this.#folder.versions, name), { force: true });
    }
    await this.#dropOldest('');
  }

  async close(): Promise<void> {
    for (const { engine } of this.#open.values()) await engine.close();
    this.#open.clear();
  }

  #file(process: string, version: number): string {
    return path.join(this.#folder.versions, `${process}-${String(version)}.duckdb`);
  }

  #settings() {
    const { root, spill } = this.#folder;
    return { tempDirectory: spill, allowed: [root], threads: this.#threads, memoryLimit: MEMORY };
  }

  #openOnce(key: string, process: string): Promise<Opened | undefined> {
    const before = this.#opening.get(key);
    if (before) return before;
    const opening = this.#openFile(key, process).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  async #openFile(key: string, process: string): Promise<Opened | undefined> {
    const file = path.join(this.#folder.versions, key);
    if (!existsSync(file)) return undefined;
    let engine: Engine | undefined;
    try {
      engine = await openDuckDb({ ...this.#settings(), file, readOnly: true });
      const facts = await engine.with(schemaOf(process), (session) => readFacts(session));
      const now = new Date();
      await utimes(file, now, now);
      const opened = { engine, facts, users: 0, usedAt: now.getTime() };
      this.#open.set(key, opened);
      return opened;
    } catch {
      // cut short or damaged: it is made again from the originals
      await engine?.close();
      await removeDatabase(file);
      return undefined;
    }
  }

  async #closeUnused(): Promise<void> {
    const resting = [...this.#open].filter(([, { users }]) => users === 0).sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [key, { engine, usedAt }] of resting) {
      if (this.#open.size <= MOST_OPEN && Date.now() - usedAt < IDLE_MS) continue;
      this.#open.delete(key);
      await engine.close();
    }
  }

  async #dropOldest(spared: string): Promise<void> {
    const names = (await readdir(this.#folder.versions)).filter((name) => name.endsWith('.duckdb'));
    const files = await Promise.all(
      names.map(async (name) => ({ name, ...sizeAndUse(await stat(path.join(this.#folder.versions, name))) })),
    );
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const { name, bytes: size } of files.sort((one, other) => one.usedAt - other.usedAt)) {
      if (bytes <= this.#limitBytes) return;
      if (name === spared || (this.#open.get(name)?.users ?? 0) > 0) continue;
      await this.#drop(name);
      bytes -= size;
    }
  }

  async #drop(name: string): Promise<void> {
    const opened = this.#open.get(name);
    this.#open.delete(name);
    await opened?.engine.close();
    await removeDatabase(path.join(this.#folder.versions, name));
  }
}

const sizeAndUse = ({ size, mtimeMs }: { size: number; mtimeMs: number }) => ({ bytes: size, usedAt: mtimeMs });

async function removeDatabase(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}.wal`, { force: true });
}
