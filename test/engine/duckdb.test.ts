import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { QueryError } from '../../engine/engine.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Cancelled } from '../../model/problem.ts';
import { tempEngine } from '../support/engine.ts';

it('gives rows as JavaScript reads them, bound values included', async () => {
  const { engine } = await tempEngine();
  const session = await engine.session();
  const rows = await session.query(sql`
    SELECT ${"O'Hara <script>"} AS first_name, ${new Date('2026-10-25T00:30:00.123Z')} AS seen_at, sum(x) AS total_ms, list(x ORDER BY x) AS all_of, DATE '2026-01-02' AS day, ${null} AS none
    FROM (VALUES (1::BIGINT), (2::BIGINT)) AS t(x)`);
  expect(rows).toEqual([
    { firstName: "O'Hara <script>", seenAt: '2026-10-25T00:30:00.123Z', totalMs: 3, allOf: [1, 2], day: '2026-01-02', none: null },
  ]);
  session.close();
});

it('rolls a failed transaction back and goes on', async () => {
  const { engine } = await tempEngine();
  const session = await engine.session();
  await session.run(raw('CREATE TABLE t(x INTEGER)'));
  const failed = session.transaction(async () => {
    await session.run(sql`INSERT INTO t VALUES (${1})`);
    await session.run(raw('INSERT INTO nowhere VALUES (1)'));
  });
  await expect(failed).rejects.toBeInstanceOf(QueryError);
  expect(await session.query(raw('SELECT count(*) AS n FROM t'))).toEqual([{ n: 0 }]);
  session.close();
});

it('stops a running statement when its reader goes away', async () => {
  const { engine } = await tempEngine();
  const session = await engine.session();
  const reader = new AbortController();
  const long = session.query(raw('SELECT count(*) AS n FROM range(100000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3'), {
    signal: reader.signal,
  });
  setTimeout(() => reader.abort(), 50);
  await expect(long).rejects.toBeInstanceOf(Cancelled);
  expect(await session.query(raw('SELECT 1 AS n'))).toEqual([{ n: 1 }]);
  session.close();
});

it('reads no file outside its folders and can not be unlocked', async () => {
  const { engine, folder } = await tempEngine();
  const session = await engine.session();
  await writeFile(join(folder, 'in.csv'), 'a\n1\n');
  expect(await session.query(sql`SELECT count(*) AS n FROM read_csv(${join(folder, 'in.csv')}, header = true)`)).toEqual([{ n: 1 }]);
  await expect(session.query(raw("SELECT * FROM read_text('/etc/hostname')"))).rejects.toThrow(/disabled|not allowed|Permission/i);
  await expect(session.run(raw('SET enable_external_access = true'))).rejects.toBeInstanceOf(QueryError);
  await expect(session.run(raw('INSTALL httpfs'))).rejects.toBeInstanceOf(QueryError);
  session.close();
});
