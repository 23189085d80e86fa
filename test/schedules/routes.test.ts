import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Letter } from '../../model/letter.ts';
import type { LetterLine, LetterMeta, Run, Schedule } from '../../model/schedule.ts';
import { mailServer, smtpAt, TIMES } from '../channels/support.ts';
import { ask, importCsv, logOf, makeProcess, tempFolder, testApp } from '../server/support.ts';

const WANTED = {
  name: 'Weekly letter',
  order: { kind: 'weekly', process: 'permits' },
  when: { kind: 'weekly', days: ['monday'], time: '07:00' },
  zone: 'Europe/Amsterdam',
  recipients: [{ channel: 'mail', to: 'reader@example.org' }],
};

interface Kept {
  readonly meta: LetterMeta;
  readonly letter: Letter;
  readonly deliveries: { state: string; attempts: { words: string }[] }[];
}

it('makes, keeps, shows and sends the letter of a schedule, with every form as it was sent', { timeout: 120_000 }, async () => {
  const box = await mailServer();
  let at = new Date('2026-11-22T12:00:00Z');
  const dataFolder = await tempFolder();
  const app = await testApp({ dataFolder, now: () => at, smtp: smtpAt(box.port), channelTimes: TIMES });
  await makeProcess(app);
  await importCsv(app, 'permits', logOf(4000));

  const preview = await app.inject({
    method: 'POST',
    url: '/api/v1/letters/preview?format=text',
    payload: WANTED.order,
    headers: { host: '127.0.0.1' },
  });
  expect(preview.statusCode).toBe(200);
  expect(preview.headers['content-type']).toMatch(/^text\/plain/);
  expect(preview.headers['cache-control']).toBe('no-store');
  expect((await ask(app, 'GET', '/letters')).body).toEqual([]);

  const { status, body: schedule } = await ask<Schedule>(app, 'POST', '/schedules', WANTED);
  expect(status).toBe(201);
  expect(schedule).toMatchObject({
    revision: 1,
    process: 'permits',
    whenWords: 'Each Monday at 07:00',
    nextDueAt: '2026-11-23T06:00:00.000Z',
    nextWords: 'Monday 23 November 2026, 07:00',
    owner: null,
    attachPdf: false,
    missed: 'once',
    unchanged: 'send',
    lastLetter: null,
  });

  at = new Date('2026-11-23T06:00:20Z');
  expect((await ask<{ oldestDueLetter: object }>(app, 'GET', '/health')).body.oldestDueLetter).toMatchObject({
    schedule: schedule.id,
    dueAt: '2026-11-23T06:00:00.000Z',
  });
  await app.throughline.ticker.tick();
  await app.throughline.outbox.work();
  await app.throughline.ticker.tick();
  expect((await ask<{ oldestDueLetter: null }>(app, 'GET', '/health')).body.oldestDueLetter).toBeNull();
  const runs = (await ask<Run[]>(app, 'GET', `/schedules/${schedule.id}/runs`)).body;
  expect(runs).toMatchObject([{ dueAt: '2026-11-23T06:00:00.000Z', state: 'done', words: 'Sent to 1 person.', tries: 1 }]);
  expect(box.mails).toHaveLength(1);

  const [line] = (await ask<LetterLine[]>(app, 'GET', '/letters?process=permits')).body;
  expect(line).toMatchObject({ schedule: { id: schedule.id }, kind: 'weekly', words: 'Sent to 1 person.', deliveries: { sent: 1 } });
  const id = line?.id ?? '';
  const kept = (await ask<Kept>(app, 'GET', `/letters/${id}`)).body;
  expect(kept.letter.kind).toBe('weekly');
  expect(kept.letter.footSending).toContain('Sent each Monday at 07:00 to 1 person.');
  expect(kept.meta).toMatchObject({ id, check: kept.letter.check, before: null, after: null, attachPdf: false });
  expect(kept.deliveries).toMatchObject([{ state: 'sent' }]);
  for (const file of kept.meta.files) {
    const answered = await app.inject({ url: `/api/v1/letters/${id}/${file}`, headers: { host: '127.0.0.1' } });
    expect(answered.statusCode, file).toBe(200);
    expect(answered.rawPayload.length).toBeGreaterThan(20);
    expect(answered.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answered.headers['content-disposition']).toMatch(/^inline; filename="[A-Za-z0-9.-]+"$/);
    if (file === 'mail.html') expect(answered.body).not.toMatch(/cid:|unsubscribe-->|\/unsubscribe\//);
  }
  expect(kept.meta.files).toEqual(expect.arrayContaining(['letter.json', 'letter.pdf', 'mail.html', 'mail.txt']));
  expect((await ask(app, 'GET', `/letters/${id}/..%2F..%2Fstate.sqlite`)).status).toBe(404);
  expect((await ask(app, 'GET', '/letters/nobody')).body).toMatchObject({ code: 'unknown_letter' });

  // sent as it is to somebody else; who has it gets it no second time
  const again = await ask<{ state: string }[]>(app, 'POST', `/letters/${id}/send`, {
    recipients: [...WANTED.recipients, { channel: 'mail', to: 'other@example.org' }],
  });
  expect(again.body.map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(box.envelopes.map(({ to }) => to)).toEqual([['reader@example.org'], ['other@example.org']]);

  // to myself alone: kept, and no part of the series
  const test = await ask<Kept>(app, 'POST', `/schedules/${schedule.id}/send`, {
    recipients: [{ channel: 'mail', to: 'me@example.org' }],
  });
  expect(test.status).toBe(201);
  expect(test.body.meta).toMatchObject({ dueAt: null, words: 'Sent to 1 person.', schedule: { id: schedule.id } });
  expect(box.mails.at(-1)).not.toMatch(/^List-Unsubscribe/im);
  expect(box.mails[0]).toMatch(/^List-Unsubscribe: <http:\/\/[^>]+\/unsubscribe\/[a-z0-9]+>/im);

  // a letter once, without a schedule
  const once = await ask<Kept>(app, 'POST', '/letters', { order: WANTED.order, recipients: [] });
  expect(once.body.meta).toMatchObject({ schedule: null, words: 'Kept. It has no recipients, so it was sent to nobody.' });

  // the link of the mail: looking changes nothing, the button takes off the list
  const token = /\/unsubscribe\/([a-z0-9]+)/.exec(box.mails[0] ?? '')?.[1] ?? '';
  const look = await app.inject({ url: `/unsubscribe/${token}`, headers: { host: '127.0.0.1' } });
  expect(look.body).toContain('<form method="post">');
  expect((await ask<Schedule>(app, 'GET', `/schedules/${schedule.id}`)).body.recipients).toHaveLength(1);
  const left = await app.inject({
    method: 'POST',
    url: `/unsubscribe/${token}`,
    payload: 'List-Unsubscribe=One-Click',
    headers: { host: '127.0.0.1', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([left.statusCode, left.body]).toEqual([200, expect.stringContaining('reader@example.org no longer receives')]);
  expect((await ask<Schedule>(app, 'GET', `/schedules/${schedule.id}`)).body).toMatchObject({
    recipients: [],
    left: [{ recipient: { channel: 'mail', to: 'reader@example.org' } }],
  });

  // its letters go with a service
  expect(existsSync(path.join(dataFolder, 'letters', id))).toBe(true);
  expect((await ask(app, 'DELETE', '/processes/permits')).status).toBe(204);
  expect(existsSync(path.join(dataFolder, 'letters', id))).toBe(false);
  expect((await ask(app, 'GET', '/letters')).body).toEqual([]);
});

it('refuses what can be no schedule, and an old revision with both versions', async () => {
  const app = await testApp();
  await makeProcess(app);
  const post = (change: object) => ask<{ field: string; title: string }>(app, 'POST', '/schedules', { ...WANTED, ...change });
  const refused = async (change: object) => {
    const { status, body } = await post(change);
    return [status, body.field ?? null];
  };
  expect(await refused({ zone: 'Mars/Base' })).toEqual([400, 'zone']);
  expect(await refused({ when: { kind: 'cron', pattern: '* * * * *' } })).toEqual([400, 'when.pattern']);
  expect(await refused({ order: { kind: 'weekly', process: 'nobody' } })).toEqual([404, null]);
  expect(await refused({ order: { kind: 'weekly' } })).toEqual([400, 'order.process']);
  expect(await refused({ order: { kind: 'house', process: 'permits' } })).toEqual([400, 'order.process']);
  expect(await refused({ order: { kind: 'improvement', process: 'permits' } })).toEqual([400, 'order.improvement']);
  expect(await refused({ order: { kind: 'improvement', process: 'permits', improvement: 'imp-009' } })).toEqual([404, null]);
  expect(await refused({ order: { ...WANTED.order, on: '2026-11-01' } })).toEqual([400, 'order.on']);
  expect((await refused({ order: { ...WANTED.order, scope: 'where=nonsense' } }))[0]).toBe(400);
  for (const on of ['2026-99-99', '2026-02-31'])
    expect(await ask(app, 'POST', '/letters/preview', { ...WANTED.order, on })).toMatchObject({ status: 400, body: { field: 'order.on' } });
  expect(await refused({ recipients: [{ channel: 'mail', to: 'a@example.org\r\nBcc: b@example.org' }] })).toEqual([400, 'recipients.0.to']);
  expect(await refused({ recipients: [{ channel: 'mail', to: 'a@example.org, b@example.org' }] })).toEqual([400, 'recipients.0.to']);
  expect(await refused({ recipients: [...WANTED.recipients, { channel: 'mail', to: 'Reader@example.org' }] })).toEqual([
    400,
    'recipients.1.to',
  ]);
  expect(await refused({ recipients: [{ channel: 'folder', to: '../../etc' }] })).toEqual([404, null]);
  expect((await refused({ owner: 'nobody' }))[0]).toBe(400);
  expect((await ask(app, 'GET', '/schedules')).body).toEqual([]);

  const { body: made } = await ask<Schedule>(app, 'POST', '/schedules', WANTED);
  const url = `/schedules/${made.id}`;
  const changed = await ask<Schedule>(app, 'PATCH', url, { revision: 1, when: { kind: 'monthly', day: 'last', time: '08:15' } });
  expect(changed.body).toMatchObject({ revision: 2, nextDueAt: '2026-11-30T07:15:00.000Z', recipients: WANTED.recipients });
  const stale = await ask(app, 'PATCH', url, { revision: 1, name: 'Mine' });
  expect(stale.status).toBe(409);
  expect(stale.body).toMatchObject({
    code: 'changed_meanwhile',
    now: { revision: 2, name: 'Weekly letter' },
    wanted: { revision: 1, name: 'Mine' },
  });

  expect((await ask<Schedule>(app, 'POST', `${url}/pause`)).body).toMatchObject({ paused: true, nextDueAt: null, nextWords: '' });
  expect((await ask<Schedule>(app, 'POST', `${url}/resume`)).body).toMatchObject({ paused: false, nextDueAt: '2026-11-30T07:15:00.000Z' });
  expect((await ask<Schedule>(app, 'DELETE', url)).body.removedAt).not.toBeNull();
  expect((await ask(app, 'GET', '/schedules?process=permits')).body).toEqual([]);
  expect((await ask<Schedule[]>(app, 'GET', '/schedules?removed=true')).body).toHaveLength(1);
  expect((await ask(app, 'PATCH', url, { revision: 5, name: 'Mine' })).status).toBe(404);
  expect((await ask<Schedule>(app, 'POST', `${url}/restore`)).body).toMatchObject({
    removedAt: null,
    nextDueAt: '2026-11-30T07:15:00.000Z',
  });
});
