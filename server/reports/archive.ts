import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { NotFound, Problem } from '../../model/problem.ts';
import { flushFolder, writeToDisk } from '../store/on-disk.ts';

/** One file of a letter, by a name of its own. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Writes one new file so that it is on disk when it resolves. */
export type WriteFile = (file: string, bytes: Uint8Array) => Promise<void>;

/** Letters have ids that the program gave; a name is one of ours or that of a drawing. Neither can lead out of the folder. */
const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const NAME = /^(?:letter\.(?:json|pdf)|mail\.(?:html|txt)|[a-z0-9][a-z0-9-]{0,79}\.png)$/;
/** Of a letter that is being written. */
const MAKING = '.making-';

/** Failures of the machine that pass when somebody frees room. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * The folder `letters/`: a folder for each letter, with all its files as they were sent.
 *
 * A letter is written in a folder beside and comes to its place by one rename after everything is on disk, so it is there whole or not
 * at all, whenever the program or the machine stops.
 */
export class Archive {
  readonly #folder: string;
  readonly #write: WriteFile;

  constructor(folder: string, write: WriteFile = writeToDisk) {
    this.#folder = folder;
    this.#write = write;
  }

  /**
   * Writes a letter; one that lies there under the same id is replaced, since nothing but an attempt that was cut off can have left it.
   * Throws a `Problem` (507 no_room, 500 not_kept) and leaves nothing behind when it can't.
   */
  async keep(id: string, files: readonly KeptFile[]): Promise<void> {
    const place = this.#placeOf(id);
    const beside = path.join(this.#folder, `${MAKING}${id}`);
    try {
      await rm(beside, { recursive: true, force: true });
      await mkdir(beside, { recursive: true, mode: 0o700 });
      for (const { name, bytes } of files) await this.#write(path.join(beside, checked(name)), bytes);
      await flushFolder(beside);
      await rm(place, { recursive: true, force: true });
      await rename(beside, place);
      await flushFolder(this.#folder);
    } catch (cause) {
      await rm(beside, { recursive: true, force: true }).catch(() => undefined);
      throw notKept(cause);
    }
  }

  /** One file of a letter. Throws `NotFound` for a name that no letter has, and for a file that is gone. */
  async read(id: string, name: string): Promise<Buffer> {
    if (!NAME.test(name)) throw new NotFound('file of a letter', name);
    const file = path.join(this.#placeOf(id), name);
    const found = await lstat(file).catch(() => undefined);
    if (!found?.isFile()) throw new NotFound('file of a letter', name);
    return readFile(file);
  }

  /** Names of the files of a letter; none where its folder is gone. */
  async files(id: string): Promise<string[]> {
    const names = await readdir(this.#placeOf(id)).catch(() => []);
    return names.filter((name) => NAME.test(name)).sort();
  }

  async remove(id: string): Promise<void> {
    await rm(this.#placeOf(id), { recursive: true, force: true });
  }

  /** Takes away what was being written when the program stopped. */
  async tidy(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) if (name.startsWith(MAKING)) await rm(path.join(this.#folder, name), { recursive: true, force: true });
  }

  #placeOf(id: string): string {
    if (!ID.test(id)) throw new NotFound('letter', id);
    return path.join(this.#folder, id);
  }
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`“${name}” is not the name of a file of a letter.`);
  return name;
}

/** A failure of the disk as a `Problem`, by its code alone: the message names the place of the data folder, and this is sent by mail. */
function notKept(cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (cause instanceof Problem || code === undefined) return cause;
  if (FULL.has(code))
    return new Problem('no_room', 507, 'The disk is full: the letter could not be kept.', {
      detail: 'Nothing was sent. Free some room in the data folder; it is tried again by itself.',
    });
  return new Problem('not_kept', 500, 'The letter could not be kept.', {
    detail: `letters/ of the data folder can’t be written (${code}). Nothing was sent.`,
  });
}
