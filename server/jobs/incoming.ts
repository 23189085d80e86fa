import { createHash } from 'node:crypto';
import path from 'node:path';
import { Transform } from 'node:stream';
import { NotFound } from '../../model/problem.ts';
import type { Upload } from '../store/uploads.ts';
import type { Throughline } from '../throughline.ts';

/** Where the bytes of an upload lie. */
export const incomingFile = (house: Pick<Throughline, 'folder'>, upload: string): string => path.join(house.folder.incoming, upload);

export function uploadOf(house: Throughline, id: string): Upload {
  const upload = house.store.uploads.find(id);
  if (!upload) throw new NotFound('upload', id);
  return upload;
}

/** Lets bytes pass on their way to disk and answers, once they have, how many they were and their SHA-256. */
export function counting(): { readonly through: Transform; readonly counted: () => { bytes: number; sha256: string } } {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, counted: () => ({ bytes, sha256: hash.digest('hex') }) };
}
