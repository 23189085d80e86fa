import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { ask, importCsv, makeProcess, testApp } from '../server/support.ts';
import { oddLogs, type OddLog } from '../support/odd-logs.ts';
import { faultsOf } from '../support/sound.ts';
import { addressOf, everyQuestion } from './every-question.ts';

const PATIENCE_MS = 240_000;

/** A service with an odd log in it. */
async function serviceOf({ id, name, events, mapping, answers }: OddLog): Promise<FastifyInstance> {
  const app = await testApp();
  await makeProcess(app, { id, name });
  const read = await importCsv(app, id, events, mapping);
  expect(read, JSON.stringify(read.problem)).toMatchObject({ state: 'done', result: { rejected: 0 } });
  if (answers !== undefined) expect((await importCsv(app, id, answers.csv, answers.mapping, 'answers.csv')).state).toBe('done');
  return app;
}

it.each(oddLogs)(
  '$name: every question answers, and nothing of it can not be',
  async (log) => {
    const app = await serviceOf(log);
    const wrong: string[] = [];
    for (const question of everyQuestion(log.names)) {
      for (const scope of ['', 'level=activity', 'state=complete&from=2026-06-01&to=2026-07-01']) {
        const address = addressOf(question, scope);
        const { status, body } = await ask(app, 'GET', `/processes/${log.id}${address}`);
        if (status === 400 && /hand-over|never|no /i.test(String(body.title))) continue;
        if (status !== 200) wrong.push(`${address}: ${status} ${JSON.stringify(body)}`);
        else wrong.push(...faultsOf({ rows: body.rows, about: body.about }).map((fault) => `${address}: ${fault}`));
      }
    }
    expect(wrong).toEqual([]);
  },
  PATIENCE_MS,
);
