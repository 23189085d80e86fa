/** What the list of variants can be sorted by, as the question has it. */
export const SORTS = ['cases', 'duration', 'score', 'steps'] as const;

/** How the list of variants is looked at, as the address of the page says it. */
export interface Look {
  readonly search: string;
  /** The same way, whatever was repeated. */
  readonly fold: boolean;
  readonly sort: (typeof SORTS)[number];
  readonly order: 'asc' | 'desc';
  /** The row whose case is shown, by its key. */
  readonly variant: string | null;
  /** The case shown of it; the newest when nothing is said. */
  readonly case: string | null;
}

/** The page's own parameters. */
export const OWN = ['search', 'fold', 'sort', 'order', 'variant', 'case'] as const;

/** Reads them; what makes no sense counts as not said, as with a link from an older version. */
export function lookFrom(query: URLSearchParams): Look {
  const sort = SORTS.find((one) => one === query.get('sort')) ?? 'cases';
  return {
    search: (query.get('search') ?? '').slice(0, 200),
    fold: query.get('fold') === 'repeats',
    sort,
    order: query.get('order') === 'asc' ? 'asc' : 'desc',
    variant: query.get('variant'),
    case: query.get('case'),
  };
}

/** The same as parameters of the question; what stands for the default is left out, so that equal lists have one key. */
export function askedOf({ search, fold, sort, order }: Look, stages: boolean): Record<string, string> {
  return {
    ...(search === '' ? {} : { search }),
    ...(fold && !stages ? { fold: 'repeats' } : {}),
    ...(sort === 'cases' ? {} : { sort }),
    ...(order === 'desc' ? {} : { order }),
  };
}
