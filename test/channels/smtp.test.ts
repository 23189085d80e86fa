import { expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { Clock, mailServer, mailTo, replying, sendingApp, smtpAt } from './support.ts';

it('hands a mail over once, however often it is put and worked on', async () => {
  const box = await mailServer();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port) })).throughline;
  const [id] = outbox.put([mailTo('ann@example.org')]);
  expect(outbox.put([mailTo('ann@example.org')])).toEqual([id]);
  await Promise.all([outbox.work(), outbox.work()]);
  await outbox.work();
  expect(box.envelopes).toEqual([{ from: 'letters@example.org', to: ['ann@example.org'] }]);
  expect(outbox.ledger({ kind: 'letter', id: 'L-1' })).toMatchObject([
    { id, state: 'sent', tries: 1, sentAt: '2026-11-20T12:00:00.000Z', attempts: [{ outcome: 'sent', code: '250' }] },
  ]);
});

it('says that an address is refused, and does not try again', async () => {
  const box = await mailServer({
    onRcptTo: (address, _session, callback) => callback(address.address.startsWith('gone') ? replying(550, 'No such person here') : null),
  });
  const clock = new Clock();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port), now: clock.now })).throughline;
  outbox.put([mailTo('gone@example.org'), mailTo('ann@example.org')]);
  await outbox.work();
  clock.pass(10 * MINUTE);
  await outbox.work();
  const [gone] = outbox.ledger({ to: 'gone@example.org' });
  expect(gone).toMatchObject({ state: 'failed', tries: 1, nextTryAt: null, attempts: [{ outcome: 'refused', code: '550' }] });
  expect(gone?.attempts[0]?.words).toMatch(
    /refuses the address gone@example\.org \(550\)\. It said: “550 No such person here”\. Check the address\./,
  );
  expect(box.mails).toHaveLength(1);
});

it('comes back after greylisting, under the same Message-ID', async () => {
  let asked = 0;
  const box = await mailServer({
    onRcptTo: (_address, _session, callback) => callback((asked += 1) === 1 ? replying(451, 'Greylisted, come back later') : null),
  });
  const clock = new Clock();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port), now: clock.now })).throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({
    state: 'waiting',
    nextTryAt: '2026-11-20T12:01:00.000Z',
    attempts: [{ outcome: 'deferred', code: '451' }],
  });
  await outbox.work();
  expect(asked).toBe(1);
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'sent', tries: 2, attempts: [{ outcome: 'deferred' }, { outcome: 'sent' }] });
  expect(box.mails[0]).toContain(`Message-ID: <${id}@example.org>`);
});

it('gives a server that hangs up to the next attempt, and calls a loss after DATA unclear', async () => {
  let calls = 0;
  const box = await mailServer({}, () => ((calls += 1) === 1 ? 'hang' : calls === 2 ? 'drop' : undefined));
  const clock = new Clock();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port), now: clock.now })).throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  for (let at = 0; at < 3; at += 1) {
    await outbox.work();
    clock.pass(60 * MINUTE);
  }
  const { state, attempts } = outbox.find(id);
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['unclear', 'unclear', 'sent']);
  expect(attempts[1]?.words).toMatch(/may have arrived.*same Message-ID/);
  expect(state).toBe('sent');
  const ids = new Set(box.mails.map((source) => /^Message-ID: (.+)$/m.exec(source)?.[1]));
  expect(box.mails).toHaveLength(2);
  expect(ids.size).toBe(1);
});
