import { letterCodes } from '../../../../../charts/letter-codes.ts';
import { stageColours, type SequenceLook, type StageColour } from '../../../../../charts/variants.ts';

/** Codes and colours of all names of a service, and the stage of each: the same whatever is filtered. */
export interface Names extends SequenceLook {
  readonly stageOf: (name: string) => string;
}

/** What the service calls its activities (those with most steps first) and its stages, in their order. */
export interface Known {
  readonly activities: readonly { readonly activity: string; readonly stage: string }[];
  readonly stages: readonly string[];
}

/** One colour for all where a service has no stages: an order of colours would say something that nobody knows. */
const PLAIN: StageColour = 's1';

export function namesOf({ activities, stages }: Known, level: 'activity' | 'stage'): Names {
  const colourOf = stageColours(stages);
  const colour = (stage: string): StageColour => (stages.length === 0 ? PLAIN : (colourOf.get(stage) ?? 'none'));
  if (level === 'stage') {
    const all = [...colourOf.keys()];
    return { codes: letterCodes(all), colours: new Map(all.map((name) => [name, colour(name)])), stageOf: (name) => name };
  }
  const stageOf = new Map(activities.map(({ activity, stage }) => [activity, stage]));
  return {
    codes: letterCodes(activities.map(({ activity }) => activity)),
    colours: new Map(activities.map(({ activity, stage }) => [activity, colour(stage)])),
    stageOf: (name) => stageOf.get(name) ?? '',
  };
}

/** The key of the colours: every stage in its order, Unplaced last; nothing without stages. */
export const legendOf = (stages: readonly string[]): (readonly [string, StageColour])[] =>
  stages.length === 0 ? [] : [...stageColours(stages).entries()];
