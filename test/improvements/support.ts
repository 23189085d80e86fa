import type { FastifyInstance } from 'fastify';
import type { Mapping } from '../../model/event-log.ts';
import type { ImprovementView } from '../../model/improvement-view.ts';
import { ask, importCsv, testApp } from '../server/support.ts';

/** The first Monday of the logs here. */
export const FIRST = '2026-01-05';
export const dayOfWeek = (week: number, day = 0): string =>
  new Date(Date.parse(`${FIRST}T00:00:00Z`) + (week * 7 + day) * 86_400_000).toISOString().slice(0, 10);

/** Weeks from `from` up to `to`, 14 cases each: they register, wait so many minutes for triage (with a little noise), then for assessment. */
export function weeksCsv(from: number, to: number, minutes: (week: number) => number, prefix = 'C'): string {
  const rows = ['Case,Activity,Start,End,Priority'];
  const at = (week: number, day: number, minute: number) =>
    new Date(Date.parse(`${dayOfWeek(week, day)}T09:00:00Z`) + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  for (let week = from; week < to; week += 1)
    for (let one = 0; one < 14; one += 1) {
      const id = `${prefix}-${String(week)}-${String(one)}`;
      const day = one % 7;
      const noise = ((week * 7919 + one * 104_729) % 17) / 17 - 0.5;
      const wait = Math.max(1, Math.round(minutes(week) * (1 + noise * 0.3)));
      const start = one * 20;
      rows.push(
        `${id},Register,${at(week, day, start)},${at(week, day, start + 2)},${String((one % 3) + 1)}`,
        `${id},Triage,${at(week, day, start + 2 + wait)},${at(week, day, start + 7 + wait)},${String((one % 3) + 1)}`,
        `${id},Assess,${at(week, day, start + 27 + wait)},${at(week, day, start + 40 + wait)},${String((one % 3) + 1)}`,
      );
    }
  return `${rows.join('\n')}\n`;
}

export const BLUEPRINT = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Triage', role: 'Triage nurse', activities: [{ name: 'Triage' }] },
    { name: 'Assessment', activities: [{ name: 'Assess' }] },
  ],
  endActivities: ['Assess'],
  handOvers: [],
  measures: [{ id: 'time', name: 'Time per case', of: 'throughput', statistic: 'median', better: 'lower' }],
};

export const MEASURE = {
  id: 'wait-for-triage',
  name: 'Wait for triage',
  of: 'stage-wait',
  where: { stage: 'Triage' },
  statistic: 'median',
  better: 'lower',
} as const;

export const MAPPING = {
  roles: { Case: 'case', Activity: 'activity', Start: 'start', End: 'end', Priority: 'attribute' },
} satisfies Mapping;

/** A plan over the first weeks. */
export const planOf = (weeks = 20, more: object = {}) => ({
  measure: MEASURE,
  scope: '',
  per: 'week',
  baseline: { from: dayOfWeek(0), to: dayOfWeek(weeks) },
  ...more,
});

/** A service with so many weeks of data. */
export async function clinic(csv: string, mapping: Mapping = MAPPING): Promise<FastifyInstance> {
  const app = await testApp();
  await ask(app, 'POST', '/processes', { name: 'Clinic', id: 'clinic', zone: 'UTC' });
  await ask(app, 'PUT', '/processes/clinic/blueprint', BLUEPRINT);
  const { state, problem } = await importCsv(app, 'clinic', csv, mapping);
  if (state !== 'done') throw new Error(JSON.stringify(problem));
  return app;
}

export const PATH = '/processes/clinic/improvements';

/** Makes one; the test fails where it is refused. */
export async function made(app: FastifyInstance, body: object): Promise<ImprovementView> {
  const { status, body: view } = await ask<ImprovementView>(app, 'POST', PATH, { name: 'Two nurses', ...body });
  if (status !== 201) throw new Error(`Refused with ${String(status)}: ${JSON.stringify(view)}`);
  return view;
}
