import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Receipt } from '../../model/event-log.ts';
import { dateTime } from '../../model/format.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { Problem, type ProblemBody } from '../../model/problem.ts';
import { isProcessId } from '../../model/process.ts';
import { plain } from '../../model/outside-text.ts';
import { receiptInWords } from '../cli/report.ts';
import type { Throughline } from '../throughline.ts';
import { forgetUpload, startImport } from './imports.ts';
import { incomingFile } from './incoming.ts';
import {
  copyBytes,
  filesIn,
  foldersIn,
  freeName,
  isRealFolder,
  lyingAt,
  putText,
  realFolder,
  sameFile,
  type Lying,
} from './inbox-files.ts';

/** How often the inbox is looked into. */
const EVERY_MS = 5000;
/** What stands in the way only now, such as a full disk, is tried again after this time. */
const LATER_MS = 60_000;
const BY = 'inbox';
/** Reasons that lie in the machine or the moment, not in the file: it stays where it is. */
const PASSING = new Set(['interrupted', 'stopping', 'no_room', 'not_kept', 'busy', 'file_changed']);

interface Places {
  readonly process: string;
  readonly folder: string;
}

/**
 * The watched folder: a file that rests in `inbox/<service>/` is imported by the recipe that fits it.
 *
 * A file is taken when two looks saw it with the same size and time. Its copy is imported; then the file itself is moved
 * to `imported/` with its receipt beside it, or to `refused/` with what is wrong. So a file is either still there or in
 * the register, whenever the program dies; one that was imported and not yet moved is only moved. Links are never
 * followed, and nothing outside the inbox is touched.
 */
