import type { Mapping, Recognition } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { recognise, type CheckOptions } from '../../pipelines/check.ts';
import type { Throughline } from '../throughline.ts';
import { codeKeyOf } from '../store/code-key.ts';
import { incomingFile, uploadOf } from './incoming.ts';
import { recipesFor, type WantedRecipe } from './recipes.ts';

export interface CheckOrder {
  readonly upload: string;
  /** The service the file is meant for; without it nothing of any service is known. */
  readonly process?: string | undefined;
  readonly mapping: Mapping;
  readonly recipe?: WantedRecipe;
}

/** Reads a file as an import would and says what it holds; changes nothing. The upload remembers the job. */
export function startCheck(house: Throughline, { upload, process, mapping, recipe }: CheckOrder): Job {
  const { id, name, sha256 } = uploadOf(house, upload);
  const options = { codeKey: codeKeyOf(house.store), ...checkOptions(house, process), ...recipesFor(house, process, recipe) };
  return house.jobs.start(
    {
      kind: 'check',
      process,
      writes: false,
      work: ({ signal, onProgress }): Promise<Recognition> =>
        recognise(house.engine, { path: incomingFile(house, id), name, sha256 }, mapping, { ...options, signal, onProgress }),
    },
    (job) => house.store.uploads.checkedBy(id, job),
  );
}

/** What a check knows of the service a file is meant for. */
export function checkOptions(house: Throughline, id: string | undefined): CheckOptions {
  if (id === undefined) return { now: house.now() };
  const { stored, blueprint, facts } = house.live.get(id);
  return {
    process: { id, zone: stored.zone, blueprint, cutOffMs: facts.cutOffMs ?? stored.cutOffMs, words: stored.words },
    days: stored.zone,
    now: house.now(),
  };
}
