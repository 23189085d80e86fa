import { number } from './format.ts';

/** One value of a grouping of waits, as `waits-by` names it; `value` null: all others. `least` and `most` where it is a number or a part of the week. */
export interface WaitGroup {
  readonly kind: 'resources' | 'weekday' | 'hour' | 'team' | 'attribute' | 'week';
  readonly group: string;
  readonly value: string | null;
  readonly least: number | null;
  readonly most: number | null;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const QUARTERS = ['00:00 to 06:00', '06:00 to 12:00', '12:00 to 18:00', '18:00 to 24:00'] as const;

/** What a value is called: `2 at work`, `Monday`, `06:00 to 12:00`, `walk-in`, `all others`. */
export function groupValueWords({ kind, value, least, most }: WaitGroup): string {
  if (value === null) return 'all others';
  switch (kind) {
    case 'resources':
      return `${value} at work`;
    case 'weekday':
      return DAYS[(least ?? 1) - 1] ?? value;
    case 'hour':
      return QUARTERS[least ?? 0] ?? value;
    default:
      if (least === null || most === null) return value;
      return least === most ? number(least, least % 1 === 0 ? 0 : 1) : `${plain(least)} to ${plain(most)}`;
  }
}

const plain = (value: number) => number(value, value % 1 === 0 ? 0 : 1);
