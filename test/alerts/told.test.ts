import { expect, it } from 'vitest';
import { buildApp } from '../../server/app.ts';
import { contentOf, lineOf } from '../../server/alerts/message.ts';
import { ask, tempFolder } from '../server/support.ts';
import { weeksCsv } from '../improvements/support.ts';
import { bring, clinic, Clock, ledger, listOf, messagesOf, PATH, rule, SIGNALS, tickAt } from './support.ts';

/** Real imports, on a machine that may be busy. */
const LONG = { timeout: 240_000 };

const ANN = { channel: 'mail' as const, to: 'ann@example.org' };
const BEN = { channel: 'mail' as const, to: 'ben@example.org' };
const worse = (week: number) => (week >= 22 ? 60 : 20);

it('lists what stands already in one message to each recipient, and nothing twice', LONG, async () => {
  const clock = new Clock('2026-06-22T08:00:00Z');
  const app = await clinic(clock, { target: 15 * 60_000 });
  await bring(app, weeksCsv(0, 24, worse));
  const made = await rule(app, {
    watch: { kind: 'target', measures: null, levels: null, missed: ['newest', 'never'], per: 'week' },
    recipients: [ANN, BEN, { ...ANN, to: 'ANN@example.org' }],
  });
  expect(made.recipients).toEqual([ANN, BEN]);
  expect(
    ledger(app)
      .map(({ recipient }) => recipient.to)
      .sort(),
  ).toEqual(['ann@example.org', 'ben@example.org']);
  const [message] = await messagesOf(app);
  expect(message?.lines).toMatchObject([{ kind: 'opened', name: 'Wait for triage', href: '/clinic/measures?measure=wait-for-triage' }]);
  expect(message?.subject).toMatch(/^Clinic: Wait for triage, .*, target 15\smin/);
  // a second rule on the same, asked for again, and ticks: nothing more is sent by the first
  await bring(app, weeksCsv(24, 25, worse, 'D'), 'next.csv');
  await tickAt(app, clock, '2026-06-23T08:00:00Z');
  expect(await messagesOf(app)).toHaveLength(1);
});

it('waits for the end of quiet hours, over a change of the clocks, and sends one message of all that came', LONG, async () => {
  // Saturday before the clocks go back in Dublin
  const clock = new Clock('2026-10-24T20:00:00Z');
  const app = await clinic(clock, { zone: 'Europe/Dublin', target: 15 * 60_000 });
  await bring(app, weeksCsv(0, 24, worse));
  const quiet = { from: '20:00', to: '07:00', weekends: false };
  await rule(app, { recipients: [ANN], quiet });
  const kept = await rule(app, {
    name: 'Broken',
    watch: { kind: 'broken', refused: true, rejectedShare: 0.2 },
    recipients: [ANN],
    quiet,
    closeAfterDays: 0,
  });
  expect(await messagesOf(app)).toEqual([]);
  expect((await listOf(app)).rules.map(({ waiting, open }) => [waiting, open])).toEqual([
    [1, 1],
    [0, 0],
  ]);
  // a file is refused in the night, another in the small hours
  await bring(app, 'this is no log\n', 'night-1.csv');
  await bring(app, 'nor is this\n', 'other.csv');
  for (let minute = 0; minute < 12 * 60; minute += 20)
    await tickAt(app, clock, new Date(Date.parse('2026-10-24T20:00:00Z') + minute * 60_000).toISOString());
  const sent = await messagesOf(app);
  expect(sent.map(({ madeAt }) => madeAt)).toEqual(['2026-10-25T07:00:00.000Z', '2026-10-25T07:00:00.000Z']);
  expect(sent.find((one) => one.rule === kept.id)?.lines.map(({ name }) => name)).toEqual(['other.csv', 'night-1.csv']);
});

