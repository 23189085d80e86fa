import { expect, it } from 'vitest';
import type { Job } from '../../model/job.ts';
import { migrateStore } from '../../server/store/migrate.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { ask, ended, LOG, NOW, testApp, upload } from './support.ts';

it('tells a page that comes back what it had sent and what the last look found', async () => {
  const app = await testApp();
  const sent = await upload(app, LOG, 'visits.csv');
  expect(await ask(app, 'GET', `/uploads/${sent}`)).toMatchObject({
    status: 200,
    body: { upload: sent, name: 'visits.csv', bytes: LOG.length, check: null },
  });
  const first = (await ask<Job>(app, 'POST', `/uploads/${sent}/check`, {})).body;
  await ended(app, first.id);
  const second = (await ask<Job>(app, 'POST', `/uploads/${sent}/check`, { mapping: { zone: 'Europe/Oslo' } })).body;
  await ended(app, second.id);
  expect(await ask(app, 'GET', `/uploads/${sent}`)).toMatchObject({
    status: 200,
    body: { check: { id: second.id, state: 'done', result: { rows: 7 } } },
  });
  await ask(app, 'DELETE', `/uploads/${sent}`);
  expect(await ask(app, 'GET', `/uploads/${sent}`)).toMatchObject({ status: 404, body: { code: 'unknown_upload' } });
});

it('adds what a file of the store lacks, whichever of two changes came first', () => {
  const database = openSqlite(':memory:');
  try {
    migrateStore(database, NOW);
    const all = database.all<{ version: number }>('SELECT version FROM schema_migration ORDER BY version').map(({ version }) => version);
    expect(all).toContain(4);
    database.execute('DROP TABLE recipe; ALTER TABLE upload DROP COLUMN check_job; DELETE FROM schema_migration WHERE version = 4');
    database.run("INSERT OR IGNORE INTO schema_migration (version, name, applied_at) VALUES (3, 'as if', '')");
    migrateStore(database, NOW);
    expect(database.all('SELECT * FROM recipe')).toEqual([]);
    expect(database.all<{ version: number }>('SELECT version FROM schema_migration').map(({ version }) => version)).toEqual(
      expect.arrayContaining(all),
    );
  } finally {
    database.close();
  }
});
