import type { SampleImprovement } from './sample-improvement.ts';

/** What the people of the invented department did about it: every figure on its pages comes from the log. */
export const edImprovements: readonly SampleImprovement[] = [
  {
    madeAt: '2026-05-04T08:30:00.000Z',
    by: 'Quality manager',
    draft: {
      kind: 'bottleneck',
      stage: 'Triage',
      scope: 'from=2026-04-01&to=2026-05-01',
      page: 'bottlenecks?from=2026-04-01&to=2026-05-01',
      baseline: { from: '2025-11-03', to: '2026-05-25' },
    },
    plan: true,
    content: {
      name: 'Two-nurse triage, 10:00 to 20:00',
      owner: 'Triage lead',
      team: ['Triage lead', 'Two triage nurses', 'Duty manager'],
      face: 'pdsa',
      target: 720_000,
      plannedOn: '2026-05-25',
      reviewOn: '2026-11-09',
      background: 'Triage is where the sickest are found. Until it is done, nobody knows who can’t wait.',
      causes: 'One nurse triages everyone who walks in. From 10:00 more people come than one nurse can see.',
      countermeasures: 'A second nurse at triage from 10:00 to 20:00, every day. The nurse comes from assessment, which has to be watched.',
      followUp: 'If the queue only moves on to assessment, the next change belongs there.',
    },
    hypothesis: 'A second triage nurse from 10:00 to 20:00 takes the queue away while it grows fastest.',
    prediction: { value: -240_000, words: 'The median wait for triage falls by four minutes or more.' },
    deeds: [
      { at: '2026-05-04T08:40:00.000Z', do: 'task', title: 'Roster for a second triage nurse', owner: 'Duty manager', dueOn: '2026-05-18' },
      { at: '2026-05-04T08:42:00.000Z', do: 'task', title: 'Tell reception where people queue', owner: 'Triage lead', dueOn: '2026-05-22' },
      { at: '2026-05-15T14:05:00.000Z', by: 'Duty manager', do: 'done', title: 'Roster for a second triage nurse' },
      { at: '2026-05-22T09:20:00.000Z', by: 'Triage lead', do: 'done', title: 'Tell reception where people queue' },
      { at: '2026-05-25T10:00:00.000Z', by: 'Triage lead', do: 'start', madeOn: '2026-05-25' },
      {
        at: '2026-06-29T12:15:00.000Z',
        by: 'Triage lead',
        do: 'note',
        text: 'Fewer people stand at the desk after ten. The doctors say that they now wait for them instead.',
        on: '2026-06-29',
      },
    ],
  },
  {
    madeAt: '2026-10-12T13:00:00.000Z',
    by: 'Triage lead',
    draft: {
      kind: 'bottleneck',
      from: 'Triage',
      to: 'Clinician assessment',
      scope: 'from=2026-09-01&to=2026-10-01',
      page: 'bottlenecks?from=2026-09-01&to=2026-10-01',
    },
    plan: false,
    content: { name: 'Give assessment its nurse back after 16:00', routedTo: 'Doctor' },
    hypothesis: 'Two at triage until 16:00 are enough; from then on assessment needs the nurse more.',
    prediction: { value: null, words: '' },
    deeds: [
      { at: '2026-10-12T13:05:00.000Z', do: 'link', words: 'The change that moved the queue', improvement: 'imp-001' },
      { at: '2026-10-14T07:50:00.000Z', do: 'vote', voter: 'Doctor' },
      { at: '2026-10-15T16:30:00.000Z', do: 'vote', voter: 'Duty manager' },
    ],
  },
];
