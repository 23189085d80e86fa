import type { Figure, Letter, Section, SectionOf } from '../../model/letter.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { about, DEPARTMENT, piece } from '../charts/rows.ts';

/** Letters written by hand, as those of the picture, for whoever prints them. */

export const figure = (text: string, value: number | null = 1, href: string | null = '/ed/overview?version=41'): Figure => ({
  value,
  text,
  href,
});

type Measure = SectionOf<'measures'>['rows'][number];

const week = (at: number) => new Date(Date.UTC(2026, 4, 4 + 7 * at)).toISOString().slice(0, 10);

/** A measure with 26 weekly points; the last eight are signals where `signal` is one. */
export function measure(name: string, more: Partial<Measure> = {}, signal: Measure['series'][number]['signal'] = null): Measure {
  return {
    ...{ id: name, name, sub: 'median', now: figure('49 min'), context: figure('47 min'), target: figure('40 min', 40), changes: [] },
    ...{ variation: signal ?? 'common', direction: signal === null ? null : 'up', assurance: 'hit-and-miss', meaning: 'Normal variation' },
    series: Array.from({ length: 26 }, (_, at) => ({
      ...{ bucket: week(at), whole: true, value: 42 + ((at * 7) % 5) + (at > 17 && signal !== null ? 6 : 0), n: 120 },
      ...{ signal: at > 17 ? signal : null, mean: 44, low: 39, high: 49, phase: 0 },
    })),
    alt: `${name}: 26 weeks`,
    ...more,
  };
}

export function ribbonOf(rows: readonly ReturnType<typeof piece>[] = DEPARTMENT): SectionOf<'ribbon'> {
  const minutes = (ms: number) => figure(`${String(Math.round(ms / MINUTE))}\u00a0min`, ms);
  return {
    ...{ kind: 'ribbon', title: 'From intake to follow-up', note: 'October, 6,184 visits', told: true },
    ...{ waiting: figure('2 h 32 m'), processing: figure('1 h 10 m'), total: figure('3 h 42 m'), afterTotal: figure('11.6 days') },
    partNames: { delivery: 'In the department', after: 'After' },
    rows: [...rows],
    about: about(rows),
    table: rows.map(({ name, part, waitingMs, processingMs }) => ({
      ...{ stage: name, part, waiting: minutes(waitingMs), processing: minutes(processingMs), within: figure('86 %'), score: figure('84') },
    })),
    ...{ scoreName: 'good or very good', scoreTarget: 75, alt: 'Where the 3 h 42 m of the median visit go.' },
  };
}

export const lostItem = (name: string, rank = 1): SectionOf<'lost'>['items'][number] => ({
  ...{ rank, name, lost: figure('2,140 h'), change: figure('9 %'), changeDirection: 'up', changeTone: 'worse' },
  words:
    'Half of patients wait 47 min or more; 38 % wait past 60 min. 52 % of the lost hours come from shifts with too few clinicians at peak.',
  ...{ score: figure('satisfaction −8.7 pts'), interval: '95 %: −11.4 to −6.0', href: '/ed/bottlenecks/1?version=41' },
});

const verdicts = ['holding', 'no-change', 'too-early', null, 'worse', 'reverted'] as const;

export const improvement = (name: string, at = 0): SectionOf<'improvements'>['rows'][number] => ({
  ...{
    id: `imp-00${String(at + 1)}`,
    name,
    since: '7 Sep',
    measure: 'Wait for triage',
    effect: figure('−6.4 min'),
    interval: '−7.1 to −5.7',
  },
  ...{
    tone: at === 0 ? 'better' : 'neutral',
    verdict: verdicts[at] ?? null,
    words: 'Improved and holding',
    href: '/ed/improvements/imp-001?version=41',
  },
});

