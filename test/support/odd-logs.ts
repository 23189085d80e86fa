import type { Mapping } from '../../model/event-log.ts';
import type { Names } from '../analytics/every-question.ts';

/** A log that real services have and demonstrations do not. */
export interface OddLog {
  readonly id: string;
  readonly name: string;
  readonly events: string;
  readonly mapping: Mapping;
  readonly answers?: { readonly csv: string; readonly mapping: Mapping };
  /** What the questions about one thing are about. */
  readonly names: Names;
}

const START = Date.UTC(2026, 5, 1, 8);
const MINUTE = 60_000;
const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
const csv = (header: string, rows: readonly (readonly (string | number)[])[]) =>
  [header, ...rows.map((row) => row.join(','))].join('\n') + '\n';

/** Cases that go Ask, Look, Do, every fifth of them Look and Do again; one an hour and a bit. */
const trace = (at: number) => ['Ask', 'Look', 'Do', ...(at % 5 === 4 ? ['Look', 'Do'] : []), 'Tell'];
const plainRows = (cases: number) =>
  Array.from({ length: cases }, (_, at) =>
    trace(at).map((activity, step) => {
      const start = at * 71 + step * (25 + (at % 7) * 6);
      return { name: `K-${at + 1}`, activity, start, end: start + 5 + ((at + step) % 4) * 3 };
    }),
  ).flat();

const roles = { case: 'case', activity: 'activity', start: 'start', end: 'end' } as const;
const between = { case: 'K-1', previous: 'Ask', next: 'Look', stage: null };

const answers = (count: number) => ({
  csv: csv(
    'case,answered,score,comment',
    Array.from({ length: count }, (_, at) => [`K-${at * 3 + 1}`, iso(at * 200 + 4000), (at % 5) + 1, at % 2 === 0 ? 'It took long' : '']),
  ),
  mapping: {
    kind: 'feedback',
    instrument: 'csat',
    roles: { case: 'case', answered: 'answered-at', score: 'score', comment: 'comment' },
    personal: { case: 'keep', comment: 'keep' },
  } satisfies Mapping,
});

/** The logs that every question and every page must say something true about. */
export const oddLogs: readonly OddLog[] = [
  {
    id: 'one-case',
    name: 'One case',
    events: csv('case,activity,start,end,person', [
      ['K-1', 'Ask', iso(0), iso(5), 'Ann'],
      ['K-1', 'Look', iso(30), iso(45), 'Bob'],
      ['K-1', 'Tell', iso(90), iso(95), 'Ann'],
    ]),
    mapping: { roles: { ...roles, person: 'resource' }, personal: { person: 'keep' } },
    names: between,
  },
  {
    id: 'one-activity',
    name: 'One activity',
    events: csv(
      'case,activity,start,end',
      Array.from({ length: 40 }, (_, at) => [`K-${at + 1}`, 'Do', iso(at * 90), iso(at * 90 + 20)]),
    ),
    mapping: { roles },
    names: { ...between, previous: 'Do', next: 'Do' },
  },
  {
    id: 'many-activities',
    name: 'Six hundred activities',
    events: csv(
      'case,activity,start,end',
      Array.from({ length: 300 }, (_, at) =>
        Array.from({ length: 8 }, (_none, step) => {
          const start = at * 60 + step * 45;
          return [`K-${at + 1}`, `Activity ${String(((at * 8 + step) % 600) + 1).padStart(3, '0')}`, iso(start), iso(start + 15)];
        }),
      ).flat(),
    ),
    mapping: { roles },
    names: { ...between, previous: 'Activity 001', next: 'Activity 002' },
  },
  {
    id: 'many-people',
    name: 'Three thousand people',
    events: csv(
      'case,activity,start,end,person,team',
      plainRows(750)
        .slice(0, 3300)
        .map(({ name, activity, start, end }, at) => [
          name,
          activity,
          iso(start),
          iso(end),
          `Person ${(at % 3000) + 1}`,
          `Team ${at % 40}`,
        ]),
    ),
    mapping: { roles: { ...roles, person: 'resource', team: 'team' }, personal: { person: 'keep' } },
    names: between,
  },
  {
    id: 'only-ends',
    name: 'Only end times',
    events: csv(
      'case,activity,end,person',
      plainRows(60).map(({ name, activity, end }, at) => [name, activity, iso(end), `P${at % 4}`]),
    ),
    mapping: { roles: { case: 'case', activity: 'activity', end: 'end', person: 'resource' }, personal: { person: 'keep' } },
    names: between,
  },
  {
    id: 'only-dates',
    name: 'Only dates',
    events: csv(
      'case,activity,start,end',
      plainRows(90).map(({ name, activity, start, end }) => [name, activity, iso(start * 7).slice(0, 10), iso(end * 7).slice(0, 10)]),
    ),
    mapping: { roles },
    names: between,
  },
  {
    id: 'nobody-named',
    name: 'No resource and no feedback',
    events: csv(
      'case,activity,start,end',
      plainRows(80).map(({ name, activity, start, end }) => [name, activity, iso(start), iso(end)]),
    ),
    mapping: { roles },
    names: between,
  },
  {
    id: 'twelve-answers',
    name: 'Twelve answers',
    events: csv(
      'case,activity,start,end,person,kind',
      plainRows(80).map(({ name, activity, start, end }, at) => [
        name,
        activity,
        iso(start),
        iso(end),
        `P${at % 5}`,
        Number(name.slice(2)) % 2 === 0 ? 'small' : 'large',
      ]),
    ),
    mapping: { roles: { ...roles, person: 'resource', kind: 'attribute' }, personal: { person: 'keep' } },
    answers: answers(12),
    names: between,
  },
];
