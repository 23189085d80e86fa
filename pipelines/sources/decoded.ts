import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Cancelled } from '../../model/problem.ts';
import { decoderOf, type Encoding } from './encoding.ts';
import type { Watch } from './made-table.ts';

const CHUNK = 512 * 1024;

/** The text of a file piece by piece; tells the watch how far it is, and stops with `Cancelled` when asked to. */
export async function* decoded(path: string, encoding: Encoding, watch: Watch): AsyncGenerator<string> {
  const { size } = await stat(path);
  const decoder = decoderOf(encoding);
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: CHUNK })) {
    if (watch.stopped()) throw new Cancelled();
    bytes += (piece as Buffer).length;
    yield decoder.take(piece as Buffer);
    watch.share(bytes / size);
  }
  yield decoder.end();
}
