import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseBlueprint } from '../../model/blueprint-text.ts';
import type { Progress } from '../../model/event-log.ts';
import { Problem } from '../../model/problem.ts';
import { sampleFolder, samples, type SampleFile } from '../../sample-data/samples.ts';
import type { Upload } from '../store/uploads.ts';
import type { Throughline } from '../throughline.ts';
import { importUpload, incomingFile, registerImport } from './imports.ts';
import type { JobWork } from './queue.ts';
import { createService, removeService } from './services.ts';

/** `loading` from the first file to the last, then `loaded`; `removed` once a person has sent them away. */
const SETTING = 'samples';

/**
 * Fills an empty data folder with the sample services, as a job beside everything else; a start that was cut off
 * goes on where it stopped. Does nothing in a folder that has services of its own.
 */
export function loadSamples(house: Throughline): void {
  const before = house.store.setting(SETTING);
  const wanted = before === 'loading' || (before === undefined && house.live.all().length === 0);
  if (!wanted) {
    house.samples.state = before === 'loaded' ? 'loaded' : 'off';
    return;
  }
  house.store.set(SETTING, 'loading');
  house.samples.state = 'loading';
  const job = house.jobs.start({ kind: 'samples', writes: false, work: (work) => load(house, work) });
  house.samples.job = job.id;
  void house.jobs.ended(job.id).then(({ state }) => {
    house.samples.state = state === 'done' ? 'loaded' : state === 'cancelled' ? 'off' : 'failed';
    if (state === 'cancelled') house.store.set(SETTING, 'removed');
  });
}

/** Removes every sample service and remembers that they are not wanted; answers their ids. */
export async function removeSamples(house: Throughline): Promise<string[]> {
  if (house.samples.state === 'loading') {
    throw new Problem('busy', 409, 'The samples are still being loaded.', { detail: 'Wait a moment, or cancel the job that loads them.' });
  }
  const ids = house.live
    .all()
    .filter(({ stored }) => stored.sample)
    .map(({ stored }) => stored.id);
  for (const id of ids) await removeService(house, id);
  house.store.set(SETTING, 'removed');
  house.samples.state = 'off';
  return ids;
}

async function load(house: Throughline, work: JobWork): Promise<string[]> {
  const files = samples.flatMap((sample) => sample.files.map((file) => ({ sample, file })));
  for (const [at, { sample, file }] of files.entries()) {
    const { id, name, place, zone, words, description } = sample;
    if (!house.live.has(id)) {
      const blueprint = parseBlueprint(await readFile(path.join(sampleFolder, sample.blueprintFile), 'utf8'));
      await createService(house, { id, name, place, zone, words, description, blueprint, sample: true });
    }
    const onProgress = (progress: Progress) =>
      work.onProgress({
        ...progress,
        share: (at + progress.share) / files.length,
        leftMs: null,
        phase: progress.phase === 'done' ? 'loading' : progress.phase,
      });
    await loadFile(house, id, file, { ...work, onProgress });
  }
  house.store.set(SETTING, 'loaded');
  return samples.map(({ id }) => id);
}

async function loadFile(house: Throughline, process: string, { name, mapping }: SampleFile, work: JobWork): Promise<void> {
  if (house.store.imports.of(process).some((record) => record.state === 'done' && record.file === name)) return;
  const upload = await bring(house, path.join(sampleFolder, name), name);
  await house.writer.run(
    async () => {
      const order = { process, upload, mapping, by: 'samples', import: house.newId() };
      await importUpload(house, { ...order, seq: registerImport(house, order) }, work);
    },
    { signal: work.signal },
  );
}

/** Copies a file of the program into the data folder, where the engine may read it. */
async function bring(house: Throughline, from: string, name: string): Promise<Upload> {
  const id = house.newId();
  await copyFile(from, incomingFile(house, id));
  const hash = createHash('sha256');
  await pipeline(createReadStream(from), hash);
  const upload: Upload = { id, name, bytes: (await stat(from)).size, sha256: hash.digest('hex'), createdAt: house.now().toISOString() };
  house.store.uploads.create(upload);
  return upload;
}
