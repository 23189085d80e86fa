import { Type, type Static } from 'typebox';
import { Count, Instant, OrNull } from './units.ts';

// a service of such a name could not be told from the API, or from a page of the house
const TAKEN = ['api', 'letters', 'channels', 'unsubscribe'];
const PROCESS_ID = `^(?!(?:${TAKEN.join('|')})$)[a-z0-9][a-z0-9-]{0,39}$`;
export const ProcessId = Type.String({ pattern: PROCESS_ID, description: 'Lower case letters, digits and hyphens.' });
export const isProcessId = (id: string): boolean => new RegExp(PROCESS_ID).test(id);

/** What the person served and a case are called: “patient, patients, visit, visits”. */
export const Words = Type.Object(
  {
    person: Type.String({ minLength: 1, maxLength: 40 }),
    people: Type.String({ minLength: 1, maxLength: 40 }),
    case: Type.String({ minLength: 1, maxLength: 40 }),
    cases: Type.String({ minLength: 1, maxLength: 40 }),
    during: Type.Optional(Type.String({ maxLength: 60, description: 'Where a case is until delivery: “in the department”.' })),
  },
  { additionalProperties: false },
);
export type Words = Static<typeof Words>;
export const PLAIN_WORDS: Words = { person: 'customer', people: 'customers', case: 'case', cases: 'cases' };

/**
 * One service as the product follows it. `zone` decides what a day is; `cutOffMs` after how long without an
 * event a case counts as complete (null before the first import); `dataVersion` 0 means no data yet.
 */
export const Process = Type.Object({
  id: ProcessId,
  name: Type.String({ minLength: 1, maxLength: 120 }),
  description: Type.String({ maxLength: 2000 }),
  place: Type.String({ maxLength: 120, description: 'Where the service is delivered: shown beside the name.' }),
  zone: Type.String({ description: 'IANA time zone, as Europe/Dublin.' }),
  words: Words,
  sample: Type.Boolean(),
  figuresByPerson: Type.Boolean({ description: 'Whether work and hand-overs may be counted for single people; else by team only.' }),
  cutOffMs: OrNull(Type.Number()),
  dataVersion: Count,
  createdAt: Instant,
});
export type Process = Static<typeof Process>;

/** A line of the start page. */
export const ProcessSummary = Type.Object({
  ...Process.properties,
  cases: Count,
  events: Count,
  firstAt: OrNull(Instant),
  lastAt: OrNull(Instant),
  imports: Count,
  hasStages: Type.Boolean(),
  marksDelivery: Type.Boolean({ description: 'Some stages come after delivery, so delivery is the headline time.' }),
  hasFeedback: Type.Boolean(),
  wholeTo: OrNull(
    Type.String({ format: 'date-time', description: 'Up to when the data can be taken as whole: `lastAt`, or a midnight soon after it.' }),
  ),
  wholeDays: Type.Boolean({ description: 'The files have days and no hours: nothing is told by hour, and waiting is not told from work.' }),
});
export type ProcessSummary = Static<typeof ProcessSummary>;

/** A process id made of a name: “A & E, Leeds” gives `a-e-leeds`. */
export function processIdOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? 'service' : TAKEN.includes(slug) ? `${slug}-service` : slug;
}
