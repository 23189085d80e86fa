import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import type { Receipt } from '../../model/event-log.ts';
import { createProcessSchema, migrateProcesses } from '../../pipelines/schema/migrate.ts';
import type { Throughline } from '../throughline.ts';
import { forgetUpload, keep } from './imports.ts';
import { incomingFile } from './incoming.ts';
import { INTERRUPTED } from './queue.ts';
import { finishRemoval, followBlueprint, REMOVING } from './services.ts';
import { lostProcesses, startRebuild } from './versions.ts';

/** An upload that nobody imported goes after this time. */
const UPLOAD_KEPT_MS = 24 * 3600_000;
/** A job that ended is remembered this long. */
const JOB_KEPT_MS = 30 * 24 * 3600_000;

/**
 * Brings the two databases to this program's version and to one another, after whatever end the last run had.
 *
 * DuckDB decides which imports are real, SQLite what people wrote. What was put right is said in
 * `house.notices` and, for an import, in the register where the Data page shows it.
 */
export async function putRight(house: Throughline): Promise<void> {
  const tables = new Set(await migrateProcesses(house.engine));
  for (const { name, value } of house.store.settings(REMOVING)) {
    await finishRemoval(house, name.slice(REMOVING.length), JSON.parse(value) as string[]);
  }
  for (const { id, cutOffMs } of house.store.processes.all()) {
    if (!tables.has(id)) await house.engine.with(undefined, (session) => createProcessSchema(session, id));
    const before = statesOf(house, id);
    const { facts } = await house.live.refresh(id);
    for (const { file, state } of house.store.imports.of(id).filter((one) => before.get(one.id) !== one.state)) {
      house.notices.push(`The register of “${id}” follows its figures: “${file}” is ${state === 'undone' ? 'undone' : 'part of them'}.`);
    }
    if (facts.cutOffMs !== null && facts.cutOffMs !== cutOffMs) {
      house.store.processes.change(id, { cutOffMs: facts.cutOffMs });
      await house.live.refresh(id);
    }
  }
  await settleImports(house);
  for (const { id, process, blueprint } of house.store.blueprints.pending()) {
    house.store.blueprints.applied(id, await followBlueprint(house, process, { id, blueprint }));
    await house.live.refresh(process);
    house.notices.push(`The blueprint of “${process}” was saved just before the last stop; its figures follow it now.`);
  }
  await house.versions.tidy();
  house.store.jobs.interruptUnfinished(INTERRUPTED, house.now());
  rebuildLost(house);
  house.store.jobs.forgetBefore(new Date(house.now().getTime() - JOB_KEPT_MS));
  await forgetOldUploads(house);
  for (const notice of house.notices) house.log.warn(notice);
}

const statesOf = (house: Throughline, process: string) => new Map(house.store.imports.of(process).map(({ id, state }) => [id, state]));

/** Imports that the register has as running: committed ones are done, the others were interrupted. */
async function settleImports(house: Throughline): Promise<void> {
  for (const { process, record } of house.store.imports.running()) {
    const [commit] = await house.engine.with(schemaOf(process), (session) =>
      session.query<{ receipt: string }>(sql`SELECT receipt FROM import_commit WHERE import_id = ${record.id}`),
    );
    if (!commit) {
      house.store.imports.finish(record.id, { state: 'interrupted', problem: INTERRUPTED }, house.now());
      house.notices.push(
        `The import of “${record.file}” into “${process}” was cut off when the program stopped. Nothing of it was kept; the figures are those from before. Import the file again.`,
      );
      continue;
    }
    const receipt = JSON.parse(commit.receipt) as Receipt;
    house.store.imports.finish(record.id, { state: 'done', receipt, kind: receipt.kind }, house.now());
    house.notices.push(`The import of “${record.file}” into “${process}” was complete when the program stopped; the register now says so.`);
  }
  for (const { id, file, sha256, receipt } of house.store.imports.unkept()) {
    const upload = house.store.uploads.all().find((one) => one.sha256 === sha256);
    const already = (await readdir(house.folder.uploads)).find((name) => name.startsWith(`${receipt?.sha256 ?? sha256}.`));
    // where personal data was replaced, the copy was kept before anything became real; the upload itself is never kept
    if (already !== undefined) house.store.imports.kept(id, already);
    else if (upload && existsSync(incomingFile(house, upload.id)))
      house.store.imports.kept(id, (await keep(house, { ...upload, path: incomingFile(house, upload.id), coded: false })).name);
    else house.notices.push(`The original of the import “${file}” is not in uploads/.`);
  }
}

/** events.duckdb was lost, or part of it: what it held is made again from uploads and register, as jobs beside everything else. */
function rebuildLost(house: Throughline): void {
  for (const process of lostProcesses(house)) {
    startRebuild(house, process);
    house.notices.push(`events.duckdb has lost the figures of “${process}”: they are being made again from the kept files.`);
  }
}

async function forgetOldUploads(house: Throughline): Promise<void> {
  const oldest = house.now().getTime() - UPLOAD_KEPT_MS;
  for (const { id, createdAt } of house.store.uploads.all()) {
    if (Date.parse(createdAt) < oldest || !existsSync(incomingFile(house, id))) await forgetUpload(house, id);
  }
  // what was being sent when the program stopped
  for (const name of await readdir(house.folder.incoming)) {
    if (!house.store.uploads.find(name)) await rm(path.join(house.folder.incoming, name), { force: true });
  }
  for (const name of await readdir(house.folder.spill)) await rm(path.join(house.folder.spill, name), { recursive: true, force: true });
}
