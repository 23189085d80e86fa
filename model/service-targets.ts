import type { Blueprint, ServiceTarget } from './blueprint.ts';
import { DAY, HOUR, MINUTE } from './units.ts';

/** Which time of a case a target is about; the words of measures, and `between` for two activities. */
export const TIMES_OF = ['stage-wait', 'stage-time', 'hand-over', 'between', 'throughput', 'delivery'] as const;
export type TimeOf = (typeof TIMES_OF)[number];

/** One target of a process, wherever its blueprint holds it. */
export interface KnownTarget {
  /** Of a target its own; of a stage's wait limit `stage-wait:NAME`, of a hand-over's limit `hand-over:FROM:TO`. */
  readonly id: string;
  readonly name: string;
  readonly kind: ServiceTarget['kind'];
  readonly of: TimeOf;
  readonly stage: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Of two activities: what of the second one is waited for. */
  readonly until: 'start' | 'complete' | null;
  readonly limitMs: number;
  readonly goal: number | null;
}

/** Where the blueprint marks stages as after delivery, the time of a case ends with its delivery. */
const headline = ({ stages }: Blueprint): 'delivery' | 'throughput' =>
  stages.some((stage) => stage.afterDelivery === true) ? 'delivery' : 'throughput';

/** Every target of a blueprint: whole cases first, then the wait limits of stages in their order, hand-overs, and the rest as written. */
export function targetsOf(blueprint: Blueprint): KnownTarget[] {
  const own = (blueprint.targets ?? []).map((target) => known(target, blueprint));
  const waits = blueprint.stages.flatMap((stage): KnownTarget[] =>
    stage.waitLimitMs === undefined
      ? []
      : [
          {
            ...BARE,
            id: `stage-wait:${stage.name}`,
            name: `Wait before ${stage.name}`,
            kind: 'stage',
            of: 'stage-wait',
            stage: stage.name,
            limitMs: stage.waitLimitMs,
            goal: stage.goal ?? null,
          },
        ],
  );
  const handOvers = blueprint.handOvers.map(({ from, to, limitMs, goal }): KnownTarget => ({
    ...BARE,
    id: `hand-over:${from}:${to}`,
    name: `${from} to ${to}`,
    kind: 'hand-over',
    of: 'hand-over',
    from,
    to,
    limitMs,
    goal: goal ?? null,
  }));
  const cases = own.filter(({ kind }) => kind === 'case');
  return [...cases, ...waits, ...handOvers, ...own.filter(({ kind }) => kind !== 'case')];
}

const BARE = { stage: null, from: null, to: null, until: null } as const;

function known(target: ServiceTarget, blueprint: Blueprint): KnownTarget {
  const { id, name, kind, limitMs } = target;
  const of = { stage: 'stage-time', 'hand-over': 'hand-over', between: 'between', case: target.time ?? headline(blueprint) } as const;
  return {
    id,
    name,
    kind,
    of: of[kind],
    stage: target.stage ?? null,
    from: target.from ?? null,
    to: target.to ?? null,
    until: kind === 'between' ? (target.until ?? 'complete') : null,
    limitMs,
    goal: target.goal ?? null,
  };
}

/** What someone wants: a time to a limit. Without an id, and where no target has the same time already, it is a new one. */
export interface WantedTarget {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly of: TimeOf;
  readonly stage?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly until?: 'start' | 'complete' | undefined;
  readonly limitMs: number;
  readonly goal?: number | undefined;
}

/** The blueprint with a target set or changed: the wait of a stage and a hand-over where hours lost read them, all others among `targets`. */
export function withTarget(blueprint: Blueprint, wanted: WantedTarget): Blueprint {
  const within = { limitMs: wanted.limitMs, ...(wanted.goal === undefined ? {} : { goal: wanted.goal }) };
  const old = wanted.id === undefined ? undefined : blueprint.targets?.find(({ id }) => id === wanted.id);
  if (old) {
    const changed: ServiceTarget = { ...old, ...within, ...(wanted.name === undefined ? {} : { name: wanted.name }) };
    if (wanted.goal === undefined) delete changed.goal;
    return { ...blueprint, targets: (blueprint.targets ?? []).map((target) => (target === old ? changed : target)) };
  }
  if (wanted.of === 'stage-wait') return withStageWait(blueprint, wanted);
  if (wanted.of === 'hand-over') return withHandOver(blueprint, wanted);
  return { ...blueprint, targets: [...(blueprint.targets ?? []), madeTarget(blueprint, wanted)] };
}