export const satisfactionOf = (stages: readonly string[]): SectionOf<'satisfaction'> => ({
  ...{
    kind: 'satisfaction',
    title: 'Satisfaction',
    note: 'good or very good, % by stage',
    overall: figure('71 %'),
    n: figure('1,113 answers'),
  },
  points: stages.map((stage, at) => ({
    ...{ stage, n: at === 2 ? 4 : 210, low: at === 2 },
    score: at === 2 ? figure('4 answers', null) : figure(String(58 + ((at * 13) % 30)), 58 + ((at * 13) % 30)),
  })),
  ...{
    target: 75,
    targetText: '75 %',
    words: ['80 % are satisfied when assessed within 60 min, 57 % when not.'],
    alt: 'Satisfaction by stage.',
  },
});

const STAGES = DEPARTMENT.map(({ name }) => name);

/** The letter of the picture. */
export function weekly(sections?: readonly Section[], more: Partial<Letter> = {}): Letter {
  return {
    ...{ format: 1, kind: 'weekly', service: { id: 'ed', name: 'Emergency department, Northgate General' }, quiet: false },
    ...{ periodWords: 'Week 44, 26 October to 1 November 2026', period: { from: '2026-10-26', to: '2026-11-02' } },
    subject: 'Emergency department, week 44: Triage is faster and stays so',
    headline: ['Triage is faster and stays so.', 'The queue has moved to assessment.'],
    lead: 'Patients spent 3 h 42 m in the department in October; 68 % of it was waiting. Waiting for triage fell by 6.4 min after the change on 7 September. Waiting for assessment rose by 4.7 min in the same weeks, and fewer patients are satisfied.',
    sections: [...(sections ?? usual())],
    ...{ answers: [], scope: '', scopeWords: 'All visits', zone: 'Europe/Dublin', dataVersion: 41, dataTo: '2026-11-01T23:58:00Z' },
    ...{ definitions: {}, check: '7c1e90ab', madeAt: '2026-11-02T07:00:00Z' },
    footFigures: 'Same figures as the dashboard, data version 41, check 7c1e 90ab',
    footSending: 'Sent each Monday at 07:00 to 9 people. Times in Europe/Dublin.',
    ...more,
  };
}

export const usual = (): Section[] => [
  {
    ...{
      kind: 'measures',
      title: 'Measures',
      note: '26 weeks to 1 November',
      steady: '',
      heads: { now: 'Week 44', context: 'October', line: '26 weeks' },
    },
    rows: [
      measure('Time in department', { now: figure('3 h 49 m'), context: figure('3 h 42 m'), target: figure('3 h 30 m', 41) }),
      measure('Left within 4 hours', { now: figure('57.1 %'), assurance: 'never', meaning: 'Will miss unless changed' }),
      measure('Wait for assessment', { meaning: '8 weeks above centre line' }, 'concern'),
      measure('Triaged within 20 min', { now: figure('82.4 %'), meaning: 'Higher since 7 Sep', changes: ['2026-09-07'] }, 'improvement'),
      measure('Left before being seen', { now: figure('4.3 %'), assurance: 'always', meaning: 'Steady, meets target' }),
      measure('Satisfied patients', { now: figure('69.6 %'), direction: 'down', meaning: '7 weeks below centre line' }, 'concern'),
    ],
  },
  ribbonOf(),
  {
    ...{ kind: 'asked', title: 'Asked of you this week', note: '', none: '' },
    items: [
      {
        lead: 'Decide by 9 November:',
        words: 'make two-nurse triage the standard, and fund a second assessing doctor on Mondays from 11:00 to 14:00.',
        ...{ due: '2026-11-09', source: 'improvement', id: 'imp-014', href: '/ed/improvements/imp-014?version=41' },
      },
    ],
  },
  {
    ...{
      kind: 'lost',
      title: 'Where hours are lost',
      note: 'waiting beyond target; 4,840 h in October, change against May to September',
      none: '',
    },
    items: ['Triage to Assessment', 'Discharge decision to Leaving', 'Tests ordered to Results'].map((name, at) => lostItem(name, at + 1)),
  },
  {
    ...{ kind: 'improvements', title: 'Improvements', note: '4 active', none: '' },
    rows: [
      'Two-nurse triage, 10:00 to 20:00',
      'Senior doctor reviews in the waiting area',
      'Take-home medicines ready earlier',
      'Blood samples at the triage desk',
    ].map(improvement),
  },
  satisfactionOf(STAGES),
  {
    ...{ kind: 'about', title: 'About these data', note: '' },
    notes: [
      '6,184 visits that ended in October; 1,402 in week 44. 62,639 events accepted, 925 rows rejected (1.4 %), 1,306 duplicates merged.',
      'Stage times come from visits between the 45th and 55th percentile, so they add up to the median visit.',
      'Hours lost: waiting beyond the stage target, summed over all visits.',
      'Satisfaction: 1,113 answers, 18 % of visits. Weighted to the case mix it would be 70 %.',
      'Ambulance handover: 9 % of end times are inferred.',
      'Signals: one week outside the limits, or 7 in a row on one side of the centre line.',
    ],
  },
];

