import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Blueprint } from '../../model/blueprint.ts';
import type { VersionContent } from '../../pipelines/derive/data-version.ts';
import type { Receipt } from '../../model/event-log.ts';
import { isOver, type Job } from '../../model/job.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import type { VersionRecord } from '../../model/version.ts';
import { replay, replayInto, type KeptImport, type ListedVersion, type ReplayOrder } from '../../pipelines/replay.ts';
import type { BroughtImport } from '../store/imports.ts';
import type { StoredVersion } from '../store/versions.ts';
import type { Throughline } from '../throughline.ts';
import { Eyes } from './effect.ts';
import { whole } from './imports.ts';
import type { JobWork } from './queue.ts';

type Change = 'undo' | 'redo';

/** Takes an import back, or brings it again: any one, not only the last. The tables are made again from the imports that remain. */
export function startChange(house: Throughline, change: Change, process: string, id: string): Job {
  whole(house, process);
  checkChange(house, change, process, id);
  return house.jobs.start({
    kind: change,
    process,
    writes: true,
    work: (work) => changeImports(house, change, process, id, work),
  });
}

/** Refuses what can't be undone or redone, with the original of every import that is needed at hand. Answers the imports that remain. */
function checkChange(house: Throughline, change: Change, process: string, id: string): BroughtImport[] {
  const record = house.store.imports.find(process, id);
  if (!record) throw new NotFound('import', id);
  const wanted = change === 'undo' ? 'done' : 'undone';
  if (record.state !== wanted) throw notInState(change, record.state, record.file);
  const all = house.store.imports.brought(process);
  const remaining = all.filter((one) => (one.record.id === id ? change === 'redo' : one.record.state === 'done'));
  checkOriginals(house, remaining);
  return remaining;
}

function notInState(change: Change, state: string, file: string): Problem {
  if (change === 'redo') {
    return state === 'done'
      ? new Problem('not_undone', 409, `The import of “${file}” holds already.`, {
          detail: 'Only an import that was undone can be brought again.',
        })
      : new Problem('not_undone', 409, `The import of “${file}” was never finished.`, { detail: 'Import the file again.' });
  }
  if (state === 'undone') return new Problem('already_undone', 409, `The import of “${file}” is undone already.`);
  return new Problem('not_done', 409, `The import of “${file}” brought nothing that could be undone.`, {
    detail:
      state === 'running' ? 'It is still running: cancel it instead.' : 'It was refused or cut off; the figures never held any of it.',
  });
}

function checkOriginals(house: Throughline, imports: readonly BroughtImport[]): void {
  const lost = imports.filter(({ kept }) => kept === null || !existsSync(path.join(house.folder.uploads, kept)));
  if (lost.length === 0) return;
  const names = lost.slice(0, 5).map(({ record }) => `“${record.file}” (import ${record.seq})`);
  throw new Problem('original_missing', 409, 'A kept original is missing, so the figures can’t be made again without it.', {
    detail: `In uploads/ there is no file for ${names.join(', ')}${lost.length > 5 ? ' and others' : ''}. Put it back from a backup.`,
  });
}

async function changeImports(house: Throughline, change: Change, process: string, id: string, work: JobWork): Promise<Receipt> {
  const remaining = checkChange(house, change, process, id);
  const record = house.store.imports.find(process, id);
  if (!record?.receipt) throw new NotFound('import', id);
  const live = house.live.get(process);
  const eyes = new Eyes(house, live);
  const imports = keptImports(house, process, remaining);
  const changing = imports.filter(({ receipt }) => receipt.accepted > 0 || receipt.replaced > 0);
  const until = changing.map(({ committedAt }) => committedAt.getTime()).reduce((last, one) => Math.max(last, one), 0);
  const { dataVersion, cutOffMs, effect } = await replay(house.engine, {
    process,
    imports,
    blueprint: live.blueprint,
    cutOffMs: cutOffAfter(house, process, changing.length > 0),
    version: {
      cause: change,
      now: house.now(),
      zone: live.stored.zone,
      blueprintId: live.blueprintId,
      import: { id, seq: record.seq },
      until: until === 0 ? house.now() : new Date(until),
    },
    look: eyes,
    signal: work.signal,
    onProgress: work.onProgress,
  });
  eyes.remember();
  house.store.processes.change(process, { cutOffMs });
  await house.live.refresh(process);
  return { ...record.receipt, effect, dataVersion };
}

/** The cut-off stays as it is. Without any data, one that nobody chose is forgotten: the next first file brings its own. */
function cutOffAfter(house: Throughline, process: string, hasData: boolean): number | null {
  const { stored, facts } = house.live.get(process);
  const chosen = house.store.versions.of(process).some(({ cause }) => cause === 'cut-off');
  return hasData || chosen ? (facts.cutOffMs ?? stored.cutOffMs) : null;
}

const keptImports = (house: Throughline, process: string, imports: readonly BroughtImport[]): KeptImport[] =>
  imports.map(({ record, kept, mapping, reading, committedAt }) => {
    if (!record.receipt) throw new Error(`The import ${record.id} has no receipt.`);
    const { stored } = house.live.get(process);
    return {
      seq: record.seq,
      id: record.id,
      file: { path: path.join(house.folder.uploads, kept ?? ''), name: record.file, sha256: record.receipt.sha256 },
      reading: reading ?? { mapping: { ...mapping, zone: mapping.zone ?? stored.zone }, zone: stored.zone },
      receipt: record.receipt,
      committedAt: new Date(committedAt),
    };
  });

