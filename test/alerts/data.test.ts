import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { deliveriesOf, sourceOf } from '../../server/alerts/by-data.ts';
import { alertsSince } from '../../server/alerts/since.ts';
import { weeksCsv } from '../improvements/support.ts';
import { bring, clinic, Clock, listOf, rule, tickAt } from './support.ts';

/** Real imports, on a machine that may be busy. */
const LONG = { timeout: 240_000 };

const version = (number: number, madeAt: string, endAt: string | null) => ({ version: number, madeAt, endAt });

it('learns what is usual from when data came that reach further, a burst as one delivery', () => {
  expect(deliveriesOf([])).toBeNull();
  expect(deliveriesOf([version(1, '2026-06-01T08:00:00Z', '2026-05-31T20:00:00Z')])).toEqual({
    lastAt: Date.parse('2026-06-01T08:00:00Z'),
    usualMs: 0,
  });
  const daily = [1, 2, 3, 4, 5, 8, 9].map((day, at) =>
    version(at + 1, `2026-06-0${String(day)}T08:00:00Z`, `2026-06-0${String(day)}T00:00:00Z`),
  );
  // an older file, and another one within the hour, are no deliveries of their own
  const more = [version(8, '2026-06-09T12:00:00Z', '2026-06-01T00:00:00Z'), version(9, '2026-06-09T08:30:00Z', '2026-06-09T04:00:00Z')];
  const found = deliveriesOf([...daily, ...more]);
  expect(found?.lastAt).toBe(Date.parse('2026-06-09T08:30:00Z'));
  // pauses of 1, 1, 1, 1, 3 and about 1 days: nine of ten are no longer than 2
  expect((found?.usualMs ?? 0) / 86_400_000).toBeCloseTo(2.01, 1);
});

it('knows files of one source by their names without numbers', () => {
  expect(sourceOf('Visits-2026-11-21.CSV')).toBe(sourceOf('visits-2026-01-02.csv'));
  expect(sourceOf('visits.csv')).not.toBe(sourceOf('answers.csv'));
});

it('says when data are late by the clock, and that they came', LONG, async () => {
  const clock = new Clock('2026-02-02T08:00:00Z');
  const app = await clinic(clock);
  await rule(app, { name: 'Late', watch: { kind: 'late', days: 2 }, closeAfterDays: 0 });
  for (let week = 0; week < 4; week += 1) {
    clock.set(new Date(Date.parse('2026-01-12T08:00:00Z') + week * 7 * 86_400_000).toISOString());
    await bring(
      app,
      weeksCsv(week, week + 1, () => 20),
      `week-${String(week)}.csv`,
    );
  }
  // weekly until 2 February; two days beyond the next Monday it is late
  await tickAt(app, clock, '2026-02-11T07:00:00Z');
  expect((await listOf(app)).episodes).toEqual([]);
  await tickAt(app, clock, '2026-02-11T09:00:00Z');
  const { episodes } = await listOf(app);
  expect(episodes.map(({ sentence }) => sentence)).toEqual([
    'New data: none since 2 Feb 2026; they usually come within 7 days. Open since 11 Feb 2026.',
  ]);
  expect(alertsSince(app.throughline, 'clinic', '2026-02-10T00:00:00Z')).toEqual([
    {
      id: episodes[0]?.id,
      words: episodes[0]?.sentence,
      state: 'open',
      tone: 'worse',
      href: `/clinic/alerts?alert=${episodes[0]?.id ?? ''}`,
    },
  ]);
  clock.set('2026-02-12T08:00:00Z');
  await bring(
    app,
    weeksCsv(5, 6, () => 20),
    'week-5.csv',
  );
  expect((await listOf(app)).episodes).toMatchObject([{ state: 'closed', closedBy: 'gone' }]);
  expect(alertsSince(app.throughline, 'clinic', '2026-02-10T00:00:00Z')).toMatchObject([{ state: 'closed', tone: 'common' }]);
  expect(alertsSince(app.throughline, 'clinic', '2026-02-13T00:00:00Z')).toEqual([]);
});