function withStageWait(blueprint: Blueprint, { stage, limitMs, goal }: WantedTarget): Blueprint {
  return {
    ...blueprint,
    stages: blueprint.stages.map((one) => {
      if (one.name !== stage) return one;
      const changed = { ...one, waitLimitMs: limitMs, ...(goal === undefined ? {} : { goal }) };
      if (goal === undefined) delete changed.goal;
      return changed;
    }),
  };
}

function withHandOver(blueprint: Blueprint, { from = '', to = '', limitMs, goal }: WantedTarget): Blueprint {
  const limit = { from, to, limitMs, ...(goal === undefined ? {} : { goal }) };
  const at = blueprint.handOvers.findIndex((one) => one.from === from && one.to === to);
  return { ...blueprint, handOvers: at < 0 ? [...blueprint.handOvers, limit] : blueprint.handOvers.with(at, limit) };
}

function madeTarget(blueprint: Blueprint, { of, stage, from, to, until, limitMs, goal, name }: WantedTarget): ServiceTarget {
  const kind = of === 'stage-time' ? 'stage' : of === 'between' ? 'between' : 'case';
  const said =
    name ?? (kind === 'case' ? 'From arrival to the end' : kind === 'stage' ? `Time in ${stage ?? ''}` : `${from ?? ''} to ${to ?? ''}`);
  return {
    id: freeId(blueprint, said),
    name: said.slice(0, 120),
    kind,
    ...(stage === undefined ? {} : { stage }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(kind === 'between' && until !== undefined ? { until } : {}),
    ...(kind === 'case' && of !== headline(blueprint) ? { time: of === 'delivery' ? ('delivery' as const) : ('throughput' as const) } : {}),
    limitMs,
    ...(goal === undefined ? {} : { goal }),
  };
}

/** The blueprint without a target. A stage keeps nothing of the limit of its wait, its goal neither. */
export function withoutTarget(blueprint: Blueprint, id: string): Blueprint {
  const target = targetsOf(blueprint).find((one) => one.id === id);
  if (target === undefined) return blueprint;
  if (blueprint.targets?.some((one) => one.id === id)) {
    const rest = blueprint.targets.filter((one) => one.id !== id);
    if (rest.length > 0) return { ...blueprint, targets: rest };
    const bare = { ...blueprint };
    delete bare.targets;
    return bare;
  }
  if (target.of === 'hand-over')
    return { ...blueprint, handOvers: blueprint.handOvers.filter(({ from, to }) => from !== target.from || to !== target.to) };
  return {
    ...blueprint,
    stages: blueprint.stages.map((stage) => {
      if (stage.name !== target.stage) return stage;
      const rest = { ...stage };
      delete rest.waitLimitMs;
      delete rest.goal;
      return rest;
    }),
  };
}

/** `Job to invoice` as `job-to-invoice`, with a number behind it where it is taken. */
function freeId(blueprint: Blueprint, name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 50);
  const start = plain === '' ? 'target' : plain.replace(/-+$/, '');
  const taken = new Set((blueprint.targets ?? []).map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? start : `${start}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** From this width on, bars are a multiple of that. */
const ROUND = [
  [2 * DAY, DAY],
  [12 * HOUR, 12 * HOUR],
  [3 * HOUR, HOUR],
  [30 * MINUTE, 15 * MINUTE],
  [10 * MINUTE, 5 * MINUTE],
  [MINUTE, MINUTE],
] as const;
const isRound = (width: number) =>
  ROUND.some(([from, unit], at) => width >= from && width < (ROUND[at - 1]?.[0] ?? Infinity) && width % unit === 0);

/** The width of bars for times against a limit, so that the limit lies between two of them: a quarter of it, or what is rounder. */
export const barWidth = (limitMs: number): number => limitMs / ([4, 5, 3, 6, 2, 7].find((parts) => isRound(limitMs / parts)) ?? 4);

/** How many bars a limit is wide times this many: what took longer lies in one open bar. */
export const LIMITS_SHOWN = 4;
