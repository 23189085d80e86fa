import type { AnswerOf } from '../../../../../server/analytics/catalog.ts';

/** What leaves no case: a filter, the period, or several filters together. */
export type Culprit =
  | { readonly what: 'filter'; readonly filter: string; readonly cases: number }
  | { readonly what: 'period'; readonly filtered: boolean; readonly cases: number }
  | { readonly what: 'several' };

/** The filter whose going brings most cases back, unless the period is empty by itself, or none of the filters is to blame alone. */
export function culpritOf({ rows, about }: Pick<AnswerOf<'remaining'>, 'rows' | 'about'>): Culprit {
  const anyTime = about?.withoutPeriod ?? 0;
  if (about?.of === 0 && anyTime > 0) return { what: 'period', filtered: rows.length > 0, cases: anyTime };
  const most = rows.reduce<{ filter: string; cases: number } | null>((best, row) => (row.cases > (best?.cases ?? 0) ? row : best), null);
  if (most) return { what: 'filter', filter: most.filter, cases: most.cases };
  return anyTime > 0 ? { what: 'period', filtered: rows.length > 0, cases: anyTime } : { what: 'several' };
}
