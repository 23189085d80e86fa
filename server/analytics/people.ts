import { Type } from 'typebox';
import { Problem } from '../../model/problem.ts';
import { OneOf } from '../../model/units.ts';
import type { Asked } from './analytic.ts';

/** Whose work is counted together. */
export const WORKERS = ['team', 'person'] as const;
export type Worker = (typeof WORKERS)[number];

/** The parameter of a question about work; not `by`, which is the period of the scope. */
export const Per = Type.Unsafe<Worker>({
  ...OneOf(WORKERS, 'Whose work is counted together; single people only where the service allows it.'),
  default: 'team',
});

/** Counting the cases of a pair or a team takes as long as everything else about it. */
export const CountCases = Type.Boolean({
  default: true,
  description: 'Whether cases are counted, which takes long in millions of steps; else they are null.',
});

/** The column of `step` and the dictionary that hold it; refuses single people where the service does not allow it. */
export function workerOf({ process, params }: Asked<{ per: Worker }>): 'team' | 'resource' {
  if (params.per === 'team') return 'team';
  if (process.figuresByPerson === true) return 'resource';
  throw new Problem('person_figures_off', 403, 'Figures by person are off for this service.', {
    field: 'per',
    detail: 'Ask by team, or have a manager of the service turn them on (PATCH of the service, figuresByPerson).',
  });
}
