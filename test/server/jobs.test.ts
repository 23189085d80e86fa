import { expect, it, vi } from 'vitest';
import { ask, testApp } from './support.ts';

it('ends a job whose end can’t be written down, and writes it with the next', async () => {
  const app = await testApp();
  const { jobs, store } = app.throughline;
  const write = store.jobs.write.bind(store.jobs);
  const full = vi.spyOn(store.jobs, 'write').mockImplementation((job) => {
    if (job.state === 'done') throw new Error('database or disk is full');
    write(job);
  });
  const { id } = jobs.start({ kind: 'check', writes: false, work: () => Promise.resolve('found') });
  expect(await jobs.ended(id)).toMatchObject({ state: 'done', result: 'found' });
  expect((await ask(app, 'GET', `/jobs/${id}`)).body).toMatchObject({ state: 'done', result: 'found' });
  expect(store.jobs.find(id)?.state).toBe('running');

  full.mockRestore();
  const next = jobs.start({ kind: 'check', writes: false, work: () => Promise.resolve(null) });
  await jobs.ended(next.id);
  expect([store.jobs.find(id), store.jobs.find(next.id)]).toMatchObject([{ state: 'done' }, { state: 'done' }]);
});

it('removes a service with its mark, or neither', async () => {
  const app = await testApp();
  const { store, live } = app.throughline;
  await ask(app, 'POST', '/processes', { name: 'Permits', id: 'permits', zone: 'UTC' });
  const remove = vi.spyOn(store.processes, 'remove').mockImplementationOnce(() => {
    throw new Error('database or disk is full');
  });
  expect((await ask(app, 'DELETE', '/processes/permits')).status).toBe(500);
  expect([store.settings('removing'), live.has('permits')]).toEqual([[], true]);
  remove.mockRestore();
  expect((await ask(app, 'DELETE', '/processes/permits')).status).toBe(204);
  expect([store.settings('removing'), live.has('permits')]).toEqual([[], false]);
});
