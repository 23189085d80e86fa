import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Cancelled, RefusedFile } from '../../model/problem.ts';

/** What a compressed file may become. Event logs shrink to a tenth, seldom to a hundredth; a bomb to a thousandth. */
export interface GunzipLimits {
  readonly ratio: number;
  /** Below this size the ratio doesn't matter. */
  readonly freeBytes: number;
  readonly bytes: number;
}
export const GUNZIP_LIMITS: GunzipLimits = { ratio: 250, freeBytes: 64 * 1024 * 1024, bytes: 64 * 1024 ** 3 };

/** The uncompressed bytes of a gzip file, refused when they grow beyond the limits. */
export async function* gunzipped(path: string, signal?: AbortSignal, limits: GunzipLimits = GUNZIP_LIMITS): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  source.on('error', (cause) => gunzip.destroy(cause));
  let bytes = 0;
  try {
    for await (const piece of source.pipe(gunzip)) {
      if (signal?.aborted) throw new Cancelled();
      bytes += (piece as Buffer).length;
      if (bytes > limits.bytes || (bytes > limits.freeBytes && bytes > size * limits.ratio)) throw tooLarge(limits, bytes > limits.bytes);
      yield piece as Buffer;
    }
  } catch (cause) {
    if (cause instanceof RefusedFile || cause instanceof Cancelled) throw cause;
    throw new RefusedFile(
      'broken_gzip',
      'The compressed file is damaged or cut off.',
      'Compress it again, or import the uncompressed file.',
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function tooLarge(limits: GunzipLimits, absolute: boolean): RefusedFile {
  const why = absolute ? `more than ${Math.round(limits.bytes / 1024 ** 3)} GB` : `more than ${limits.ratio} times its size`;
  return new RefusedFile(
    'grows_too_large',
    `The compressed file unpacks to ${why}.`,
    'Such a file is refused so that it can’t fill the disk. If it is a real export, unpack it and import the text file.',
  );
}
