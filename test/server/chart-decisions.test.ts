import { expect, it } from 'vitest';
import { chartDecisions, type ChartDecision } from '../../model/chart-decision.ts';
import { ask, importCsv, makeProcess, testApp } from './support.ts';

/** One visit a day from Monday 1 December 2025 on, `days` of them; the wait grows with the weekday. */
function log(days: number): string {
  const rows = ['case,activity,start,end'];
  for (let at = 0; at < days; at += 1) {
    const day = new Date(Date.UTC(2025, 11, 1 + at)).toISOString().slice(0, 10);
    rows.push(
      `C${String(at)},Ask,${day}T09:00:00Z,${day}T09:10:00Z`,
      `C${String(at)},Answer,${day}T10:0${String(at % 7)}:00Z,${day}T10:30:00Z`,
    );
  }
  return `${rows.join('\n')}\n`;
}

interface Chart {
  about: { baseline: { locked: boolean; from: string } | null; phases: unknown[] };
  rows: { bucket: string; note: string | null; phase: number }[];
}
const path = '/processes/desk/chart-decisions';
const phase = { measure: 'time-median', kind: 'phase', per: 'week', from: '2026-03-02', text: 'Answers are written by two' };
const note = { measure: 'time-median', kind: 'note', per: 'week', from: '2026-01-12', text: 'The lift was broken' };
const baseline = { measure: 'time-median', kind: 'baseline', per: 'week', from: '2025-12-08', to: '2026-03-09', text: 'Before the change' };

async function desk() {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  await importCsv(app, 'desk', log(150));
  const chart = async () => (await ask<Chart>(app, 'GET', '/processes/desk/analytics/control-chart?measure=time-median')).body;
  return { app, chart };
}

it('records decisions about a chart, which follows at once, and withdraws them without losing the record', async () => {
  const { app, chart } = await desk();
  expect((await ask<ChartDecision[]>(app, 'GET', path)).body).toEqual([]);
  expect((await chart()).about.phases).toEqual([]);
  expect((await ask<ChartDecision>(app, 'PUT', `${path}/p1`, phase)).body).toMatchObject({ id: 'p1', ...phase, withdrawnAt: null });
  expect((await ask(app, 'PUT', `${path}/n1`, note)).status).toBe(200);
  expect((await ask(app, 'PUT', `${path}/b1`, baseline)).status).toBe(200);
  const drawn = await chart();
  expect(drawn.about.phases).toHaveLength(1);
  expect(drawn.rows.find((row) => row.bucket === '2026-01-12')?.note).toBe(note.text);
  expect((await ask(app, 'DELETE', `${path}/p1`)).status).toBe(204);
  const after = await chart();
  expect(after.about).toMatchObject({ phases: [], baseline: { locked: true, from: '2025-12-08' } });
  const record = (await ask<ChartDecision[]>(app, 'GET', path)).body;
  expect(record.find(({ id }) => id === 'p1')?.withdrawnAt).not.toBeNull();
  expect(record).toHaveLength(3);
  // taken up again
  expect((await ask<ChartDecision>(app, 'PUT', `${path}/p1`, phase)).body.withdrawnAt).toBeNull();
  expect((await chart()).about.phases).toHaveLength(1);
});

it('lets a note be rewritten, and nothing else that was decided', async () => {
  const { app } = await desk();
  await ask(app, 'PUT', `${path}/n1`, note);
  expect((await ask<ChartDecision>(app, 'PUT', `${path}/n1`, { ...note, text: 'The lift was slow' })).body.text).toBe('The lift was slow');
  await ask(app, 'PUT', `${path}/p1`, phase);
  expect(await ask(app, 'PUT', `${path}/p1`, { ...phase, text: 'Other words' })).toMatchObject({
    status: 409,
    body: { code: 'chart_decision_recorded' },
  });
});

it('refuses in words what can have no effect', async () => {
  const { app } = await desk();
  const put = (content: object) => ask<{ field: string; title: string }>(app, 'PUT', `${path}/x`, content);
  expect(await put({ ...baseline, to: '2025-12-29' })).toMatchObject({
    status: 400,
    body: { field: 'to', title: 'That baseline holds 3 whole weeks, and limits need 12.' },
  });
  expect(await put({ ...baseline, to: '2025-12-01' })).toMatchObject({ status: 400, body: { field: 'to' } });
  expect(await put({ ...baseline, to: undefined })).toMatchObject({ status: 400, body: { field: 'to' } });
  expect(await put({ ...phase, from: '2030-01-07' })).toMatchObject({ status: 400, body: { field: 'from' } });
  expect(await put({ ...phase, from: '2025-11-03' })).toMatchObject({ status: 400, body: { field: 'from' } });
  expect(await put({ ...phase, from: '2026-02-31' })).toMatchObject({ status: 400, body: { field: 'from' } });
  expect(await put({ ...phase, measure: 'nothing' })).toMatchObject({ status: 400, body: { field: 'measure' } });
  expect((await put({ ...phase, text: ' ' })).status).toBe(400);
  expect((await ask(app, 'DELETE', `${path}/gone`)).status).toBe(404);
  await makeProcess(app, { id: 'empty' });
  expect(await ask(app, 'PUT', '/processes/empty/chart-decisions/x', phase)).toMatchObject({ status: 400, body: { field: 'from' } });
});

it('holds the newest baseline that was not withdrawn, and phases and notes by their day', () => {
  const decided = (id: string, decidedAt: string, more: object, withdrawnAt: string | null = null): ChartDecision => ({
    ...(baseline as ChartDecision),
    id,
    decidedAt,
    withdrawnAt,
    ...more,
  });
  const record = [
    decided('b1', '2026-01-01T00:00:00.000Z', {}),
    decided('b2', '2026-02-01T00:00:00.000Z', { from: '2026-01-05' }),
    decided('b3', '2026-03-01T00:00:00.000Z', { from: '2026-02-02' }, '2026-03-02T00:00:00.000Z'),
    decided('p2', '2026-03-01T00:00:00.000Z', { kind: 'phase', from: '2026-03-02', text: 'two' }),
    decided('p1', '2026-03-05T00:00:00.000Z', { kind: 'phase', from: '2026-02-02', text: 'one' }),
  ];
  expect(chartDecisions(record)['time-median']).toMatchObject({
    baseline: { from: '2026-01-05' },
    phases: [{ reason: 'one' }, { reason: 'two' }],
    notes: [],
  });
  expect(chartDecisions([])).toEqual({});
});