it('sends exactly one message, however the program ends and starts again in the middle', LONG, async () => {
  const clock = new Clock('2026-06-22T03:00:00Z');
  const dataFolder = await tempFolder();
  const first = await clinic(clock, { options: { dataFolder } });
  await bring(first, weeksCsv(0, 24, worse));
  await rule(first, { recipients: [ANN], quiet: { from: '22:00', to: '07:00', weekends: false } });
  await first.close();
  for (const at of ['2026-06-22T05:00:00Z', '2026-06-22T07:00:00Z', '2026-06-22T07:00:30Z']) {
    clock.set(at);
    const again = await buildApp({ dataFolder, logLevel: 'silent', threads: 2, memory: '512MB', now: clock.now });
    // killed between what is written and what is handed over: the transaction is all or nothing
    if (at === '2026-06-22T07:00:00Z') {
      const put = again.throughline.outbox.put.bind(again.throughline.outbox);
      let tried = 0;
      again.throughline.outbox.put = () => {
        tried += 1;
        throw new Error('killed');
      };
      await again.alertWatch.settled();
      tried = 0;
      await again.alertWatch.tick(clock.now());
      expect(tried).toBe(1);
      expect(again.throughline.store.alerts.messages('clinic')).toEqual([]);
      again.throughline.outbox.put = put;
    } else {
      await again.alertWatch.settled();
      await again.alertWatch.tick(clock.now());
    }
    const known = again.throughline.store.alerts.messages('clinic');
    expect(known).toHaveLength(at === '2026-06-22T07:00:30Z' ? 1 : 0);
    if (known[0]) expect(again.throughline.outbox.ledger({ kind: 'alert', id: known[0].id })).toHaveLength(1);
    await again.close();
  }
});

it('goes on with the same alert when its cause is back within 14 days, and opens another one later', LONG, async () => {
  const clock = new Clock('2026-09-01T08:00:00Z');
  const app = await clinic(clock);
  await bring(app, weeksCsv(0, 24, worse));
  await rule(app, { recipients: [ANN], closeAfterDays: 0, remindAfterDays: null });
  const undo = async (act: 'undo' | 'redo', day: string) => {
    clock.set(`${day}T08:00:00Z`);
    const all = (await ask<{ id: string; file: string }[]>(app, 'GET', '/processes/clinic/imports')).body;
    const id = all.find(({ file }) => file === 'better.csv')?.id ?? '';
    const { body } = await ask<{ id: string }>(app, 'POST', `/processes/clinic/imports/${id}/${act}`);
    await app.throughline.jobs.ended(body.id);
    await app.alertWatch.settled();
  };
  clock.set('2026-09-02T08:00:00Z');
  await bring(
    app,
    weeksCsv(24, 32, () => 20, 'B'),
    'better.csv',
  );
  expect((await listOf(app)).episodes).toMatchObject([{ state: 'closed', times: 1 }]);
  await undo('undo', '2026-09-09');
  const [back] = (await listOf(app)).episodes;
  expect(back).toMatchObject({ state: 'open', times: 2 });
  expect(back?.sentence).toMatch(/Open since 1 Sep 2026, came back once\.$/);
  await undo('redo', '2026-09-11');
  await undo('undo', '2026-09-29');
  const { episodes } = await listOf(app);
  expect(episodes.map(({ state, times }) => [state, times])).toEqual([
    ['open', 1],
    ['closed', 2],
  ]);
  expect((await messagesOf(app)).toReversed().map(({ lines }) => lines[0]?.kind)).toEqual([
    'opened',
    'closed',
    'reopened',
    'closed',
    'opened',
  ]);
  const history = await ask<{ kind: string; words: string }[]>(app, 'GET', `${PATH}/${back?.id ?? ''}/history`);
  expect(history.body.find(({ kind }) => kind === 'reopened')?.words).toMatch(/^It is back, for the 2nd time since 1 Sep 2026/);
});

it('snoozes, mutes, settles, and takes each back; a snooze that is over is told of once', LONG, async () => {
  const clock = new Clock('2026-06-22T08:00:00Z');
  const app = await clinic(clock);
  await bring(app, weeksCsv(0, 24, worse));
  await rule(app, { recipients: [ANN], remindAfterDays: 2 });
  const [{ id = '' } = {}] = (await listOf(app)).episodes;
  const act = (body: object) => ask(app, 'POST', `${PATH}/${id}/act`, body);
  expect((await act({ act: 'snooze', until: '2026-06-22' })).status).toBe(400);
  expect((await act({ act: 'snooze', until: '2026-06-30' })).body).toMatchObject({ snoozedUntil: '2026-06-30' });
  for (let day = 23; day <= 29; day += 1) await tickAt(app, clock, `2026-06-${String(day)}T12:00:00Z`);
  expect(await messagesOf(app)).toHaveLength(1);
  await tickAt(app, clock, '2026-06-30T00:00:00Z');
  await tickAt(app, clock, '2026-06-30T12:00:00Z');
  expect((await messagesOf(app)).map(({ lines }) => lines[0]?.kind)).toEqual(['reminder', 'opened']);
  await act({ act: 'mute' });
  for (let day = 1; day <= 20; day += 1) await tickAt(app, clock, `2026-07-${String(day).padStart(2, '0')}T12:00:00Z`);
  expect(await messagesOf(app)).toHaveLength(2);
  await act({ act: 'unmute' });
  expect((await act({ act: 'settle' })).body).toMatchObject({ state: 'closed', closedBy: 'person' });
  expect((await act({ act: 'snooze', until: '2026-08-30' })).status).toBe(409);
  // the same still stands with newer data: it is settled
  await bring(app, weeksCsv(24, 25, worse, 'D'), 'next.csv');
  expect((await listOf(app)).episodes).toMatchObject([{ state: 'closed', settled: true }]);
  expect((await act({ act: 'unsettle' })).body).toMatchObject({ state: 'open', settled: false });
});

