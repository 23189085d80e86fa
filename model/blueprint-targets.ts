import type { Blueprint, ServiceTarget } from './blueprint.ts';
import type { BadRequest } from './problem.ts';

/** What a target of each kind must name, and what means nothing there. */
const PARTS = {
  stage: { needs: ['stage'], takes: ['stage'] },
  'hand-over': { needs: ['from', 'to'], takes: ['from', 'to'] },
  between: { needs: ['from', 'to'], takes: ['from', 'to', 'until'] },
  case: { needs: [], takes: ['time'] },
} as const;
const ALL = ['stage', 'from', 'to', 'until', 'time'] as const;
const KIND_WORDS = { stage: 'a stage', 'hand-over': 'a hand-over', between: 'two activities', case: 'a whole case' } as const;

/**
 * Refuses targets, `mix` and steps after delivery that make no sense within the blueprint itself. Activities and attributes
 * are not looked up: a blueprint may be there before the log. `refuse` words the place for a pointer.
 */
export function checkTargets(blueprint: Blueprint, refuse: (pointer: string, what: string) => BadRequest): void {
  const ids = new Set<string>();
  (blueprint.targets ?? []).forEach((target, at) => {
    const path = `/targets/${at}`;
    if (ids.has(target.id)) throw refuse(`${path}/id`, 'is the id of an earlier target too');
    ids.add(target.id);
    const problem = wrongWith(target, blueprint);
    if (problem) throw refuse(problem.part === null ? path : `${path}/${problem.part}`, problem.what);
  });
  (blueprint.mix ?? []).forEach((name, at, all) => {
    if (all.indexOf(name) < at) throw refuse(`/mix/${at}`, 'is listed twice');
  });
  checkAfter(blueprint, refuse);
}

/** The first thing that is wrong with a target, as the end of a sentence; null when nothing is. */
export function wrongWith(target: ServiceTarget, { stages }: Pick<Blueprint, 'stages'>): { part: string | null; what: string } | null {
  const { needs, takes } = PARTS[target.kind];
  const lacking = needs.find((part) => target[part] === undefined);
  if (lacking !== undefined) return { part: null, what: `is about ${KIND_WORDS[target.kind]} and lacks “${lacking}”` };
  const idle = ALL.find((part) => target[part] !== undefined && !(takes as readonly string[]).includes(part));
  if (idle !== undefined) return { part: idle, what: `means nothing for a target about ${KIND_WORDS[target.kind]}` };
  if (target.goal !== undefined && (target.goal < 0 || target.goal > 1)) return { part: 'goal', what: 'is a share, from 0 to 1' };
  if (target.stage !== undefined && !stages.some(({ name }) => name === target.stage)) {
    const known = stages.length === 0 ? 'The blueprint has none' : `There is ${stages.map(({ name }) => `“${name}”`).join(', ')}`;
    return { part: 'stage', what: `names no stage of the blueprint: “${target.stage}”. ${known}` };
  }
  if (target.kind === 'between' && target.from === target.to) return { part: 'to', what: 'is the same activity as “from”' };
  return null;
}

function checkAfter({ after }: Blueprint, refuse: (pointer: string, what: string) => BadRequest): void {
  if (after === undefined) return;
  for (const part of ['invoiceLimitMs', 'paymentLimitMs', 'resolutionLimitMs'] as const)
    if ((after[part] ?? 0) < 0) throw refuse(`/after/${part}`, "can't be less than nothing");
  const checked = new Set<string>();
  (after.checks ?? []).forEach((check, at) => {
    const path = `/after/checks/${at}`;
    if (checked.has(check.activity)) throw refuse(`${path}/activity`, 'is the activity of an earlier check too');
    checked.add(check.activity);
    if ((check.limitMs ?? 0) < 0) throw refuse(`${path}/limitMs`, "can't be less than nothing");
    if ((check.result === undefined) !== (check.passes === undefined))
      throw refuse(path, 'needs both “result”, an attribute, and “passes”, its values that mean passed');
  });
}