it('opens one alert for each source whose file is refused, and ends it when the source is read again', LONG, async () => {
  const clock = new Clock('2026-06-15T08:00:00Z');
  const app = await clinic(clock);
  await bring(
    app,
    weeksCsv(0, 2, () => 20),
    'visits-1.csv',
  );
  await rule(app, { name: 'Broken', watch: { kind: 'broken', refused: true, rejectedShare: 0.3 }, closeAfterDays: 0 });
  const hostile = 'v-<b>1\u202E.csv';
  expect(await bring(app, 'nothing that is a log\n', 'visits-2.csv')).toBe('failed');
  expect(await bring(app, 'neither is this\n', hostile)).toBe('failed');
  await tickAt(app, clock, '2026-06-15T09:00:00Z');
  const { episodes } = await listOf(app);
  expect(episodes.map(({ finding }) => finding.cause).sort()).toEqual(['refused:v-<b>#.csv', 'refused:visits-#.csv']);
  expect(episodes.every(({ finding }) => /^refused on 15 Jun 2026, nothing of it is in the figures\. /.test(finding.words))).toBe(true);
  // once more is the same alert, and in its history
  await bring(app, 'still nothing\n', 'visits-3.csv');
  await tickAt(app, clock, '2026-06-16T09:00:00Z');
  const same = (await listOf(app)).episodes.find(({ finding }) => finding.cause === 'refused:visits-#.csv');
  expect(same).toMatchObject({ state: 'open', times: 1, finding: { subject: { name: 'visits-3.csv' } } });
  expect(app.throughline.store.alerts.history('clinic', same?.id ?? '').map(({ kind }) => kind)).toEqual(['opened', 'again']);
  await bring(
    app,
    weeksCsv(2, 4, () => 20),
    'visits-4.csv',
  );
  expect((await listOf(app)).episodes.find(({ id }) => id === same?.id)).toMatchObject({ state: 'closed' });
  // a third of the rows have no time
  const rows = weeksCsv(4, 5, () => 20, 'R').split('\n');
  await bring(app, rows.map((row, at) => (at % 2 === 1 ? row.replace(/2026-[^,]+/g, 'never') : row)).join('\n'), 'visits-5.csv');
  await tickAt(app, clock, '2026-06-17T09:00:00Z');
  expect((await listOf(app)).episodes.find(({ finding }) => finding.cause.startsWith('rejected'))?.finding.words).toMatch(
    /rows were rejected \(\d\d\.\d\u00a0%\), more than 30\u00a0%$/,
  );
});

it('tells of files that the inbox put aside unread, until they are taken away', LONG, async () => {
  const clock = new Clock('2026-06-15T08:00:00Z');
  const app = await clinic(clock);
  await rule(app, { name: 'Broken', watch: { kind: 'broken', refused: true, rejectedShare: null }, closeAfterDays: 0 });
  const aside = path.join(app.throughline.folder.inbox, 'clinic', 'refused');
  mkdirSync(aside, { recursive: true });
  writeFileSync(path.join(aside, 'locked.csv'), 'x');
  writeFileSync(path.join(aside, 'locked.csv.problem.txt'), 'It can’t be read.');
  await tickAt(app, clock, '2026-06-15T09:00:00Z');
  expect((await listOf(app)).episodes[0]?.sentence).toBe(
    'Inbox: a file was put aside unread in inbox/clinic/refused: locked.csv. Open since 15 Jun 2026.',
  );
  rmSync(path.join(aside, 'locked.csv'));
  await tickAt(app, clock, '2026-06-15T10:00:00Z');
  expect((await listOf(app)).episodes[0]).toMatchObject({ state: 'closed' });
});

it('tells of a file that can’t be read also where one of the same name was taken before', LONG, async () => {
  const clock = new Clock('2026-06-15T08:00:00Z');
  const app = await clinic(clock);
  const { store, folder } = app.throughline;
  const tried = (id: string, file: string, state: 'done' | 'refused') => {
    const order = { id, process: 'clinic', kind: 'events' as const, file, bytes: 1, sha256: id, mapping: {}, by: 'inbox' };
    store.imports.begin(order, clock.now());
    store.imports.finish(id, { state }, clock.now());
  };
  tried('1', 'visits.csv', 'done');
  tried('2', 'broken.csv', 'refused');
  await rule(app, { name: 'Broken', watch: { kind: 'broken', refused: true, rejectedShare: null }, closeAfterDays: 0 });
  const aside = path.join(folder.inbox, 'clinic', 'refused');
  mkdirSync(aside, { recursive: true });
  for (const name of ['visits.csv', 'broken (2).csv', 'broken-2026.csv']) writeFileSync(path.join(aside, name), 'x');
  await tickAt(app, clock, '2026-06-15T09:00:00Z');
  const inbox = (await listOf(app)).episodes.find(({ finding }) => finding.cause === 'inbox');
  expect(inbox?.finding.words).toMatch(/^2 files were put aside unread in inbox\/clinic\/refused: /);
  expect(inbox?.finding.words).toContain('visits.csv');
  expect(inbox?.finding.words).toContain('broken-2026.csv');
});
