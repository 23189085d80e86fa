import { Value } from 'typebox/value';
import { Type } from 'typebox';
import { Measure, unitOf } from '../../model/measure.ts';
import { BadRequest } from '../../model/problem.ts';
import { LocalDate } from '../../model/units.ts';
import type { BucketUnit } from '../../engine/dialect.ts';
import { Unit } from './buckets.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { measuresOf } from './measure-buckets.ts';
import { offer } from './nearest.ts';

/** How a question is told which measure it is about, and over which stretch. */
export const MEASURE_PARAMS = {
  measure: Type.Optional(
    Type.String({ maxLength: 40, description: 'Id of a measure of the service; its first one when nothing is said.' }),
  ),
  definition: Type.Optional(
    Type.String({ maxLength: 4000, description: 'In place of it: a measure as JSON, as it stands in a blueprint.' }),
  ),
  per: Type.Unsafe<BucketUnit>({ ...Unit, default: 'week' }),
  baseFrom: Type.Optional(LocalDate),
  baseTo: Type.Optional(LocalDate),
};

export interface MeasureParams {
  readonly measure?: string;
  readonly definition?: string;
}

/** The measure that was asked for. Rejects with `BadRequest` when there is none of that id, or when it makes no sense. */
export function measureAsked({ process }: Pick<Asked, 'process'>, { measure, definition }: MeasureParams): Measure {
  if (definition !== undefined) return checkedMeasure(parsed(definition), process);
  const known = measuresOf({ process });
  const ids = known.map(({ id }) => id);
  const found = measure === undefined ? known[0] : known.find(({ id }) => id === measure);
  if (found === undefined) throw new BadRequest('measure', `There is no measure “${measure ?? ''}”.`, nearestOf(measure ?? '', ids));
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest('definition', 'The definition of the measure is no JSON.', 'As {"id":"wait","name":"Wait","of":"stage-wait",…}.');
  }
}

/** A measure as somebody wrote it: its parts, its place in this service, and a target that can be met. */
export function checkedMeasure(given: unknown, process: ProcessContext): Measure {
  const [problem] = Value.Errors(Measure, given);
  if (problem !== undefined) {
    const part = problem.instancePath
      .split('/')
      .filter((one) => one !== '')
      .join('.');
    throw new BadRequest('definition', `“${part === '' ? 'definition' : part}” of the measure ${problem.message}.`);
  }
  const measure = given as Measure;
  const target = targetProblem(measure);
  if (target !== null) throw new BadRequest('definition', target);
  const { stages } = process.blueprint;
  const stage = measure.where?.stage;
  if (stage !== undefined && !stages.some(({ name }) => name === stage))
    throw new BadRequest(
      'definition',
      `There is no stage “${stage}”.`,
      stages.length === 0
        ? 'The service has no stages yet.'
        : nearestOf(
            stage,
            stages.map(({ name }) => name),
          ),
    );
  return measure;
}

const nearestOf = (wrong: string, names: readonly string[]): string => offer(wrong, names, 'There is');

/** Why a target is none of its measure; null where it is one. */
export function targetProblem(measure: Measure): string | null {
  const { target } = measure;
  if (target === undefined) return null;
  switch (unitOf(measure)) {
    case 'share':
      return target < 0 || target > 1 ? `The target of a share lies between 0 % and 100 %; this one is ${String(target * 100)} %.` : null;
    case 'score':
      return target < -100 || target > 100 ? `The target of a score lies between −100 and 100; this one is ${String(target)}.` : null;
    case 'ms':
      return target < 0 ? 'A time can’t be less than nothing, so its target can’t either.' : null;
    case 'count':
      return target < 0 ? 'A number of cases can’t be less than 0, so its target can’t either.' : null;
  }
}
