import { api } from '../../api/http.ts';
import { askQuestion } from '../../api/questions.ts';
import { number, plural } from '../../../../../model/format.ts';
import type { Scope } from '../../../../../model/scope.ts';

/** Something that can be ticked: what the filter names, and what a person reads. */
export interface Named {
  readonly value: string;
  readonly words: string;
  readonly cases: number;
}
export interface Listed {
  readonly total: number;
  readonly names: readonly Named[];
}

export type NamesOf = { of: 'activity' | 'stage' | 'resource' | 'team' } | { of: 'value'; attribute: string };

interface Names {
  total: number;
  names: { name: string; cases: number }[];
}

/** The names of a service that hold a text, the most frequent first. */
export async function listNames(process: string, what: NamesOf, search: string, signal?: AbortSignal): Promise<Listed> {
  const query = { ...what, ...(search === '' ? {} : { search }) };
  const { total, names } = await api.get<Names>(`/processes/${encodeURIComponent(process)}/names`, {
    query,
    ...(signal ? { signal } : {}),
  });
  const listed = names.map(({ name, cases }) => ({ value: name, words: name === '' ? 'empty' : name, cases }));
  // a scale that is there as a whole is read in its order
  const isScale =
    what.of === 'value' && total === names.length && names.every(({ name }) => name.trim() !== '' && Number.isFinite(Number(name)));
  return { total, names: isScale ? listed.sort((one, other) => Number(one.value) - Number(other.value)) : listed };
}

const VARIANTS_SHOWN = 50;

/** The ways through the process at a grain; each is read as its activities. */
export async function listVariants(scope: Scope, grain: string, search: string, signal?: AbortSignal): Promise<Listed> {
  const { process, period, state } = scope;
  const cases: Scope = {
    process,
    level: grain === 'stage' ? 'stage' : 'activity',
    ...(period ? { period } : {}),
    ...(state ? { state } : {}),
  };
  const params = { limit: VARIANTS_SHOWN, ...(grain === 'folded' ? { fold: 'repeats' } : {}), ...(search === '' ? {} : { search }) };
  const { rows, n } = await askQuestion('variants', cases, params, signal ? { signal } : {});
  return {
    total: n ?? rows.length,
    names: rows.map(({ key, activities, cases }) => ({ value: key, words: activities.join(' → '), cases })),
  };
}

/** `312 of 6,184 visits`. */
export const leftWords = (about: { cases: number; of: number }, words: { case: string; cases: string }): string =>
  `${number(about.cases)} of ${plural(about.of, words.case, words.cases)}`;
