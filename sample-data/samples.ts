import { join } from 'node:path';
import { packageRoot } from '../engine/package-root.ts';
import type { ImportKind, Mapping } from '../model/event-log.ts';
import type { Words } from '../model/process.ts';
import { edCharts, type SampleDecision } from './ed-charts.ts';
import { edImprovements } from './ed-improvements.ts';
import type { SampleImprovement } from './sample-improvement.ts';

/** What the committed files were made from. */
export const SAMPLE_SEED = 7;

/** Where the sample files lie: in the repository, for source and build alike. */
export const sampleFolder = join(packageRoot, 'sample-data');

export interface SampleFile {
  readonly name: string;
  readonly kind: ImportKind;
  readonly mapping: Mapping;
}

/** One service that comes with the program, so that the first start has something to show. */
export interface Sample {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly description: string;
  readonly zone: string;
  readonly words: Words;
  readonly blueprintFile: string;
  /** In the order they are to be imported: answers are linked to cases already there. */
  readonly files: readonly SampleFile[];
  /** What was done about it, in the order it was. */
  readonly improvements?: readonly SampleImprovement[];
  /** What was decided about the charts of its measures. */
  readonly charts?: readonly SampleDecision[];
}

export const samples: readonly Sample[] = [
  {
    id: 'ed',
    name: 'Emergency department',
    place: 'Northgate General',
    description: 'A sample: a year of simulated visits to an emergency department, with answers of patients.',
    zone: 'Europe/Dublin',
    words: { person: 'patient', people: 'patients', case: 'visit', cases: 'visits', during: 'in the department' },
    blueprintFile: 'ed-blueprint.yaml',
    improvements: edImprovements,
    charts: edCharts,
    files: [
      {
        name: 'ed-events.csv.gz',
        kind: 'events',
        mapping: {
          kind: 'events',
          roles: {
            Visit: 'case',
            Arrived: 'arrival',
            Priority: 'attribute',
            'Arrival mode': 'attribute',
            'Age group': 'attribute',
            Activity: 'activity',
            Team: 'team',
            Start: 'start',
            End: 'end',
            Staff: 'resource',
          },
        },
      },
      {
        name: 'ed-feedback.csv.gz',
        kind: 'feedback',
        mapping: {
          kind: 'feedback',
          instrument: 'csat',
          roles: {
            Visit: 'case',
            Answered: 'answered-at',
            Instrument: 'instrument',
            Score: 'score',
            Stage: 'stage',
            Comment: 'comment',
            Language: 'language',
          },
        },
      },
    ],
  },
  {
    id: 'desk',
    name: 'Facilities service desk',
    place: 'City campus',
    description: 'A sample: a year of simulated requests to a facilities service desk, from the request to its payment.',
    zone: 'Europe/Dublin',
    words: { person: 'requester', people: 'requesters', case: 'request', cases: 'requests' },
    blueprintFile: 'desk-blueprint.yaml',
    files: [
      {
        name: 'desk-events.csv.gz',
        kind: 'events',
        mapping: {
          kind: 'events',
          roles: {
            Request: 'case',
            Category: 'attribute',
            Building: 'attribute',
            Channel: 'attribute',
            Urgency: 'attribute',
            Charged: 'attribute',
            Amount: 'attribute',
            Activity: 'activity',
            Team: 'team',
            Start: 'start',
            End: 'end',
            Staff: 'resource',
          },
        },
      },
      {
        name: 'desk-feedback.csv.gz',
        kind: 'feedback',
        mapping: {
          kind: 'feedback',
          instrument: 'nps',
          roles: {
            Request: 'case',
            Answered: 'answered-at',
            Instrument: 'instrument',
            Score: 'score',
            Comment: 'comment',
            Language: 'language',
          },
        },
      },
    ],
  },
];
