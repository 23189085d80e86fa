import { expect, it } from 'vitest';
import { SIGNALS } from '../alerts/support.ts';
import { ask, testApp } from '../server/support.ts';

const SCHEDULE = {
  name: 'Weekly',
  order: { kind: 'weekly', process: 'permits' },
  when: { kind: 'weekly', days: ['monday'], time: '07:00' },
  zone: 'UTC',
};

it('takes only channels that are there, and lets what has lost one be changed all the same', async () => {
  const app = await testApp();
  await ask(app, 'POST', '/processes', { name: 'Permits', id: 'permits', zone: 'UTC' });
  const { body: folder } = await ask<{ id: string }>(app, 'POST', '/channels/folders', { name: 'leadership' });
  for (const [url, wanted] of [
    ['/processes/permits/alerts/rules', SIGNALS],
    ['/schedules', SCHEDULE],
  ] as const) {
    for (const channel of ['webhook', 'folder'])
      expect(await ask(app, 'POST', url, { ...wanted, recipients: [{ channel, to: 'gone' }] }), url).toMatchObject({ status: 404 });
    const { status, body: made } = await ask<{ id: string; revision: number }>(app, 'POST', url, {
      ...wanted,
      recipients: [{ channel: 'folder', to: folder.id }],
    });
    expect(status, url).toBe(201);
    expect(made).toMatchObject({ recipients: [{ to: folder.id }] });
  }
  const [rule] = app.throughline.store.alerts.rules('permits');
  const [schedule] = app.throughline.store.schedules.of('permits');
  expect((await ask(app, 'DELETE', `/channels/folders/${folder.id}`)).status).toBe(204);

  const change = { revision: 1, name: 'Renamed', recipients: [{ channel: 'folder', to: folder.id }] };
  const changed = [
    await ask(app, 'PATCH', `/processes/permits/alerts/rules/${rule?.id ?? ''}`, change),
    await ask(app, 'PATCH', `/schedules/${schedule?.id ?? ''}`, change),
  ];
  expect(changed).toMatchObject([
    { status: 200, body: { name: 'Renamed' } },
    { status: 200, body: { name: 'Renamed' } },
  ]);
});
