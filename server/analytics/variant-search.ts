import { and, join, raw, sql, type Sql } from '../../engine/sql.ts';

export interface VariantSearch {
  readonly search: string;
  readonly fold: 'none' | 'repeats';
}

/**
 * The rows (`way` of `scoped`) with a case whose steps, or stages, are what a search looks for; null when it looks for nothing.
 *
 * Words are parts of names, capital letters or not; ` > ` between two of them means directly after. Looked for is the
 * sequence as it was, repeats included. A name that has the sign itself can be found by what stands beside it.
 */
export function matching({ search }: VariantSearch, stages: boolean): Sql | null {
  const words = search
    .split('>')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  // the last word is the next of the one before, so that two words need one look at a step
  const steps = words.length === 1 ? words : words.slice(0, -1);
  const [own, next] = stages ? ['stage', 'next_stage'] : ['activity', 'next_activity'];
  const table = raw(stages ? 'stage_visit' : 'step');
  const conditions = steps.map((word, at) => named(raw(`s${at}.${own}`), word, stages));
  const last = words.length > 1 ? [named(raw(`s${steps.length - 1}.${next}`), words.at(-1) ?? '', stages)] : [];
  // visits of parallel stages stand at position 0 and are no part of a sequence
  const inSequence = stages ? [raw('s0.position > 0')] : [];
  const joined = steps.slice(1).map((_, at) => {
    const [one, before] = [`s${at + 1}`, `s${at}`];
    return sql`JOIN ${table} ${raw(one)} ON ${raw(`${one}.case_key = ${before}.case_key AND ${one}.position = ${before}.position + 1`)}`;
  });
  return sql`SELECT DISTINCT q.way
      FROM ${table} s0 ${join(joined, ' ')}${raw(joined.length > 0 ? ' ' : '')}JOIN scoped q ON q.case_key = s0.case_key
      WHERE ${and([...inSequence, ...conditions, ...last])}`;
}

const named = (id: Sql, word: string, stages: boolean): Sql =>
  sql`${id} IN (SELECT n.id FROM ${raw(stages ? 'stage' : 'activity')} n WHERE position(lower(${word}) IN lower(n.name)) > 0)`;
