import type { Filter } from '../../../../../model/scope.ts';
import type { WaitGroup } from '../../../../../model/wait-group-words.ts';

export { groupValueWords } from '../../../../../model/wait-group-words.ts';

/** The filter that keeps the cases of a value; null where no kind of filter knows it. */
export function groupFilter({ kind, group, value, least, most }: WaitGroup): Filter | null {
  if (value === null) return null;
  if (kind === 'team') return { kind: 'team', names: [value] };
  if (kind !== 'attribute') return null;
  if (least === null || most === null) return { kind: 'attribute', name: group, op: 'in', values: [value] };
  return least === most
    ? { kind: 'attribute', name: group, op: 'in', values: [String(least)] }
    : { kind: 'attribute', name: group, op: 'range', min: least, max: most };
}
