import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { lstat, mkdir, open, opendir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { counting } from './incoming.ts';

/** A file that lies in a folder, and what tells whether it is still being written. */
export interface Lying {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly changedMs: number;
  readonly inode: number;
}

/** So many entries of one folder are looked at at once; the others have their turn when these are gone. */
const MOST_AT_ONCE = 2000;

/** Endings and beginnings of what another program is still writing or only keeps for itself. */
const UNFINISHED = /^(?:\.|~\$)|(?:~|\.part|\.partial|\.filepart|\.tmp|\.temp|\.crdownload|\.download|\.swp|\.lock)$/i;

/** A real folder, not a link to one: whoever may write into the inbox must not lead the program elsewhere. */
export async function isRealFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  return found?.isDirectory() === true;
}

/** The folders in a folder, by name. Links, files and hidden ones are left out. */
export async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(folder)) if (entry.isDirectory() && !entry.name.startsWith('.')) names.push(entry.name);
  return names.sort();
}

/** The files in a folder that are meant to be taken, the oldest first. Links, folders, hidden and unfinished files are left alone. */
export async function filesIn(folder: string): Promise<Lying[]> {
  const files: Lying[] = [];
  let seen = 0;
  for await (const entry of await opendir(folder)) {
    if (!entry.isFile() || UNFINISHED.test(entry.name)) continue;
    seen += 1;
    if (seen > MOST_AT_ONCE) break;
    const file = await lyingAt(path.join(folder, entry.name));
    if (file !== null) files.push(file);
  }
  return files.toSorted((one, other) => one.changedMs - other.changedMs || one.name.localeCompare(other.name));
}

/** The file at a place now; null where there is none, or something else. */
export async function lyingAt(place: string): Promise<Lying | null> {
  const found = await lstat(place).catch(() => null);
  if (found?.isFile() !== true) return null;
  return { path: place, name: path.basename(place), size: found.size, changedMs: found.mtimeMs, inode: found.ino };
}

export const sameFile = (one: Lying, other: Lying | null): boolean =>
  other !== null && one.size === other.size && one.changedMs === other.changedMs && one.inode === other.inode;

/** Copies the bytes of a file that is no link to a new file, and answers how many and their hash. Rejects when it can't be read. */
export async function copyBytes(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const { through, counted } = counting();
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await pipeline(file.createReadStream({ autoClose: false }), through, createWriteStream(`${to}.part`, { mode: 0o600, flags: 'wx' }));
    await rename(`${to}.part`, to);
    return counted();
  } catch (cause) {
    await rm(`${to}.part`, { force: true });
    throw cause;
  } finally {
    await file.close();
  }
}

/** In bytes: room for “ (2)” and “.receipt.json” in the 255 that file systems have. */
const LONGEST_NAME = 225;

/** A name that is free in a folder: “visits (2).csv”. A very long one is cut. */
export async function freeName(folder: string, name: string): Promise<string> {
  const [stem, ending] = splitName(name);
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? stem + ending : `${stem} (${count})${ending}`;
    if ((await lstat(path.join(folder, free)).catch(() => null)) === null) return free;
  }
}

/** Whether `freeName` may have given this name to a file of that one. */
export function isNameFor(given: string, name: string): boolean {
  const [stem, ending] = splitName(name);
  if (!given.startsWith(stem) || !given.endsWith(ending)) return false;
  return /^(?: \(\d+\))?$/.test(given.slice(stem.length, given.length - ending.length));
}

/** What comes before and after the number of a name that was taken, the first cut where it is very long. */
function splitName(name: string): readonly [string, string] {
  const found = /(?:\.[a-z0-9]{1,10}){1,2}$/i.exec(name)?.[0] ?? '';
  const ending = found === name ? '' : found;
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem + ending) > LONGEST_NAME) stem = [...stem].slice(0, -1).join('');
  return [stem, ending];
}

/** Writes a text in place of whatever has that name; a link there is replaced, not followed. */
export async function putText(place: string, text: string): Promise<void> {
  const fresh = path.join(path.dirname(place), `.${randomUUID()}.tmp`);
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
    await rename(fresh, place);
  } catch (cause) {
    await rm(fresh, { force: true });
    throw cause;
  }
}

/** The folder, made when it is missing; null where something else has its name. */
export async function realFolder(folder: string): Promise<string | null> {
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  return (await isRealFolder(folder)) ? folder : null;
}