/** Processes that state.sqlite knows to have had data and whose tables have none: events.duckdb was lost. */
export const lostProcesses = (house: Throughline): string[] =>
  house.live
    .all()
    .filter(({ stored, facts }) => facts.dataVersion === 0 && house.store.versions.newest(stored.id) > 0)
    .map(({ stored }) => stored.id);

/** Makes the tables of a process again from uploads and register, as its newest version. */
export function startRebuild(house: Throughline, process: string): Job {
  house.live.get(process);
  const begun = house.rebuilding.get(process);
  if (begun !== undefined && !isOver(house.jobs.find(begun))) return house.jobs.find(begun);
  const lost = lostProcesses(house).includes(process);
  const job = house.jobs.start({
    kind: 'rebuild',
    process,
    writes: true,
    work: async (work) => {
      const result = await rebuild(house, process, work);
      house.rebuilding.delete(process);
      return result;
    },
  });
  if (lost) house.rebuilding.set(process, job.id);
  return job;
}

async function rebuild(house: Throughline, process: string, work: JobWork): Promise<VersionRecord> {
  const newest = house.store.versions.of(process)[0];
  if (!newest) throw new Problem('nothing_to_rebuild', 409, `Nothing was imported into “${process}” yet.`);
  await replay(house.engine, { ...orderOf(house, process, newest), history: historyOf(house, process), ...work });
  await house.live.refresh(process);
  house.answers.clear();
  return recordOf(house, process, house.store.versions.find(process, newest.version) ?? newest);
}

/** The list of versions as the register has it, oldest first, for tables that have lost theirs. */
function historyOf(house: Throughline, process: string): ListedVersion[] {
  const at = (text: string | null) => (text === null ? null : new Date(text));
  const versions = house.store.versions.of(process).reverse();
  return versions.map((one) => ({ ...one, madeAt: new Date(one.madeAt), firstAt: at(one.firstAt), endAt: at(one.endAt) }));
}

/** How the tables of a version are made from the originals. */
function orderOf(house: Throughline, process: string, stored: StoredVersion): ReplayOrder {
  const { version, cause, madeAt, cutOffMs, content } = stored;
  const imports = house.store.imports.brought(process).filter(({ record }) => content.imports.includes(record.seq));
  checkOriginals(house, imports);
  return {
    process,
    imports: keptImports(house, process, imports),
    blueprint: blueprintOf(house, process, content),
    cutOffMs,
    version: { version, cause, madeAt: new Date(madeAt), content },
  };
}

/** The blueprint of a data version. */
export const blueprintOf = (house: Throughline, process: string, content: VersionContent): Blueprint =>
  (content.blueprint === null ? undefined : house.store.blueprints.find(content.blueprint)?.blueprint) ?? house.live.get(process).blueprint;

/** Makes an earlier version ready to be asked; done at once when it is. */
export function startVersion(house: Throughline, process: string, version: number): Job {
  const stored = versionOf(house, process, version);
  return house.jobs.start({
    kind: 'version',
    process,
    writes: false,
    work: async (work): Promise<VersionRecord> => {
      if (!isReady(house, process, stored)) {
        const order = { ...orderOf(house, process, stored), ...work };
        await house.versions.make(process, version, (engine) => replayInto(engine, order));
      }
      return recordOf(house, process, stored);
    },
  });
}

export function versionOf(house: Throughline, process: string, version: number): StoredVersion {
  house.live.get(process);
  const stored = house.store.versions.find(process, version);
  if (!stored) throw new NotFound('data version', String(version));
  return stored;
}

const isReady = (house: Throughline, process: string, { version }: StoredVersion): boolean =>
  version === house.live.get(process).facts.dataVersion || house.versions.isReady(process, version);

/** The data versions of a process, newest first. */
export function versionsOf(house: Throughline, process: string): VersionRecord[] {
  house.live.get(process);
  return house.store.versions.of(process).map((stored) => recordOf(house, process, stored));
}

function recordOf(house: Throughline, process: string, stored: StoredVersion): VersionRecord {
  const { version, cause, madeAt, content, events, cases } = stored;
  const file = content.import === null ? undefined : house.store.imports.find(process, content.import)?.file;
  return {
    version,
    cause,
    madeAt,
    words: wordsOf(cause, file),
    import: content.import,
    imports: [...content.imports],
    events,
    cases,
    newest: version === house.store.versions.newest(process),
    ready: isReady(house, process, stored),
  };
}

function wordsOf(cause: StoredVersion['cause'], file: string | undefined): string {
  const name = file ?? 'A file';
  switch (cause) {
    case 'import':
      return `${name} imported`;
    case 'undo':
      return `${name} taken back`;
    case 'redo':
      return `${name} brought again`;
    case 'blueprint':
      return 'Blueprint changed';
    case 'cut-off':
      return 'Cut-off changed';
    case 'zone':
      return 'Time zone changed';
  }
}
