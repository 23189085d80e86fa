import type { ValueType } from '../../../../../model/event-log.ts';

/** What cases can be filtered by, as `/attributes` tells it. */
export interface AttributeInfo {
  name: string;
  type: ValueType;
  level: 'case' | 'event';
  values?: { value: string; cases: number }[];
}
