import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import { applyBlueprint, deriveCases } from '../../pipelines/derive/derive.ts';
import { createProcessSchema, migrateProcessSchema, migrations } from '../../pipelines/schema/migrate.ts';
import { logOf, rowsOf, steps, type Log } from '../support/log.ts';

const design: Blueprint = {
  ...emptyBlueprint(),
  stages: [
    { name: 'First', activities: [{ name: 'A' }, { name: 'A2' }, { name: 'Note', note: true }] },
    { name: 'Second', activities: [{ name: 'B' }] },
    { name: 'Beside', parallel: true, activities: [{ name: 'C' }] },
  ],
};

const told = async (log: Log) => {
  const names = new Map((await log.query<{ id: number; name: string }>(sql`SELECT id, name FROM stage`)).map((row) => [row.id, row.name]));
  const rows = await log.query<{ caseId: string; stages: number[]; stageHash: string; foldHash: string; hash: string }>(sql`
    SELECT f.case_id, v.stages, CAST(v.stage_hash AS VARCHAR) AS stage_hash, CAST(v.fold_hash AS VARCHAR) AS fold_hash, CAST(v.hash AS VARCHAR) AS hash
    FROM case_fact f JOIN variant v ON v.variant_id = f.variant_id ORDER BY f.case_id`);
  return rows.map((row) => ({ ...row, stages: row.stages.map((id) => names.get(id)) }));
};
const trace = (...activities: string[]) => activities.map((activity) => [activity, 1, 1] as const);

it('knows the stages a variant visits: notes and parallel stages set aside, equal neighbours once, Unplaced among them', async () => {
  const log = await logOf(
    {
      one: trace('A', 'Note', 'A2', 'C', 'B', 'X', 'B'),
      two: trace('A', 'C', 'A2', 'B', 'B', 'X', 'B'),
      three: trace('C', 'Note'),
    },
    { blueprint: design },
  );
  const [one, three, two] = await told(log);
  expect(one?.stages).toEqual(['First', 'Second', 'Unplaced', 'Second']);
  expect(two?.stages).toEqual(one?.stages);
  expect(two?.stageHash).toBe(one?.stageHash);
  expect(three?.stages).toEqual([]);
});

it('folds what is repeated, and nothing else', async () => {
  const log = await logOf({
    a: trace('A', 'B', 'C'),
    b: trace('A', 'A', 'B', 'A', 'C', 'B'),
    c: trace('A', 'C', 'B'),
  });
  const [a, b, c] = await told(log);
  expect(b?.foldHash).toBe(a?.foldHash);
  expect(a?.foldHash).toBe(a?.hash);
  expect(c?.foldHash).not.toBe(a?.foldHash);
  expect(b?.hash).not.toBe(b?.foldHash);
});

it('keeps the hashes of a variant when its stages move and gives others when they are renamed', async () => {
  const log = await logOf({ one: trace('A', 'B') }, { blueprint: design });
  const [before] = await told(log);
  const [first, second, beside] = design.stages;
  if (!first || !second || !beside) throw new Error('The design has three stages.');
  const moved = { ...design, stages: [{ name: 'New', activities: [] }, beside, second, first] };
  await deriveCases(log.session, { blueprint: moved, touched: 'all' });
  expect((await told(log))[0]).toEqual(before);
  const renamed = { ...moved, stages: [{ name: 'New', activities: [] }, beside, second, { ...first, name: 'Start' }] };
  expect(await applyBlueprint(log.session, renamed)).toEqual({ derive: false });
  const [after] = await told(log);
  expect(after).toMatchObject({ stages: ['Start', 'Second'], hash: before?.hash, foldHash: before?.foldHash });
  expect(after?.stageHash).not.toBe(before?.stageHash);
  await applyBlueprint(log.session, moved);
  expect((await told(log))[0]).toEqual(before);
  await deriveCases(log.session, { blueprint: emptyBlueprint(), touched: 'all' });
  expect((await told(log))[0]?.stages).toEqual(['Unplaced']);
});

it('gives a new variant of an append its stages too', async () => {
  const log = await logOf({ one: trace('A', 'B') }, { blueprint: design });
  await log.append(rowsOf({ two: trace('A', 'A2', 'B', 'A'), three: trace('A2', 'B') }));
  const [one, three, two] = await told(log);
  expect(two?.stages).toEqual(['First', 'Second', 'First']);
  expect(three?.stageHash).toBe(one?.stageHash);
});

it('says the same of stages as the visits of every case, on any log', async () => {
  const law = fc.asyncProperty(fc.array(steps(['A', 'A2', 'B', 'C', 'Note', 'X']), { minLength: 1, maxLength: 8 }), async (traces) => {
    const log = await logOf(Object.fromEntries(traces.map((one, at) => [`C-${at}`, one])), { blueprint: design });
    const broken = await log.query(sql`
      SELECT f.case_id, v.stages, w.stages AS visited
      FROM case_fact f
      JOIN variant v ON v.variant_id = f.variant_id
      LEFT JOIN (SELECT case_key, list(stage ORDER BY position) AS stages FROM stage_visit WHERE position > 0 GROUP BY case_key) w ON w.case_key = f.case_key
      WHERE v.stages IS DISTINCT FROM coalesce(w.stages, CAST([] AS INTEGER[]))`);
    expect(broken).toEqual([]);
  });
  await fc.assert(law, { numRuns: 12 });
}, 120_000);

it('fills the variants that an older program wrote', async () => {
  const log = await logOf({ one: trace('A', 'Note', 'A2', 'C', 'B', 'B'), two: trace('C'), three: trace('A', 'B') }, { blueprint: design });
  const fresh = await told(log);
  const variants = await log.query<{ text: string }>(sql`
    SELECT '(' || variant_id || ',' || hash || ',' || CAST(activities AS VARCHAR) || ',' || cases || ')' AS text FROM variant`);
  const known = await migrations();
  await log.engine.with(undefined, async (session) => {
    await createProcessSchema(session, 'old', known.slice(0, 1));
    for (const table of ['activity', 'stage', 'case_fact']) {
      await session.run({ strings: [`INSERT INTO p_old.${table} SELECT * FROM p_log.${table}`], values: [] });
    }
    await session.run({ strings: [`INSERT INTO p_old.variant VALUES ${variants.map(({ text }) => text).join(', ')}`], values: [] });
    await migrateProcessSchema(session, 'old');
  });
  const session = await log.engine.session('p_old');
  expect(await told({ ...log, session, query: (question) => session.query(question) })).toEqual(fresh);
  session.close();
});