it('tells of nothing without recipients, and of all that stands when it gets the first', LONG, async () => {
  const clock = new Clock('2026-06-22T08:00:00Z');
  const app = await clinic(clock);
  await bring(app, weeksCsv(0, 24, worse));
  const made = await rule(app, {});
  await tickAt(app, clock, '2026-07-22T08:00:00Z');
  expect(await messagesOf(app)).toEqual([]);
  const url = `${PATH}/rules/${made.id}`;
  const { status } = await ask(app, 'PATCH', url, { revision: made.revision, recipients: [ANN] });
  expect(status).toBe(200);
  expect((await messagesOf(app)).map(({ lines }) => lines.map(({ kind }) => kind))).toEqual([['standing']]);
  // who looked at an older one overwrites nothing
  expect((await ask(app, 'PATCH', url, { revision: made.revision, name: 'Mine' })).status).toBe(409);
  expect((await ask(app, 'POST', `${PATH}/rules`, { ...SIGNALS, recipients: [{ channel: 'mail', to: 'a@b\r\nBcc: c@d' }] })).status).toBe(
    400,
  );
  expect((await ask(app, 'DELETE', url)).status).toBe(204);
  expect(await listOf(app)).toMatchObject({ rules: [], episodes: [], removed: [{ id: made.id }] });
  expect((await ask(app, 'POST', `${url}/restore`)).body).toMatchObject({ open: 1 });
});

it('says of what came together while a message waited what matters of it', () => {
  const episode = {
    ...{ id: 'e', process: 'p', rule: 'r', state: 'open' as const, openedAt: '2026-06-01T08:00:00.000Z', reopenedAt: null, closedAt: null },
    ...{ closedBy: null, times: 2, goneSince: null, settled: false, snoozedUntil: null, muted: false, reminders: 1, nextReminderAt: null },
    ...{ lastSeenAt: '2026-06-01T08:00:00.000Z', dataVersion: 1 },
    finding: {
      ...{ cause: 'late', kind: 'late' as const, subject: { kind: 'data' as const, id: 'data', name: 'New data' }, tone: 'worse' as const },
      ...{ words: 'none since 9 Feb 2026', since: null, occurrence: '', href: '/p/data' },
    },
  };
  const said = (kinds: Parameters<typeof lineOf>[1], more: object = {}) => {
    const { kind, words } = lineOf({ ...episode, ...more }, kinds, 'UTC');
    return `${kind}: ${words}`;
  };
  expect(said(['opened', 'reminder'])).toBe('opened: None since 9 Feb 2026.');
  expect(said(['closed', 'reopened', 'reminder'])).toBe('reopened: For the 2nd time since 1 Jun 2026. None since 9 Feb 2026.');
  expect(said(['reminder'])).toBe('reminder: Open since 1 Jun 2026. None since 9 Feb 2026.');
  expect(said(['opened', 'closed'], { state: 'closed' })).toBe('closed: It came and is over again. It was: none since 9 Feb 2026.');
  expect(said(['closed'], { state: 'closed' })).toBe('closed: Over, after it stood since 1 Jun 2026. It was: none since 9 Feb 2026.');
});

it('lets nothing of a hostile name end a line or become markup', () => {
  const name = 'Wait\r\nBcc: x@example.org <img src=x onerror=alert(1)> =HYPERLINK("x") \u202Egnirts';
  const content = contentOf(
    {
      id: 'm-1',
      process: 'clinic',
      service: '<b>Clinic</b>',
      rule: 'r-1',
      ruleName: name,
      madeAt: '2026-06-22T08:00:00.000Z',
      subject: `Clinic: ${name}`,
      lines: [{ episode: 'e-1', kind: 'opened', name, words: name, href: '/clinic/measures?measure=x"onclick="y' }],
      zone: 'UTC',
      dataVersion: 1,
    },
    'http://127.0.0.1:4600',
  );
  expect(content.subject).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(content.text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
  expect(content.html).not.toMatch(/<img|<b>|\u202E|href="[^"]*"onclick/);
  expect(content.text).toMatch(/http:\/\/127\.0\.0\.1:4600\/clinic\/alerts/);
});
