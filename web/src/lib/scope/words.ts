import { filterWords } from '../../../../model/filter-words.ts';
import type { Words } from '../../../../model/process.ts';
import type { Scope } from '../../../../model/scope.ts';
import { periodName } from './period.ts';

/** Which cases a figure is about, as its page says by chips: `October 2026; Priority: 1 or 2`. */
export const ofWhich = (scope: Pick<Scope, 'period' | 'filters'>, words: Words): string =>
  [periodName(scope.period), ...(scope.filters ?? []).map((filter) => filterWords(filter, words).whole)].join('; ');
