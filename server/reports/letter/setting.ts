import type { Instrument } from '../../../model/feedback.ts';
import type { Figure, Letter } from '../../../model/letter.ts';
import type { ImprovementList, ImprovementSummary } from '../../../model/improvement-view.ts';
import type { Words } from '../../../model/process.ts';
import { readableQuery, scopeToQuery, type Scope } from '../../../model/scope.ts';
import type { LocalDate } from '../../../model/units.ts';
import type { RowOf } from '../../analytics/catalog.ts';
import type { Asking } from './asking.ts';
import type { DataDays, Periods, Stretch } from './period.ts';

/** What every section of a letter about a service is made with. */
export interface Setting {
  readonly process: string;
  readonly words: Words;
  readonly zone: string;
  readonly dataVersion: number;
  readonly data: DataDays;
  /** The day on which the letter is made, in the zone of the service. */
  readonly today: LocalDate;
  readonly wholeDays: boolean;
  readonly hasFeedback: boolean;
  /** Which cases, without a period. */
  readonly scope: Scope;
  readonly periods: Periods;
  readonly asking: Asking;
  readonly previous: Letter | null;
  readonly improvements: ImprovementList;
  /** How its scores were asked for; null where nobody answered. */
  readonly instrument: Instrument | null;
  /** Of the main stretch. */
  readonly summary: RowOf<'summary'>;
}

/** The scope over a stretch of days. */
export const during = (scope: Scope, { from, to }: Pick<Stretch, 'from' | 'to'>): Scope => ({
  ...scope,
  period: { ...scope.period, from, to },
});

/** The address of a page about these cases, at the data version of the letter. */
export function pageHref(
  { process, dataVersion }: Pick<Setting, 'process' | 'dataVersion'>,
  page: string,
  scope: Scope,
  own: Readonly<Record<string, string>> = {},
): string {
  const query = scopeToQuery(scope);
  if (!scope.period?.from && !scope.period?.to) query.set('period', 'all');
  for (const [name, value] of Object.entries(own)) query.set(name, value);
  query.set('version', String(dataVersion));
  return `/${process}/${page}?${readableQuery(query)}`;
}

export const figureOf = (value: number | null, text: string, href: string | null = null): Figure => ({ value, text, href });
/** Where a figure would stand and there is none. */
export const NO_FIGURE: Figure = { value: null, text: '', href: null };

/** What is being worked on or is the standard now. */
export const isAlive = ({ state }: Pick<ImprovementSummary, 'state'>): boolean =>
  state === 'planned' || state === 'running' || state === 'adopted';
