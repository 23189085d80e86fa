import { readableQuery, type Scope } from '../../../../../model/scope.ts';
import type { View } from '../../../../../model/view.ts';
import { scopeSearch, VERSION_KEY } from '../../scope/page-scope.ts';

/** What belongs to a moment and not to a view: what is selected, and an earlier data version. */
const PASSING = [VERSION_KEY, 'node', 'edge', 'case'];

/** The page and the query that a view of this address keeps: everything said, so that it means the same next month. */
export function viewOf(process: string, path: string, query: URLSearchParams, scope: Scope): Pick<View, 'page' | 'query'> {
  const page = path.slice(`/${process}/`.length).replace(/\/$/, '');
  const kept = new URLSearchParams(scopeSearch(scope, query).slice(1));
  for (const key of PASSING) kept.delete(key);
  return { page, query: readableQuery(kept) };
}

/** Where a view leads. */
export const viewHref = (process: string, { page, query }: Pick<View, 'page' | 'query'>): string =>
  `/${process}/${page}${query === '' ? '' : `?${query}`}`;

/** Whether two addresses keep the same, whatever the order of their parts. */
export function isSameView(one: Pick<View, 'page' | 'query'>, other: Pick<View, 'page' | 'query'>): boolean {
  const parts = (query: string) =>
    [...new URLSearchParams(query)]
      .map((pair) => pair.join('='))
      .sort()
      .join('&');
  return one.page === other.page && parts(one.query) === parts(other.query);
}

const PAGES: Readonly<Record<string, string>> = {
  overview: 'Overview',
  map: 'Process map',
  bottlenecks: 'Bottlenecks',
  flow: 'Flow',
  work: 'Work',
  'service-levels': 'Service levels',
  'after-delivery': 'After delivery',
  satisfaction: 'Satisfaction',
  variants: 'Variants',
  cases: 'Cases',
  compare: 'Compare',
};

/** What the page of a view is called; null when there is none of this name any more. */
export const pageName = ({ page }: Pick<View, 'page'>): string | null => PAGES[page.split('/')[0] ?? ''] ?? null;
