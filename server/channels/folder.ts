import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { OutFolder } from '../../model/channel.ts';
import { flushFolder, writeToDisk } from '../store/on-disk.ts';
import { oneLine, type Attempted, type Content, type Outgoing } from './content.ts';
import { fileNameOf } from './mime.ts';

const LABEL = 'message.json';

/** Names of a folder on every system: small set of signs, no dot in front. */
const folderNameOf = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 100) || 'letter';

/**
 * Puts a message into a folder below `outbox/`: one folder each, written beside under a name with a dot in front and renamed when all of it is
 * on disk, so that whoever watches never sees half of it. The same message put again finds itself; another of the same name gets a number.
 * Never rejects for what the disk does.
 */
export async function toFolder(root: string, { name }: OutFolder, content: Content, { message }: Outgoing): Promise<Attempted> {
  const target = path.join(root, 'outbox', name);
  const beside = path.join(target, `.${message.id}.part`);
  try {
    await mkdir(target, { recursive: true, mode: 0o700 });
    const { place, there } = await freePlace(target, folderNameOf(content.fileName), message.id);
    const shown = `outbox/${name}/${path.basename(place)}`;
    if (there) return { outcome: 'sent', code: null, words: `Lies in ${shown}.` };
    await rm(beside, { recursive: true, force: true });
    await mkdir(beside, { mode: 0o700 });
    for (const [file, bytes] of filesOf(content, message.id)) await writeToDisk(path.join(beside, file), bytes);
    await flushFolder(beside);
    await rename(beside, place);
    await flushFolder(target);
    return { outcome: 'sent', code: null, words: `Lies in ${shown}.` };
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined);
    return failureOf(error as NodeJS.ErrnoException, `outbox/${name}`);
  }
}

/** Where it goes: a place that is free, or the one where this very message lies already. */
async function freePlace(target: string, name: string, id: string): Promise<{ place: string; there: boolean }> {
  for (let number = 1; ; number += 1) {
    const place = path.join(target, number === 1 ? name : `${name}-${number}`);
    try {
      const known = JSON.parse(await readFile(path.join(place, LABEL), 'utf8')) as { id?: unknown };
      if (known.id === id) return { place, there: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !(await exists(place))) return { place, there: false };
      if (!(error instanceof SyntaxError) && !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

const exists = async (place: string): Promise<boolean> => {
  const handle = await open(place, 'r').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : null));
  await handle?.close();
  return handle !== undefined;
};

function filesOf(content: Content, id: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const images = content.images ?? [];
  for (const { name, bytes } of content.attachments ?? []) files.set(fileNameOf(name), bytes);
  for (const { cid, png } of images) files.set(`${folderNameOf(cid)}.png`, png);
  if (typeof content.html === 'string') {
    const html = images.reduce((text, { cid }) => text.replaceAll(`"cid:${cid}"`, `"${folderNameOf(cid)}.png"`), content.html);
    files.set('mail.html', Buffer.from(html));
  }
  files.set('mail.txt', Buffer.from(content.text));
  files.set(LABEL, Buffer.from(`${JSON.stringify({ id, subject: oneLine(content.subject), data: content.json }, null, 2)}\n`));
  return files;
}

function failureOf(error: NodeJS.ErrnoException, where: string): Attempted {
  const code = error.code ?? null;
  const words =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `The disk is full: ${where} can’t be written. Free some room; it is tried again by itself.`
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? `This program may not write to ${where} of the data folder (${code}). Give its account the right to; it is tried again by itself.`
        : `${where} of the data folder can’t be written (${oneLine(code ?? error.message, 80)}). It is tried again by itself.`;
  return { outcome: 'broken', code, words };
}
