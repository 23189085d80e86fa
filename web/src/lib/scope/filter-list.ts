import { filterToText, type Filter } from '../../../../model/scope.ts';

export const sameFilter = (one: Filter, other: Filter): boolean => filterToText(one) === filterToText(other);

/**
 * The filters with one more. The same filter is not added twice, and one that turns an earlier one round takes its
 * place. Where a case can have one value only (an attribute, its first activity, its variant), a list of values takes
 * the place of the list that was there: with the values of both where they share none, as a person picks one after
 * the other; with the new ones alone where they share some, as a person narrows down.
 */
export function withFilter(filters: readonly Filter[], added: Filter): Filter[] {
  if (filters.some((filter) => sameFilter(filter, added))) return [...filters];
  const at = filters.findIndex((filter) => isOpposite(filter, added) || isAboutTheSame(filter, added));
  const there = filters[at];
  if (there === undefined) return [...filters, added];
  return filters.with(at, merged(there, added));
}

/** The filter turned round: what it keeps is left out. Null for a range of an attribute, which has no opposite of its own. */
export function opposite(filter: Filter): Filter | null {
  if (filter.kind === 'attribute') {
    if (filter.op === 'in') return { ...filter, op: 'not-in' };
    return filter.op === 'not-in' ? { ...filter, op: 'in' } : null;
  }
  const { not, ...rest } = filter;
  return not ? rest : { ...rest, not: true };
}

const isOpposite = (one: Filter, other: Filter): boolean => {
  const turned = opposite(one);
  return turned !== null && sameFilter(turned, other);
};

/** Filters of which a case can fulfil one at a time, so that two of them beside each other would leave nothing. */
const isAboutTheSame = (one: Filter, other: Filter): boolean => {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'attribute' && other.kind === 'attribute') return one.name === other.name && one.op === other.op;
  const single = one.kind === 'starts' || one.kind === 'ends' || one.kind === 'variant';
  return (
    single && (one as { not?: true }).not === (other as { not?: true }).not && (one as { of?: string }).of === (other as { of?: string }).of
  );
};

function merged(there: Filter, added: Filter): Filter {
  if (added.kind === 'attribute' && there.kind === 'attribute') {
    const lists = added.op === 'in' || added.op === 'not-in';
    return lists ? { ...added, values: together(there.values ?? [], added.values ?? [], added.op === 'not-in') } : added;
  }
  if (added.kind === 'variant' && there.kind === 'variant') return { ...added, keys: together(there.keys, added.keys, added.not === true) };
  if ((added.kind === 'starts' || added.kind === 'ends') && there.kind === added.kind)
    return { ...added, names: together(there.names, added.names, added.not === true) };
  return added;
}

function together(old: readonly string[], fresh: readonly string[], leftOut: boolean): string[] {
  const shares = fresh.some((value) => old.includes(value));
  return shares && !leftOut ? [...fresh] : [...new Set([...old, ...fresh])];
}
