import { createHash } from 'node:crypto';
import type { Frozen, FrozenDefinition, Improvement, Plan } from '../../model/improvement.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import type { Measure } from '../../model/measure.ts';
import { byName } from '../../model/ordered-json.ts';
import { scopeFromQuery } from '../../model/scope.ts';
import type { ProcessContext } from '../analytics/analytic.ts';
import { improvementEffect } from '../analytics/improvement-effect.ts';
import { limitOf } from '../analytics/measure-sources.ts';

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value, byName)).digest('hex');

/** A measure that stands by itself: a limit it takes from the blueprint becomes its own, so that a later one moves nothing. */
export function selfContained(measure: Measure, process: ProcessContext): Measure {
  const limit = measure.statistic === 'share-within' ? limitOf(measure, process) : null;
  return limit === null ? measure : { ...measure, limitMs: limit };
}

/** Everything a frozen measure rests on besides the data, each with a name a person understands. */
export function definitionsOf(measure: Measure, scope: string, process: ProcessContext): FrozenDefinition[] {
  const { blueprint, zone } = process;
  const parts: [id: string, name: string, content: unknown][] = [
    ['question', 'How Throughline works out the effect', improvementEffect.definition],
    ['zone', 'The time zone of the service', zone],
  ];
  const stages = stagesOf(measure, scope, process);
  for (const name of stages) {
    const stage = blueprint.stages.find((one) => one.name === name);
    parts.push([
      `stage ${name}`,
      `What belongs to the stage “${name}”`,
      stage ? [stage.activities.map((one) => [one.name, one.note === true]), stage.parallel === true] : null,
    ]);
  }
  if (measure.of === 'delivery') {
    const after = blueprint.stages.filter(({ afterDelivery }) => afterDelivery === true);
    parts.push([
      'delivery',
      'Which stages come after delivery',
      after.map(({ name, activities }) => [name, activities.map((one) => one.name)]),
    ]);
  }
  if (['throughput', 'delivery', 'cases-with', 'rework', 'open', 'processing'].includes(measure.of))
    parts.push(['complete', 'When a case counts as complete', [[...blueprint.endActivities].sort(), process.cutOffMs]]);
  if (measure.of === 'score') parts.push(['instrument', 'Which questionnaire makes the score', blueprint.instrument ?? null]);
  if (measure.of === 'lost-hours')
    parts.push([
      'limits',
      'The limits beyond which hours are lost',
      [blueprint.stages.map(({ name, waitLimitMs }) => [name, waitLimitMs ?? null]), blueprint.handOvers],
    ]);
  if (scope.includes('%40late') || scope.includes('@late') || scope.includes('@not-late'))
    parts.push([
      'targets',
      'When a case of the choice counts as late',
      [blueprint.targets ?? [], blueprint.stages.map(({ name, waitLimitMs }) => [name, waitLimitMs ?? null])],
    ]);
  return parts.map(([id, name, content]) => ({ id, name, hash: hashOf(content) }));
}

/** The stages that a measure or a filter names. */
function stagesOf({ where = {} }: Measure, scope: string, { id, blueprint }: ProcessContext): string[] {
  const names = new Set(
    [where.stage, where.from, where.to].flatMap((name) => (blueprint.stages.some((one) => one.name === name) ? (name ?? []) : [])),
  );
  if (where.stage !== undefined) names.add(where.stage);
  for (const filter of scopeFromQuery(id, new URLSearchParams(scope)).filters ?? []) {
    if (filter.kind === 'stage') for (const name of filter.names) names.add(name);
    if (filter.kind === 'stage-wait' || filter.kind === 'late') if (filter.stage !== undefined) names.add(filter.stage);
  }
  return [...names].sort();
}

/** A plan frozen at a moment: its measure stands by itself, and the hash is over all that it says. */
export function freeze(plan: Plan & { scope: string; against: string | null }, process: ProcessContext, at: Date): Frozen {
  const measure = selfContained(plan.measure, process);
  const balancing = (plan.balancing ?? []).map((one) => selfContained(one, process));
  const content = {
    measure,
    scope: plan.scope,
    per: plan.per,
    against: plan.against,
    balancing,
    definitions: definitionsOf(measure, plan.scope, process),
  };
  return { ...content, hash: hashOf(content), at: at.toISOString() };
}

/** What is defined in another way now than when the measure was frozen, in plain words. */
export function changedDefinitions({ frozen }: Pick<Improvement, 'frozen'>, process: ProcessContext): string[] {
  if (frozen === null) return [];
  const now = new Map(definitionsOf(frozen.measure, frozen.scope, process).map((one) => [one.id, one.hash]));
  return frozen.definitions
    .filter(({ id, hash }) => now.get(id) !== hash && !isGone(id, frozen.measure, process))
    .map(
      ({ name }) =>
        `${name} is not the same as when the measure was frozen on ${dayInWords(frozen.at.slice(0, 10))}. Later figures follow the new definition, the locked baseline the old one.`,
    );
}

/** A stage that is not there any more: the question about the effect says so itself. */
const isGone = (id: string, { where }: Measure, { blueprint }: ProcessContext): boolean =>
  where?.stage !== undefined && id === `stage ${where.stage}` && !blueprint.stages.some(({ name }) => name === where.stage);
