import { filterToText, type Filter, type Scope } from '../../../../model/scope.ts';

type Period = Scope['period'];
/** What a person chooses cases by. */
interface Choice {
  readonly filters: readonly Filter[];
  readonly period: Period;
}
interface Change {
  readonly process: string;
  readonly before: Choice;
  readonly after: Choice;
}

/** Changes of filters and period, the last one last. One is offered only while the scope still is what it led to. */
export interface ChangeList {
  readonly made: readonly Change[];
  readonly undone: readonly Change[];
}
export const NO_CHANGES: ChangeList = { made: [], undone: [] };

const MOST = 50;
const choiceOf = ({ filters = [], period }: Scope): Choice => ({ filters, period });
const textOf = ({ filters, period }: Choice) =>
  [period?.from ?? '', period?.to ?? '', period?.by ?? '', ...filters.map(filterToText)].join('\n');
const leadsHere = (change: Change | undefined, scope: Scope, end: 'before' | 'after'): boolean =>
  change !== undefined && change.process === scope.process && textOf(change[end]) === textOf(choiceOf(scope));

/** The filters of the scope, or its period, are about to become these. Nothing is noted when they stay the same. */
export function noted(list: ChangeList, scope: Scope, filters: readonly Filter[], period: Period = scope.period): ChangeList {
  const [before, after] = [choiceOf(scope), { filters, period }];
  if (textOf(before) === textOf(after)) return list;
  return { made: [...list.made, { process: scope.process, before, after }].slice(-MOST), undone: [] };
}

export const canUndo = (list: ChangeList, scope: Scope): boolean => leadsHere(list.made.at(-1), scope, 'after');
export const canRedo = (list: ChangeList, scope: Scope): boolean => leadsHere(list.undone.at(-1), scope, 'before');

/** One step back or forward: the choice there, and the list after it; null where there is none. */
export function stepped(list: ChangeList, scope: Scope, direction: 'undo' | 'redo'): (Choice & { list: ChangeList }) | null {
  const { made, undone } = list;
  if (direction === 'undo') {
    const change = made.at(-1);
    if (!change || !canUndo(list, scope)) return null;
    return { list: { made: made.slice(0, -1), undone: [...undone, change] }, ...change.before };
  }
  const change = undone.at(-1);
  if (!change || !canRedo(list, scope)) return null;
  return { list: { made: [...made, change], undone: undone.slice(0, -1) }, ...change.after };
}
