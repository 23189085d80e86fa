import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import {
  createProcessSchema,
  dropProcessSchema,
  migrateProcesses,
  migrateProcessSchema,
  migrations,
  processSchemas,
} from '../../pipelines/schema/migrate.ts';
import { tempEngine } from '../support/engine.ts';

it('makes the tables of a process once, and knows which processes have tables', async () => {
  const { engine } = await tempEngine();
  await engine.with(undefined, async (session) => {
    await createProcessSchema(session, 'ed');
    await createProcessSchema(session, 'ed');
    await createProcessSchema(session, 'a-desk');
    expect(await processSchemas(session)).toEqual(['a-desk', 'ed']);
    expect(await session.query(sql`SELECT current_schema() AS home`)).toEqual([{ home: 'main' }]);
  });
  await engine.with('p_ed', async (session) => {
    const known = await migrations();
    expect(await session.query(sql`SELECT version, name FROM schema_migration`)).toEqual(
      known.map(({ version, name }) => ({ version, name })),
    );
    expect(await session.query(sql`SELECT * FROM step`)).toEqual([]);
  });
  expect(await migrateProcesses(engine)).toEqual(['a-desk', 'ed']);
});

it('goes forward only, all or nothing, and refuses in words what a newer program wrote', async () => {
  const { engine } = await tempEngine();
  await engine.with(undefined, async (session) => {
    await createProcessSchema(session, 'ed');
    const known = await migrations();
    const more = { version: known.length + 1, name: 'more', text: 'CREATE TABLE more (a INTEGER); INSERT INTO more VALUES (1);' };
    const broken = { version: known.length + 2, name: 'broken', text: 'CREATE TABLE half (a INTEGER); SELECT no_such_word;' };
    await expect(migrateProcessSchema(session, 'ed', [...known, more, broken])).rejects.toThrow();
    await migrateProcessSchema(session, 'ed', [...known, more]);
    expect(await session.query(sql`SELECT a FROM p_ed.more`)).toEqual([{ a: 1 }]);
    await expect(session.query(sql`SELECT a FROM p_ed.half`)).rejects.toThrow();
    await expect(migrateProcessSchema(session, 'ed', known)).rejects.toMatchObject({
      code: 'newer_data',
      message: expect.stringContaining('“ed”') as string,
    });
  });
});

it('forgets a process whole', async () => {
  const { engine } = await tempEngine();
  await engine.with(undefined, async (session) => {
    await createProcessSchema(session, 'ed');
    await dropProcessSchema(session, 'ed');
    await dropProcessSchema(session, 'ed');
    expect(await processSchemas(session)).toEqual([]);
  });
});
