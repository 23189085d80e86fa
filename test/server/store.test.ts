import path from 'node:path';
import { expect, it } from 'vitest';
import { emptyBlueprint } from '../../model/blueprint.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { AnswerCache } from '../../server/store/answers.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { Store } from '../../server/store/store.ts';
import { NOW, tempFolder } from './support.ts';

const permits = {
  id: 'permits',
  name: 'Permits',
  description: '',
  place: '',
  zone: 'UTC',
  words: PLAIN_WORDS,
  sample: false,
  figuresByPerson: false,
  cutOffMs: null,
  createdAt: NOW.toISOString(),
};

it('is opened twice without being migrated twice, and keeps what was written', async () => {
  const file = path.join(await tempFolder(), 'state.sqlite');
  const first = new Store(file, NOW);
  first.processes.create(permits);
  first.close();
  const second = new Store(file, NOW);
  expect(second.processes.all()).toEqual([permits]);
  second.close();
});

it('refuses a file of a newer program in words and leaves it alone', async () => {
  const file = path.join(await tempFolder(), 'state.sqlite');
  new Store(file, NOW).close();
  const raw = openSqlite(file);
  raw.run("INSERT INTO schema_migration (version, name, applied_at) VALUES (999, '0999-later.sql', ?)", NOW.toISOString());
  raw.close();
  expect(() => new Store(file, NOW)).toThrow(/newer Throughline/);
});

it('is on disk when a call returns, checks references, and rolls back as a whole', async () => {
  const database = openSqlite(path.join(await tempFolder(), 'state.sqlite'));
  expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
  expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
  expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
  database.execute('CREATE TABLE one (n INTEGER)');
  expect(() =>
    database.transaction(() => {
      database.run('INSERT INTO one VALUES (?)', 1);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(database.all('SELECT * FROM one')).toEqual([]);
  database.close();
});

it('tells what went wrong where SQLite itself has rolled back, as it does when the disk is full', async () => {
  const database = openSqlite(path.join(await tempFolder(), 'state.sqlite'));
  database.execute('CREATE TABLE one (n INTEGER)');
  database.execute("CREATE TRIGGER full BEFORE INSERT ON one WHEN NEW.n = 2 BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END");
  const both = () =>
    database.transaction(() => {
      database.run('INSERT INTO one VALUES (?)', 1);
      database.run('INSERT INTO one VALUES (?)', 2);
    });
  expect(both).toThrow('the disk is full');
  expect(database.all('SELECT * FROM one')).toEqual([]);
  database.transaction(() => database.run('INSERT INTO one VALUES (?)', 3));
  expect(database.all('SELECT * FROM one')).toEqual([{ n: 3 }]);
  database.close();
});

it('numbers the imports of a process and takes its blueprints and imports away with it', async () => {
  const store = new Store(path.join(await tempFolder(), 'state.sqlite'), NOW);
  store.processes.create(permits);
  store.processes.create({ ...permits, id: 'other' });
  const entry = { process: 'permits', kind: 'events' as const, file: 'a.csv', bytes: 1, sha256: 'x', mapping: {}, by: 'test' };
  expect([
    store.imports.begin({ ...entry, id: '1' }, NOW),
    store.imports.begin({ ...entry, id: '2' }, NOW),
    store.imports.begin({ ...entry, id: '3', process: 'other' }, NOW),
  ]).toEqual([1, 2, 1]);
  store.blueprints.save('permits', emptyBlueprint(), NOW);
  store.processes.remove('permits');
  expect(store.imports.of('permits')).toEqual([]);
  expect(store.blueprints.pending()).toEqual([]);
  expect(store.imports.of('other')).toHaveLength(1);
  store.close();
});

it('keeps the answers asked for last, within its size', () => {
  const cache = new AnswerCache(1000);
  for (const key of ['a', 'b', 'c', 'd', 'e']) cache.set(key, 'x'.repeat(100));
  expect(cache.get('a')).toBeUndefined();
  expect(cache.get('b')).toBeDefined();
  cache.set('f', 'x'.repeat(100));
  expect([cache.get('b') !== undefined, cache.get('c')]).toEqual([true, undefined]);
  cache.set('huge', 'x'.repeat(900));
  expect(cache.get('huge')).toBeUndefined();
});
