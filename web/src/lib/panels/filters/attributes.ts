import type { ValueType } from '../../../../../model/event-log.ts';
import type { Filter } from '../../../../../model/scope.ts';

/** What cases can be filtered by, as `/attributes` tells it. */
export interface AttributeInfo {
  name: string;
  type: ValueType;
  level: 'case' | 'event';
  values?: { value: string; cases: number }[];
}

/** The filter a person put together, or null when nothing was chosen. */
export function attributeFilter(
  attribute: Pick<AttributeInfo, 'name'>,
  chosen: { values: readonly string[]; not: boolean; low: string | number | null; high: string | number | null; ranged: boolean },
): Filter | null {
  const base = { kind: 'attribute' as const, name: attribute.name };
  if (chosen.ranged) {
    const [min, max] = [bound(chosen.low), bound(chosen.high)];
    if (min === undefined && max === undefined) return null;
    return { ...base, op: 'range', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  if (chosen.values.length === 0) return null;
  return { ...base, op: chosen.not ? 'not-in' : 'in', values: [...chosen.values] };
}

/** A number field gives a number, or null or nothing while it is empty. */
const bound = (value: string | number | null): number | undefined => (value === null || value === '' ? undefined : Number(value));