export class Inbox {
  readonly #house: Throughline;
  readonly #everyMs: number;
  readonly #seen = new Map<string, Lying>();
  readonly #later = new Map<string, number>();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(house: Throughline, everyMs: number = EVERY_MS) {
    this.#house = house;
    this.#everyMs = everyMs;
  }

  /** Looks now and then again and again. */
  start(): void {
    const next = () => {
      if (!this.#stopped) this.#timer = setTimeout(() => void this.look().finally(next), this.#everyMs).unref();
    };
    void this.look().finally(next);
  }

  /** No further look; a file whose import the stop of the server interrupts stays in the inbox. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** One look at all folders. What rests since the look before is taken. */
  look(): Promise<void> {
    this.#looking ??= this.#lookAround()
      .catch((error: unknown) => this.#house.log.error({ err: error }, 'the inbox could not be looked into'))
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookAround(): Promise<void> {
    const inbox = await realFolder(this.#house.folder.inbox);
    if (inbox === null) return this.#tellOnce('inbox', 'inbox/ is no folder of the data folder; it is not watched');
    const before = new Map(this.#seen);
    this.#seen.clear();
    for (const process of await foldersIn(inbox)) {
      const folder = path.join(inbox, process);
      if (!isProcessId(process) || !this.#house.live.has(process)) await this.#unknown(inbox, process);
      else await this.#lookInto({ process, folder }, before);
      if (this.#stopped) return;
    }
  }

  async #lookInto(places: Places, before: ReadonlyMap<string, Lying>): Promise<void> {
    for (const file of await filesIn(places.folder)) {
      if (this.#stopped) return;
      this.#seen.set(file.path, file);
      const rested = before.get(file.path);
      if (rested === undefined || !sameFile(file, rested)) continue;
      if ((this.#later.get(file.path) ?? 0) > this.#house.now().getTime()) continue;
      this.#later.delete(file.path);
      try {
        await this.#take(places, file);
      } catch (error) {
        this.#later.set(file.path, this.#house.now().getTime() + LATER_MS);
        this.#house.log.warn({ err: error, file: file.name, process: places.process }, 'a file of the inbox waits');
      }
    }
  }

  async #take(places: Places, file: Lying): Promise<void> {
    const { process } = places;
    const id = this.#house.newId();
    let copied: { bytes: number; sha256: string };
    try {
      copied = await copyBytes(file.path, incomingFile(this.#house, id));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw cause;
      return this.#refuse(places, file, UNREADABLE(cause));
    }
    if (!sameFile(file, await lyingAt(file.path))) return rm(incomingFile(this.#house, id), { force: true });
    const earlier = this.#imported(process, file, copied.sha256);
    if (earlier !== undefined) {
      await rm(incomingFile(this.#house, id), { force: true });
      return this.#keep(places, file, earlier);
    }
    this.#house.store.uploads.create({ id, name: plain(file.name), ...copied, createdAt: this.#house.now().toISOString() });
    try {
      const { problem, result } = await this.#import(process, id);
      if (problem === null) await this.#keep(places, file, result as Receipt);
      else if (PASSING.has(problem.code)) throw new Problem(problem.code, problem.status, problem.title);
      else await this.#refuse(places, file, problem);
    } finally {
      // what a stop cut off is forgotten at the next start
      if (!this.#stopped) await forgetUpload(this.#house, id);
    }
  }

  async #import(process: string, upload: string): Promise<{ problem: ProblemBody | null; result: unknown }> {
    try {
      const job = startImport(this.#house, { process, upload, mapping: {}, by: BY, needsRecipe: true });
      return await this.#house.jobs.ended(job.id);
    } catch (cause) {
      if (cause instanceof Problem) return { problem: cause.body(), result: null };
      throw cause;
    }
  }

  /** The receipt of this very file where an earlier look imported it and could not move it any more. */
  #imported(process: string, file: Lying, sha256: string): Receipt | undefined {
    const fits = (record: ImportRecord) =>
      record.by === BY && record.state === 'done' && record.sha256 === sha256 && record.file === plain(file.name);
    return this.#house.store.imports.of(process).find(fits)?.receipt ?? undefined;
  }

  async #keep(places: Places, file: Lying, receipt: Receipt): Promise<void> {
    const words = `${receiptInWords(receipt)}\n`;
    await this.#move(places, file, 'imported', [
      ['receipt.json', `${JSON.stringify(receipt, null, 2)}\n`],
      ['receipt.txt', words],
    ]);
  }

  async #refuse(places: Places, file: Lying, { code, title, detail }: ProblemBody): Promise<void> {
    const { process } = places;
    const zone = this.#house.live.get(process).stored.zone;
    const lines = [
      `${plain(file.name)} was not imported into “${process}”. Nothing of it was kept.`,
      '',
      plain(title),
      ...(detail === undefined ? [] : [plain(detail)]),
      '',
      code === 'no_recipe'
        ? 'A file of a source that is not known is imported once by hand, on the page or with `throughline import`. That makes its recipe, and the files after it are taken from here.'
        : 'Mend the file and put it back into the folder above this one; or import it by hand, on the page or with `throughline import`, where each of this can be said.',
      '',
      dateTime(this.#house.now(), zone),
    ];
    await this.#move(places, file, 'refused', [['problem.txt', `${lines.join('\n')}\n`]]);
    this.#house.log.warn({ file: file.name, process, code }, 'a file of the inbox was refused');
  }

  /** Moves a file into a folder beside it, its words first. One that was replaced meanwhile stays and is taken anew. */
  async #move({ process, folder }: Places, file: Lying, into: string, texts: readonly (readonly [string, string])[]): Promise<void> {
    const target = await realFolder(path.join(folder, into));
    if (target === null || !(await isRealFolder(folder))) throw new Error(`inbox/${process}/${into} is no folder`);
    const name = await freeName(target, file.name);
    for (const [ending, text] of texts) await putText(path.join(target, `${name}.${ending}`), text);
    if (sameFile(file, await lyingAt(file.path))) await rename(file.path, path.join(target, name));
    this.#seen.delete(file.path);
  }

  async #unknown(inbox: string, name: string): Promise<void> {
    if (this.#told.has(name)) return;
    const known = this.#house.live.all().map(({ stored }) => stored.id);
    const words = `There is no service “${plain(name)}”, so nothing is taken from this folder.\nServices are: ${known.join(', ') || 'none yet'}. Rename the folder, or make the service first.\n`;
    await putText(path.join(inbox, `${name}.problem.txt`), words).catch(() => undefined);
    this.#tellOnce(name, `inbox/${plain(name)} belongs to no service; nothing is taken from it`);
  }

  #tellOnce(what: string, words: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#house.log.warn(words);
  }
}

const UNREADABLE = (cause: unknown): ProblemBody => ({
  code: 'unreadable',
  status: 422,
  title: 'The file can’t be read.',
  detail: `The system says ${(cause as NodeJS.ErrnoException).code ?? 'nothing about it'}. Give the account that runs Throughline the right to read it.`,
});
