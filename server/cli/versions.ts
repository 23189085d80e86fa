import type { Receipt } from '../../model/event-log.ts';
import { dateTime, plural } from '../../model/format.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import type { Job } from '../../model/job.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import type { Process, ProcessSummary } from '../../model/process.ts';
import type { VersionRecord } from '../../model/version.ts';
import type { Door } from './door.ts';
import { follow } from './files.ts';
import { table, type Voice } from './output.ts';

interface Order {
  readonly process: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** `throughline undo IMPORT --process ID` and `throughline redo`: by id, the beginning of one, or number. */
export async function changeImport(door: Door, voice: Voice, change: 'undo' | 'redo', word: string, order: Order): Promise<void> {
  const record = await importNamed(door, order.process, word);
  const job = await door.post<Job>(`/processes/${order.process}/imports/${record.id}/${change}`);
  const what = change === 'undo' ? 'Taking back' : 'Bringing again';
  const receipt = await follow<Receipt>(door, voice, job, `${what} ${record.file}`, order.signal);
  if (order.json) {
    voice.json(receipt);
    return;
  }
  const { effect, file, dataVersion } = receipt;
  const counts = effect === null ? '' : ` It holds ${countsOf(effect.after)}.`;
  voice.answer(
    change === 'undo'
      ? `${file} was taken back; data version ${dataVersion} of “${order.process}”.${counts}\nTo bring it again: throughline redo ${record.seq} --process ${order.process}`
      : `${file} was brought again; data version ${dataVersion} of “${order.process}”.${counts}`,
  );
}

const countsOf = ({ cases, events }: { cases: number; events: number }) =>
  `${plural(cases, 'case', 'cases')} and ${plural(events, 'event', 'events')}`;

async function importNamed(door: Door, process: string, word: string): Promise<ImportRecord> {
  const records = await door.get<ImportRecord[]>(`/processes/${process}/imports`);
  const found = records.filter(({ id, seq }) => id === word || String(seq) === word);
  const [record] = found.length > 0 ? found : records.filter(({ id }) => word.length >= 6 && id.startsWith(word));
  if (!record) throw new NotFound('import', word);
  return record;
}

/** `throughline versions --process ID`. */
export async function listVersions(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const versions = await door.get<VersionRecord[]>(`/processes/${process}/versions`);
  if (json) {
    voice.json(versions);
    return;
  }
  const { zone } = await door.get<Process>(`/processes/${process}`);
  voice.answer(
    versions.length === 0
      ? `“${process}” has no data yet.`
      : table(
          versions.map(({ version, words, madeAt, events, cases, imports, ready }) => ({
            version,
            made: dateTime(madeAt, zone),
            what: words,
            cases,
            events,
            imports: imports.join(' '),
            ready: ready ? 'yes' : '',
          })),
        ),
  );
}

/** `throughline rebuild [--process ID]`: the figures of one service, or of all, from uploads and register alone. */
export async function rebuild(door: Door, voice: Voice, process: string | undefined, order: Omit<Order, 'process'>): Promise<void> {
  const all = process === undefined ? (await door.get<ProcessSummary[]>('/processes')).map(({ id }) => id) : [process];
  const made: { process: string; version: VersionRecord }[] = [];
  for (const id of all) {
    const versions = await door.get<VersionRecord[]>(`/processes/${id}/versions`);
    if (versions.length === 0) continue;
    const job = await door.post<Job>(`/processes/${id}/rebuild`);
    const version = await follow<VersionRecord>(door, voice, job, `Making the figures of ${id} again`, order.signal);
    made.push({ process: id, version });
    if (!order.json) voice.answer(`${id}: data version ${version.version} again, ${countsOf(version)}.`);
  }
  if (order.json) voice.json(made);
  else if (made.length === 0) voice.answer('Nothing was imported yet, so there is nothing to make again.');
}

/** Makes an earlier version ready, where it is not: a question at the command line waits for it. */
export async function openVersion(door: Door, voice: Voice, process: string, version: number, signal: AbortSignal): Promise<void> {
  const known = (await door.get<VersionRecord[]>(`/processes/${process}/versions`)).find((one) => one.version === version);
  if (!known) throw new Problem('unknown_version', 404, `“${process}” has no data version ${version}.`, { field: 'version' });
  if (known.ready) return;
  const job = await door.post<Job>(`/processes/${process}/versions/${version}/open`);
  await follow(door, voice, job, `Making data version ${version} again`, signal);
}
