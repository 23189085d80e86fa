import type { Letter } from '../../../model/letter.ts';
import type { ProcessContext } from '../../analytics/analytic.ts';
import { catalog, type AnalyticId } from '../../analytics/catalog.ts';
import { canonicalJson, hashOf } from './check.ts';

/** What the figures of a service rest on besides the questions, each with a name a person understands. */
const PARTS: Readonly<Record<string, { readonly name: string; readonly of: (process: ProcessContext) => unknown }>> = {
  'service stages': {
    name: 'what belongs to which stage',
    of: ({ blueprint }) =>
      blueprint.stages.map(({ name, activities, parallel, afterDelivery }) => [
        name,
        activities.map((one) => [one.name, one.note === true]),
        parallel === true,
        afterDelivery === true,
      ]),
  },
  'service limits': {
    name: 'the limits of waits',
    of: ({ blueprint }) => [
      blueprint.stages.map(({ name, waitLimitMs, goal }) => [name, waitLimitMs ?? null, goal ?? null]),
      blueprint.handOvers,
    ],
  },
  'service end': {
    name: 'when a case counts as complete',
    of: ({ blueprint, cutOffMs }) => [blueprint.endActivities.toSorted(), cutOffMs],
  },
  'service score': { name: 'which questionnaire makes the score', of: ({ blueprint }) => blueprint.instrument ?? null },
  'service zone': { name: 'the time zone', of: ({ zone }) => zone },
};
const MEASURE = 'measure ';

/** The hash of every definition of a service by its id: its measures one by one, and what all figures rest on. */
export function definitionsOf(process: ProcessContext): Record<string, string> {
  const parts = Object.entries(PARTS).map(([id, { of }]) => [id, hashOf(canonicalJson(of(process)))]);
  const measures = process.blueprint.measures.map((measure) => [`${MEASURE}${measure.name}`, hashOf(canonicalJson(measure))]);
  return Object.fromEntries([...parts, ...measures]) as Record<string, string>;
}

/** What is defined in another way than in the letter before, in words; what only one of the two letters has is no change. */
export function changedSince(now: Readonly<Record<string, string>>, previous: Pick<Letter, 'definitions'> | null): string[] {
  if (previous === null) return [];
  return Object.entries(now)
    .filter(([id, hash]) => previous.definitions[id] !== undefined && previous.definitions[id] !== hash)
    .map(([id]) => nameOf(id));
}

function nameOf(id: string): string {
  const part = PARTS[id];
  if (part !== undefined) return part.name;
  if (id.startsWith(MEASURE)) return `the measure “${id.slice(MEASURE.length)}”`;
  return id in catalog ? `how “${catalog[id as AnalyticId].question}” is worked out` : id;
}
