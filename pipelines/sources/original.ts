import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { RefusedFile } from '../../model/problem.ts';
import { gunzipped } from './gunzip.ts';
import { isGzip } from './looks-like.ts';
import { piecesOf } from './rewrite.ts';

/** The SHA-256 of a file, as hexadecimal text, read as a stream. */
export async function fingerprint(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path, signal)) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Keeps a file for ever as `<uploads>/<sha256>.<ext>.gz`, and answers that path.
 *
 * Written beside and renamed, so that a file of that name is always whole. A file already kept is left alone; one
 * that is gzip already is copied as it is. The extension comes from the name and says nothing about the content.
 */
export async function keepOriginal(path: string, sha256: string, name: string, uploadsFolder: string): Promise<string> {
  await mkdir(uploadsFolder, { recursive: true });
  const extension = /\.([a-z0-9]{1,8})(?:\.gz)?$/i.exec(name.replace(/\.gz$/i, ''))?.[1]?.toLowerCase() ?? 'dat';
  const kept = join(uploadsFolder, `${sha256}.${extension}.gz`);
  if (await exists(kept)) return kept;
  const beside = join(uploadsFolder, `.${randomUUID()}.part`);
  try {
    if (isGzip(await firstBytes(path))) await copyFile(path, beside);
    else await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(beside, { mode: 0o600 }));
    const file = await open(beside, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, kept);
  } finally {
    await rm(beside, { force: true });
  }
  return kept;
}

/** Whether a kept original still holds the bytes of that SHA-256, packed by `keepOriginal` or as they came. */
export async function holdsBytes(kept: string, sha256: string, signal?: AbortSignal): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    if (isGzip(await firstBytes(kept))) for await (const piece of gunzipped(kept, signal)) hash.update(piece);
  } catch (cause) {
    if (!(cause instanceof RefusedFile)) throw cause;
  }
  return hash.digest('hex') === sha256 || (await fingerprint(kept, signal)) === sha256;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(4);
    const { bytesRead } = await file.read(buffer, 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
