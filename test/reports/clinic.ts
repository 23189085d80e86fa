import type { FastifyInstance } from 'fastify';
import type { Mapping } from '../../model/event-log.ts';
import type { Letter } from '../../model/letter.ts';
import { BLUEPRINT, MAPPING, MEASURE, weeksCsv } from '../improvements/support.ts';
import { ask, importCsv, testApp } from '../server/support.ts';

/** The Monday after so many weeks of the logs of `weeksCsv`, early in the morning. */
export const mondayAfter = (weeks: number): Date => new Date(Date.UTC(2026, 0, 5, 7) + weeks * 7 * 86_400_000);

export const CLINIC = {
  ...BLUEPRINT,
  stages: BLUEPRINT.stages.map((stage) => (stage.name === 'Triage' ? { ...stage, waitLimitMs: 20 * 60_000, goal: 0.75 } : stage)),
  measures: [...BLUEPRINT.measures, { ...MEASURE, target: 15 * 60_000 }],
};

/** A clinic with so many weeks of data, at a moment that the test moves on. */
export async function clinicAt(
  csv: string,
  clock: { now: Date },
  { blueprint = CLINIC, mapping = MAPPING }: { blueprint?: object; mapping?: Mapping } = {},
): Promise<FastifyInstance> {
  const app = await testApp({ now: () => clock.now });
  await ask(app, 'POST', '/processes', {
    name: 'Clinic',
    id: 'clinic',
    zone: 'UTC',
    words: { person: 'patient', people: 'patients', case: 'visit', cases: 'visits', during: 'in the clinic' },
  });
  await ask(app, 'PUT', '/processes/clinic/blueprint', blueprint);
  await grows(app, csv, mapping);
  return app;
}

/** Another import. */
export async function grows(app: FastifyInstance, csv: string, mapping: Mapping = MAPPING): Promise<void> {
  const { state, problem } = await importCsv(app, 'clinic', csv, mapping, `${String(csv.length)}.csv`);
  if (state !== 'done') throw new Error(JSON.stringify(problem));
}

export const steadyWeeks = (from: number, to: number): string => weeksCsv(from, to, () => 16);

/** Everything that a letter says in words, in any form of it. */
export function wordsOf(letter: Letter): string[] {
  const printed: string[] = [
    letter.service.name,
    letter.periodWords,
    ...letter.headline,
    letter.lead,
    letter.footFigures,
    letter.footSending,
  ];
  const walk = (value: unknown, key = ''): void => {
    if (
      ['kind', 'id', 'href', 'source', 'rows', 'points', 'about', 'verdict', 'tone', 'due', 'alt'].includes(key) &&
      typeof value !== 'object'
    )
      return;
    if (typeof value === 'string') printed.push(value);
    else if (Array.isArray(value)) value.forEach((part) => walk(part));
    else if (typeof value === 'object' && value !== null) for (const [name, part] of Object.entries(value)) walk(part, name);
  };
  walk(letter.sections);
  return printed.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '');
}