/** Names that a file may bring: each has to come out harmless and legible. */
export const HOSTILE_NAMES = [
  '#strong[bold] $a^2 + b^2$ *stars* _under_ `code` \\ #eval("1+1") <label> @ref // no comment',
  '<script>alert(1)</script><img src=x onerror=alert(1)> & "quoted" \'single\'',
  '=HYPERLINK("https://example.org";"press")',
  'שלום עולם, בדיקה 12 דקות',
  'مرحبا بالعالم 47 دقيقة',
  'Ωμέγα και άλφα, Жду врача',
  '👩‍⚕️ 🏥 Aufnahme 🇮🇪',
  `Long ${'Abschlussuntersuchungsbericht'.repeat(7)}`.slice(0, 200),
  'A'.repeat(200),
  'word '.repeat(40).trim(),
  'gnp.\u202eexe turned',
  'a\u0000b\u0007c\td\ne\ud800f',
] as const;

/** Every place of a letter that a name can come to, with this one. */
export function named(name: string): Letter {
  const rows = DEPARTMENT.map((row, at) => (at === 2 || at === 5 ? { ...row, name } : row));
  return weekly(
    [
      { ...(usual()[0] as SectionOf<'measures'>), rows: [measure(name, { sub: name, meaning: name, alt: name })] },
      { ...ribbonOf(rows), title: name, note: name, alt: name },
      {
        ...{ kind: 'asked', title: 'Asked', note: '', none: '' },
        items: [{ lead: 'Decide:', words: name, due: null, source: 'signal', id: 'x', href: '/ed/measures' }],
      },
      {
        ...{ kind: 'alerts', title: 'Alerts', note: '' },
        items: [{ id: 'a', words: name, state: 'open', tone: 'worse', href: '/ed/alerts' }],
      },
      { ...{ kind: 'lost', title: 'Lost', note: name, none: '' }, items: [{ ...lostItem(name), words: name }] },
      {
        ...{ kind: 'improvements', title: 'Improvements', note: '', none: '' },
        rows: [{ ...improvement(name), measure: name, words: name }],
      },
      satisfactionOf(rows.map((row) => row.name)),
      { ...{ kind: 'comments', title: 'Comments', note: '' }, items: [{ text: name, about: name, href: '/ed/satisfaction' }] },
      { ...{ kind: 'about', title: 'About', note: '' }, notes: [name] },
    ],
    { service: { id: 'ed', name }, headline: [name], lead: name, subject: name, scopeWords: name },
  );
}

/** Fourteen stages and four after them, most of them short. */
export const manyStages = () =>
  Array.from({ length: 18 }, (_, at) =>
    piece(`Stage number ${String(at + 1)} of the way`, at % 5 === 0 ? 3 * HOUR : 3 * MINUTE, at % 4 === 0 ? HOUR : MINUTE, {
      part: at < 14 ? 'delivery' : 'after',
      ...{ withinTarget: 0.8, waitLimitMs: HOUR, goal: 0.75, score: 60 + at, answers: 40, scoreTarget: 70 },
    }),
  );
