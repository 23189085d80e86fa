import path from 'node:path';
import type { Mapping, Receipt, Recognition } from '../../model/event-log.ts';
import { capital, dateTime } from '../../model/format.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { isOver, type Job } from '../../model/job.ts';
import { Problem } from '../../model/problem.ts';
import type { Process } from '../../model/process.ts';
import type { Door } from './door.ts';
import { table, type Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';
import { receiptInWords, reportInWords } from './report.ts';

/** How often a running job is looked at. */
const LOOK_EVERY_MS = 150;

export interface ImportOrder {
  readonly files: readonly string[];
  readonly process: string;
  readonly mapping: Mapping;
  /** Name of a recipe, `none`, or a recipe itself; absent: the one that fits. */
  readonly recipe?: string | object | undefined;
  readonly rememberReplace?: boolean | undefined;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** `throughline check FILE`. */
export async function check(
  door: Door,
  voice: Voice,
  order: Pick<ImportOrder, 'mapping' | 'recipe' | 'json' | 'signal'> & { file: string; process?: string | undefined },
): Promise<void> {
  const upload = await send(door, voice, order.file);
  const recognition = await look(door, voice, upload.upload, order).finally(() => door.remove(`/uploads/${upload.upload}`));
  if (order.json) voice.json(recognition);
  else voice.answer(reportInWords(upload.name, recognition));
}

/** `throughline import FILE… --process ID`: one receipt per file; stops at the first file that is refused and says which were imported. */
export async function importFiles(door: Door, voice: Voice, order: ImportOrder): Promise<void> {
  for (const [at, file] of order.files.entries()) {
    try {
      await importFile(door, voice, file, order);
    } catch (problem) {
      if (order.files.length > 1) voice.say(howFar(order.files, at));
      throw problem;
    }
  }
}

function howFar(files: readonly string[], at: number): string {
  const named = (some: readonly string[]) => some.map((file) => plain(path.basename(file))).join(', ');
  const [done, left] = [files.slice(0, at), files.slice(at + 1)];
  return [
    `Imported: ${done.length === 0 ? 'none' : named(done)}.`,
    `Not imported: ${named(files.slice(at, at + 1))}, for the reason below.`,
    ...(left.length === 0 ? [] : [`Not tried: ${named(left)}.`]),
  ].join('\n');
}

async function importFile(door: Door, voice: Voice, file: string, order: ImportOrder): Promise<void> {
  const { process, mapping, recipe, rememberReplace } = order;
  const upload = await send(door, voice, file);
  const made = await ensureProcess(door, voice, upload.upload, order);
  try {
    const job = await door.post<Job>(`/processes/${process}/imports`, { upload: upload.upload, mapping, recipe, rememberReplace });
    const receipt = await follow<Receipt>(door, voice, job, `Importing ${plain(upload.name)}`, order.signal);
    if (order.json) voice.json(receipt);
    else voice.answer(receiptInWords(receipt));
  } catch (problem) {
    if (made) {
      await door.remove(`/processes/${process}`);
      voice.say(`The service “${process}” was not kept: it was made for this file.`);
    }
    throw problem;
  }
}

/** `throughline imports --process ID`. */
export async function listImports(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const records = await door.get<ImportRecord[]>(`/processes/${process}/imports`);
  if (json) {
    voice.json(records);
    return;
  }
  const { zone } = await door.get<Process>(`/processes/${process}`);
  voice.answer(
    records.length === 0
      ? `Nothing was imported into “${process}” yet.`
      : table(
          records.map((record) => ({
            nr: record.seq,
            state: record.state,
            kind: record.kind,
            file: record.file,
            started: dateTime(record.startedAt, zone),
            accepted: record.receipt?.accepted ?? null,
            rejected: record.receipt?.rejected ?? null,
            why: record.problem?.title ?? '',
            id: record.id,
          })),
        ),
  );
}

async function send(door: Door, voice: Voice, file: string) {
  voice.progress(`Sending ${file}`, null);
  return door.upload(file);
}

type LookOrder = Pick<ImportOrder, 'mapping' | 'recipe' | 'signal'> & { process?: string | undefined };

const look = async (door: Door, voice: Voice, upload: string, order: LookOrder): Promise<Recognition> =>
  follow<Recognition>(
    door,
    voice,
    await door.post<Job>(`/uploads/${upload}/check`, { process: order.process, mapping: order.mapping, recipe: order.recipe }),
    'Looking at the file',
    order.signal,
  );

/** Makes the service when it is not there; answers whether it did. Its zone must be known: from `--zone`, or UTC where the file says its own offsets. */
async function ensureProcess(door: Door, voice: Voice, upload: string, order: ImportOrder): Promise<boolean> {
  if (await exists(door, order.process)) return false;
  let { zone } = order.mapping;
  if (zone === undefined) {
    const { needsZone } = await look(door, voice, upload, {
      ...order,
      process: undefined,
      recipe: typeof order.recipe === 'object' ? order.recipe : 'none',
    });
    if (needsZone) {
      throw new Problem('needs_zone', 422, 'The times of this file carry no offset, so their time zone has to be said.', {
        field: 'zone',
        detail:
          'Without it 09:00 could be any of 24 hours, and a day would begin at the wrong moment. Add --zone, for example --zone Europe/Dublin: the zone of the clock that wrote the file.',
      });
    }
    zone = 'UTC';
    voice.say(
      `The times of the file carry their own offsets. Days and weeks of “${order.process}” are those of UTC, as no --zone was given; its zone can be changed with PATCH /api/v1/processes/${order.process}.`,
    );
  }
  const name = capital(order.process.replaceAll('-', ' '));
  await door.post('/processes', { id: order.process, name, zone });
  voice.say(`There was no service “${order.process}”: it was made, named “${name}”, with the time zone ${zone}.`);
  return true;
}

async function exists(door: Door, process: string): Promise<boolean> {
  try {
    await door.get(`/processes/${process}`);
    return true;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return false;
    throw problem;
  }
}

/** Waits for a job and answers its result; a signal cancels the job and waits for its end. */
export async function follow<T>(door: Door, voice: Voice, started: Job, what: string, signal: AbortSignal): Promise<T> {
  let job = started;
  let asked = false;
  while (!isOver(job)) {
    voice.progress(job.state === 'waiting' ? `${what}: waiting for the import before it` : what, job.progress);
    await new Promise((resolve) => setTimeout(resolve, job.progress === null ? 20 : LOOK_EVERY_MS));
    if (signal.aborted && !asked) {
      asked = true;
      await door.post(`/jobs/${job.id}/cancel`);
    }
    job = await door.get<Job>(`/jobs/${job.id}`);
  }
  if (job.state === 'done') return job.result as T;
  const { code, status, title, ...more } = job.problem ?? { code: job.state, status: 500, title: 'It did not end.' };
  throw new Problem(code, status, title, more);
}
