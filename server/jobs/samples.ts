import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseBlueprint } from '../../model/blueprint-text.ts';
import type { Mapping, Progress } from '../../model/event-log.ts';
import { Problem } from '../../model/problem.ts';
import { loadSampleImprovements } from '../improvements/sample.ts';
import { sampleFolder, samples, type Sample, type SampleFile } from '../../sample-data/samples.ts';
import type { Upload } from '../store/uploads.ts';
import type { Throughline } from '../throughline.ts';
import { importUpload, registerImport } from './imports.ts';
import { incomingFile } from './incoming.ts';
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
    if (before === 'loaded') loadRecords(house);
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

/** Samples that an earlier program loaded get the decisions and the improvements that come with them now. */
function loadRecords(house: Throughline): void {
  const { improvements: known, chartDecisions } = house.store;
  const lacking = samples.filter(({ id, improvements = [], charts = [] }) => {
    const live = house.live.has(id) ? house.live.get(id) : null;
    if (live?.stored.sample !== true || live.facts.dataVersion === 0) return false;
    return (improvements.length > 0 && !known.hasAny(id)) || (charts.length > 0 && chartDecisions.of(id).length === 0);
  });
  if (lacking.length === 0) return;
  house.jobs.start({
    kind: 'samples',
    writes: false,
    work: async () => {
      for (const sample of lacking) {
        await decideCharts(house, sample);
        await loadSampleImprovements(house, sample.id, sample.improvements ?? []);
      }
      return lacking.map(({ id }) => id);
    },
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
    if (file !== sample.files.at(-1)) continue;
    await decideCharts(house, sample);
    await loadSampleImprovements(house, id, sample.improvements ?? []);
  }
  house.store.set(SETTING, 'loaded');
  return samples.map(({ id }) => id);
}

/** Records the decisions about charts that come with a sample; none where people have made their own, or withdrew these. */
async function decideCharts(house: Throughline, { id: process, charts = [] }: Sample): Promise<void> {
  const { chartDecisions } = house.store;
  if (charts.length === 0 || chartDecisions.of(process).length > 0) return;
  for (const { id, at, ...content } of charts) chartDecisions.record(process, id, content, new Date(at));
  await house.live.refresh(process);
}

async function loadFile(house: Throughline, process: string, { name, mapping }: SampleFile, work: JobWork): Promise<void> {
  if (house.store.imports.of(process).some((record) => record.state === 'done' && record.file === name)) return;
  const upload = await bring(house, path.join(sampleFolder, name), name);
  await house.writer.run(
    async () => {
      const order = { process, upload, mapping: { ...mapping, personal: keptAsTheyAre(mapping) }, by: 'samples', import: house.newId() };
      await importUpload(house, { ...order, seq: registerImport(house, order) }, work);
    },
    { signal: work.signal },
  );
}

/** The people of the samples are invented: nothing of them is replaced by codes. */
const keptAsTheyAre = ({ roles = {} }: Mapping): Mapping['personal'] =>
  Object.fromEntries(Object.keys(roles).map((column) => [column, 'keep' as const]));

/** Copies a file of the program into the data folder, where the engine may read it. */
async function bring(house: Throughline, from: string, name: string): Promise<Upload> {
  const id = house.newId();
  await copyFile(from, incomingFile(house, id));
  const hash = createHash('sha256');
  await pipeline(createReadStream(from), hash);
  const upload: Upload = {
    id,
    name,
    bytes: (await stat(from)).size,
    sha256: hash.digest('hex'),
    createdAt: house.now().toISOString(),
    check: null,
  };
  house.store.uploads.create(upload);
  return upload;
}
