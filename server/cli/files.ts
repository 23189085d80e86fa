import type { Mapping, Receipt, Recognition } from '../../model/event-log.ts';
import { capital, dateTime, number, plural } from '../../model/format.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { isOver, type Job } from '../../model/job.ts';
import { Problem } from '../../model/problem.ts';
import type { Process } from '../../model/process.ts';
import type { Door } from './door.ts';
import { table, type Voice } from './output.ts';

/** How often a running job is looked at. */
const LOOK_EVERY_MS = 150;

export interface ImportOrder {
  readonly files: readonly string[];
  readonly process: string;
  readonly mapping: Mapping;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** `throughline check FILE`. */
export async function check(
  door: Door,
  voice: Voice,
  order: { file: string; mapping: Mapping; json: boolean; signal: AbortSignal },
): Promise<void> {
  const upload = await send(door, voice, order.file);
  const recognition = await look(door, voice, upload.upload, order);
  await door.remove(`/uploads/${upload.upload}`);
  if (order.json) voice.json(recognition);
  else voice.answer(recognitionInWords(upload.name, recognition));
}

/** `throughline import FILE… --process ID`: one receipt per file; stops at the first file that is refused. */
export async function importFiles(door: Door, voice: Voice, order: ImportOrder): Promise<void> {
  for (const file of order.files) {
    const upload = await send(door, voice, file);
    const made = await ensureProcess(door, voice, upload.upload, order);
    try {
      const job = await door.post<Job>(`/processes/${order.process}/imports`, { upload: upload.upload, mapping: order.mapping });
      const receipt = await follow<Receipt>(door, voice, job, `Importing ${upload.name}`, order.signal);
      if (order.json) voice.json(receipt);
      else voice.answer(receiptInWords(receipt));
    } catch (problem) {
      if (made) {
        await door.remove(`/processes/${order.process}`);
        voice.say(`The service “${order.process}” was not kept: it was made for this file.`);
      }
      throw problem;
    }
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

const look = async (door: Door, voice: Voice, upload: string, order: { mapping: Mapping; signal: AbortSignal }): Promise<Recognition> =>
  follow<Recognition>(
    door,
    voice,
    await door.post<Job>(`/uploads/${upload}/check`, { mapping: order.mapping }),
    'Looking at the file',
    order.signal,
  );

/** Makes the service when it is not there; answers whether it did. Its zone must be known: from `--zone`, or UTC where the file says its own offsets. */
async function ensureProcess(door: Door, voice: Voice, upload: string, order: ImportOrder): Promise<boolean> {
  if (await exists(door, order.process)) return false;
  let { zone } = order.mapping;
  if (zone === undefined) {
    const { needsZone } = await look(door, voice, upload, order);
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
async function follow<T>(door: Door, voice: Voice, started: Job, what: string, signal: AbortSignal): Promise<T> {
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

/** A receipt as a person reads it. */
export function receiptInWords(receipt: Receipt): string {
  const what = receipt.kind === 'events' ? 'events' : 'answers';
  const lines = [
    `${receipt.file}: ${number(receipt.accepted)} of ${plural(receipt.rows, 'row', 'rows')} accepted as ${what}; data version ${receipt.dataVersion} of “${receipt.process}”.`,
    receipt.kind === 'events'
      ? `  ${plural(receipt.cases, 'case', 'cases')}, ${number(receipt.newCases)} of them new${receipt.firstAt && receipt.lastAt ? `; from ${receipt.firstAt} to ${receipt.lastAt}` : ''}.`
      : `  ${number(receipt.linked)} linked to a case.`,
  ];
  if (receipt.duplicates > 0)
    lines.push(`  ${plural(receipt.duplicates, 'row was', 'rows were')} known from an earlier import and added nothing.`);
  if (receipt.equalRows > 0) lines.push(`  ${plural(receipt.equalRows, 'row equals', 'rows equal')} another row of the file; kept.`);
  if (receipt.rejected > 0) lines.push(`  ${plural(receipt.rejected, 'row was', 'rows were')} rejected:`);
  for (const { words, rows, column } of receipt.rejections)
    lines.push(`    ${number(rows)} × ${words}${column === null ? '' : ` (${column})`}`);
  lines.push(...receipt.notes.map((note) => `  ${note}`), `  Import ${receipt.import}`);
  return lines.join('\n');
}

function recognitionInWords(name: string, found: Recognition): string {
  const { shape } = found;
  const delimiter = shape.delimiter === '\t' ? 'tab' : `“${shape.delimiter}”`;
  return [
    `${name}: ${plural(found.rows, 'row', 'rows')} of ${found.kind}; ${shape.encoding}, ${delimiter} between fields, header on line ${shape.headerLine}${shape.compressed ? ', compressed' : ''}.`,
    '',
    table(found.columns.map(({ name: column, role, confidence, type, reason }) => ({ column, role, confidence, type, why: reason }))),
    ...(found.needsZone ? ['', 'Its times carry no offset: say --zone when importing it.'] : []),
    ...found.questions.map(({ text, options }) => `Question: ${text}${options.length > 0 ? ` (${options.join(', ')})` : ''}`),
    ...found.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
