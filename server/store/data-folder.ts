import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../../model/problem.ts';

/** Where the parts of a data folder lie (DESIGN.md section 3). */
export interface DataFolder {
  readonly root: string;
  readonly uploads: string;
  /** Files that were sent and not yet imported. */
  readonly incoming: string;
  /** Files dropped by other programs, a folder for each process; made by whoever watches it. */
  readonly inbox: string;
  /** Earlier data versions that were opened. */
  readonly versions: string;
  /** Every letter as it was sent; made with the first. */
  readonly letters: string;
  /** What DuckDB spills to disk. */
  readonly spill: string;
  readonly state: string;
  readonly events: string;
  readonly announcement: string;
}

/** Makes the folders that are missing, for the owner only; says in words when it can't. */
export function openDataFolder(root: string): DataFolder {
  const folder: DataFolder = {
    root,
    uploads: path.join(root, 'uploads'),
    incoming: path.join(root, 'incoming'),
    inbox: path.join(root, 'inbox'),
    versions: path.join(root, 'versions'),
    letters: path.join(root, 'letters'),
    spill: path.join(root, 'spill'),
    state: path.join(root, 'state.sqlite'),
    events: path.join(root, 'events.duckdb'),
    announcement: path.join(root, 'server.json'),
  };
  try {
    if (existsSync(root) && !statSync(root).isDirectory()) throw new Error('it is a file');
    for (const part of [root, folder.uploads, folder.incoming, folder.versions, folder.spill])
      mkdirSync(part, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Problem('no_data_folder', 500, `The data folder ${root} can't be used.`, {
      detail: cause instanceof Error ? `${cause.message}.` : String(cause),
      field: 'THROUGHLINE_DATA',
    });
  }
  return folder;
}

/** What a serving program says of itself in `server.json`, readable by its owner only. */
export interface Announcement {
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

/** Written beside and renamed, so that whoever looks for a server never reads half of it. */
export function announce(folder: DataFolder, announcement: Announcement): void {
  const written = `${folder.announcement}.${String(announcement.pid)}`;
  // the mode counts only for a new file
  rmSync(written, { force: true });
  writeFileSync(written, JSON.stringify(announcement), { mode: 0o600 });
  renameSync(written, folder.announcement);
}

/** Takes the announcement away, unless another server has put its own there. */
export function withdraw(folder: DataFolder, token: string): void {
  if (readAnnouncement(folder)?.token === token) rmSync(folder.announcement, { force: true });
}

/**
 * The server that holds the folder now, or undefined. An announcement whose process is gone, or whose address
 * does not answer to its token, is stale and taken away.
 */
export async function findServer(folder: DataFolder): Promise<Announcement | undefined> {
  const announcement = readAnnouncement(folder);
  if (!announcement) return undefined;
  if (isAlive(announcement.pid) && (await answers(announcement))) return announcement;
  rmSync(folder.announcement, { force: true });
  return undefined;
}

function readAnnouncement(folder: DataFolder): Announcement | undefined {
  try {
    const { address, token, pid } = JSON.parse(readFileSync(folder.announcement, 'utf8')) as Partial<Announcement>;
    return typeof address === 'string' && typeof token === 'string' && typeof pid === 'number' ? { address, token, pid } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function answers({ address, token }: Announcement): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/api/v1/health', address), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

export const heldByAnother = (root: string, address?: string) =>
  new Problem('data_folder_held', 409, 'Another Throughline holds this data folder.', {
    detail: `${root}${address === undefined ? ' is in use by another program.' : ` is served at ${address}.`} One program at a time may write to it: stop that one, or give this one another folder in THROUGHLINE_DATA.`,
    field: 'THROUGHLINE_DATA',
  });
