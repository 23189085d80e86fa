import { beforeAll, expect, it } from 'vitest';
import type { Job } from '../../model/job.ts';
import type { VersionRecord } from '../../model/version.ts';
import {
  answersOf,
  folderWith,
  imports,
  killedAfter,
  opened,
  post,
  seeded,
  startImport,
  undisturbed,
  type Before,
  type Deed,
} from './faults.ts';
import { buildProgram } from './program.ts';
import { ask, ended, importCsv, LOG, logOf, makeProcess } from './support.ts';

beforeAll(buildProgram);

/** 20 moments in all, one in each part of what is cut off, so that all of its phases are met. */
const MOMENTS = { import: 6, undo: 5, redo: 4, rebuild: 5 } as const;
const BIG = logOf(2000);

const withLog = (): Promise<Before> =>
  folderWith(async (app) => {
    await makeProcess(app);
    await importCsv(app, 'permits', LOG);
  });

/** With a second import, which was perhaps taken back again. Answers its id too. */
async function withBoth(undone: boolean): Promise<{ before: Before; id: string }> {
  let id = '';
  const before = await folderWith(async (app) => {
    await makeProcess(app);
    await importCsv(app, 'permits', LOG);
    ({ id } = await importCsv(app, 'permits', BIG, {}, 'big.csv'));
    if (!undone) return;
    const { body } = await ask<Job>(app, 'POST', `/processes/permits/imports/${id}/undo`);
    expect(await ended(app, body.id)).toMatchObject({ state: 'done' });
  });
  return { before, id };
}

/** What the register says of the imports and of the newest version, without what follows from the moment it was made. */
interface Said {
  readonly states: string[];
  readonly newest: Pick<VersionRecord, 'version' | 'cause' | 'imports' | 'events' | 'cases'> | undefined;
  readonly answers: Record<string, string>;
}

const said = (folder: string): Promise<Said> =>
  opened(folder, async (app) => {
    const versions = (await ask<VersionRecord[]>(app, 'GET', '/processes/permits/versions')).body;
    const newest = versions.find((one) => one.newest);
    return {
      states: (await imports(app)).map(({ state }) => state),
      newest: newest && {
        version: newest.version,
        cause: newest.cause,
        imports: newest.imports,
        events: newest.events,
        cases: newest.cases,
      },
      answers: await answersOf(app),
    };
  });

/** Kills the program at moments of a deed and expects the folder to be as it was before or as it is afterwards, in answers and register alike. */
async function survives(
  before: Before,
  deed: Deed,
  moments: number,
  seed: number,
  register: { before: string[]; after: string[] },
): Promise<string[]> {
  const was = await said(before.folder);
  const { ms, after } = await undisturbed(before, deed);
  const random = seeded(seed);
  const ends: string[] = [];
  for (let moment = 0; moment < moments; moment += 1) {
    const folder = await killedAfter(before, deed, ((moment + random()) / moments) * ms, `killed-${moment}`);
    const now = await said(folder);
    const old = JSON.stringify(now.answers) === JSON.stringify(was.answers);
    // where the deed changes no answer, the register alone may be ahead
    ends.push(old ? 'before' : 'after');
    expect(now.answers).toEqual(old ? was.answers : after);
    if (old) {
      expect(now.newest).toEqual(was.newest);
      expect(now.states.filter((state) => state !== 'interrupted')).toEqual(register.before);
    } else expect(now.states).toEqual(register.after);
    expect(now.newest?.version).toBe((JSON.parse(now.answers.summary ?? '{}') as { dataVersion: number }).dataVersion);
  }
  return ends;
}

it('leaves the version before or after an import when killed in the middle of it', { timeout: 240_000 }, async () => {
  const ends = await survives(await withLog(), ({ address }) => startImport(address, BIG), MOMENTS.import, 4, {
    before: ['done'],
    after: ['done', 'done'],
  });
  expect(ends).toContain('before');
});

it('leaves the version before or after an undo when killed in the middle of it', { timeout: 240_000 }, async () => {
  const { before, id } = await withBoth(false);
  const undo: Deed = async ({ address }) => (await post<Job>(address, `/processes/permits/imports/${id}/undo`)).body;
  await survives(before, undo, MOMENTS.undo, 5, { before: ['done', 'done'], after: ['undone', 'done'] });
});

it('leaves the version before or after a redo when killed in the middle of it', { timeout: 240_000 }, async () => {
  const { before, id } = await withBoth(true);
  const redo: Deed = async ({ address }) => (await post<Job>(address, `/processes/permits/imports/${id}/redo`)).body;
  await survives(before, redo, MOMENTS.redo, 6, { before: ['undone', 'done'], after: ['done', 'done'] });
});

it('leaves every answer as it was when killed in the middle of a rebuild', { timeout: 240_000 }, async () => {
  const { before } = await withBoth(false);
  const rebuild: Deed = async ({ address }) => (await post<Job>(address, '/processes/permits/rebuild')).body;
  const ends = await survives(before, rebuild, MOMENTS.rebuild, 7, { before: ['done', 'done'], after: ['done', 'done'] });
  expect(ends).toEqual(Array.from({ length: MOMENTS.rebuild }, () => 'before'));
});
