import type { Blueprint } from './blueprint.ts';
import type { Measure } from './measure.ts';

const MOST = 6;

/**
 * What must not get worse while a measure is improved: the wait of the stage after it, the work of its own stage, what the service is
 * steered by anyway, work done again, satisfaction. At most six, none of them the measure itself.
 */
export function proposedBalancing(measure: Measure, blueprint: Blueprint, has: { readonly feedback: boolean }): Measure[] {
  const stage = stageOf(measure, blueprint);
  // a blueprint may ask for a score that nobody was ever asked for
  const own = blueprint.measures.filter((one) => !isSame(one, measure) && (has.feedback || one.of !== 'score'));
  const about = own.filter(({ of, where }) => of !== 'open' && of !== 'arrivals' && where?.stage !== undefined && where.stage === stage);
  const proposed: Measure[] = [
    ...nextWait(stage, blueprint, own),
    ...own.filter(({ of }) => of === 'cases-with'),
    ...about,
    ...(stage === null
      ? []
      : [
          {
            id: idOf('work', stage),
            name: `Work at ${stage}`,
            of: 'processing' as const,
            where: { stage },
            statistic: 'median' as const,
            better: 'lower' as const,
          },
        ]),
    { id: 'done-again', name: 'Done again', of: 'rework', statistic: 'share', better: 'lower' },
    ...score(own, has.feedback),
    ...own.filter(({ of }) => of === 'delivery' || of === 'throughput').slice(0, 1),
  ];
  const seen = new Set<string>();
  const kept = proposed.filter((one) => !isSame(one, measure) && !seen.has(keyOf(one)) && seen.add(keyOf(one)) !== undefined);
  return kept.slice(0, MOST).map((one, at) => (one.id === measure.id ? { ...one, id: `balancing-${String(at + 1)}` } : one));
}

/** The stage a measure is about; of a hand-over the one it enters. */
function stageOf({ where = {} }: Measure, { stages }: Blueprint): string | null {
  if (where.stage !== undefined) return where.stage;
  const name = where.to ?? where.activity;
  return stages.find((stage) => stage.name === name || stage.activities.some((activity) => activity.name === name))?.name ?? null;
}

function nextWait(stage: string | null, { stages }: Blueprint, own: readonly Measure[]): Measure[] {
  const at = stages.findIndex(({ name }) => name === stage);
  const next = at < 0 ? undefined : stages.slice(at + 1).find(({ parallel, afterDelivery }) => parallel !== true && afterDelivery !== true);
  if (next === undefined) return [];
  const known = own.find(({ of, where, statistic }) => of === 'stage-wait' && where?.stage === next.name && statistic === 'median');
  return [
    known ?? {
      id: idOf('wait', next.name),
      name: `Wait for ${next.name}`,
      of: 'stage-wait',
      where: { stage: next.name },
      statistic: 'median',
      better: 'lower',
    },
  ];
}

const score = (own: readonly Measure[], feedback: boolean): Measure[] => {
  const known = own.filter(({ of }) => of === 'score').slice(0, 1);
  if (known.length > 0) return known;
  return feedback ? [{ id: 'score', name: 'Score', of: 'score', statistic: 'mean', better: 'higher' }] : [];
};

const idOf = (kind: string, stage: string): string =>
  `${kind}-${stage.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 40).replace(/-+$/, '');
const keyOf = ({ of, where = {}, statistic, limitMs }: Measure): string =>
  JSON.stringify([of, where.stage, where.activity, where.from, where.to, statistic, limitMs]);
const isSame = (one: Measure, other: Measure): boolean => keyOf(one) === keyOf(other);
