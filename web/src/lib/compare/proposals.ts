import { addDays, mondayOf } from '../../../../model/calendar.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import { readableQuery, scopeToQuery, type Filter, type Scope } from '../../../../model/scope.ts';
import { DAY } from '../../../../model/units.ts';
import type { AttributeInfo } from '../panels/filters/attributes.ts';
import { scopeSearch } from '../scope/page-scope.ts';
import { dataDays, dayWords, periodName, wholePeriods } from '../scope/period.ts';

/** Two sides worth a look where nobody has chosen any: what it is, which two, and the address that shows them. */
export interface Proposal {
  readonly name: string;
  readonly detail: string;
  readonly search: string;
}

type Bounds = Pick<ProcessSummary, 'id' | 'firstAt' | 'lastAt' | 'wholeTo' | 'zone'>;

/** A side of fewer cases is not proposed: hardly a difference would stand. */
const FEWEST = 20;
const MOST_ATTRIBUTES = 3;
/** An attribute of more values is rather a name than a kind. */
const MOST_VALUES = 40;
const SHORTEST_DAYS = 14;

/** The halves of the data, the last two whole months, and the two most frequent values of each of the first attributes of the cases. */
export function proposals(process: Bounds, scope: Scope, attributes: readonly AttributeInfo[]): Proposal[] {
  return [...halves(process, scope), ...months(process, scope), ...values(scope, attributes)];
}

const withSides = (scope: Scope, compare: string, against?: string): string =>
  scopeSearch(scope, new URLSearchParams({ compare, ...(against === undefined ? {} : { against }) }));

/** The Monday nearest the middle of the period, or of the data. */
function halves(process: Bounds, scope: Scope): Proposal[] {
  const days = dataDays(process);
  if (!days) return [];
  const from = scope.period?.from ?? days.first;
  const to = scope.period?.to ?? addDays(days.last, 1);
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  if (length < SHORTEST_DAYS) return [];
  const middle = mondayOf(addDays(from, Math.round(length / 2) + 3));
  return [
    {
      name: 'Before and after the middle',
      detail: `until ${dayWords(addDays(middle, -1))}, and from ${dayWords(middle)}`,
      search: withSides(scope, `day:${middle}`),
    },
  ];
}

function months(process: Bounds, scope: Scope): Proposal[] {
  const [last, before] = wholePeriods(process, 'month');
  if (!last?.from || !last.to || !before?.from || !before.to) return [];
  const month: Scope = { ...scope, period: { ...scope.period, from: last.from, to: last.to } };
  return [
    {
      name: 'The last two whole months',
      detail: `${periodName({ from: before.from, to: before.to })}, and ${last.name}`,
      search: withSides(month, 'previous'),
    },
  ];
}

function values(scope: Scope, attributes: readonly AttributeInfo[]): Proposal[] {
  return attributes
    .filter(
      ({ level, type, name }) =>
        level === 'case' && (type === 'text' || type === 'boolean' || type === 'number') && !isFiltered(scope, name),
    )
    .flatMap(({ name, values = [] }): Proposal[] => {
      const [one, other] = [...values].sort((a, b) => b.cases - a.cases);
      if (!one || !other || values.length > MOST_VALUES || other.cases < FEWEST) return [];
      const side = (value: string): Scope => ({
        ...scope,
        filters: [...(scope.filters ?? []), { kind: 'attribute', name, op: 'in', values: [value] } satisfies Filter],
      });
      const against = scopeToQuery(side(other.value));
      against.delete('level');
      return [
        {
          name: `By ${name}`,
          detail: `${other.value}, and ${one.value}`,
          search: withSides(side(one.value), 'other', readableQuery(against)),
        },
      ];
    })
    .slice(0, MOST_ATTRIBUTES);
}

const isFiltered = ({ filters = [] }: Scope, name: string) => filters.some((filter) => filter.kind === 'attribute' && filter.name === name);
