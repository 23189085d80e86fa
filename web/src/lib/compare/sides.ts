import { addDays, addMonths } from '../../../../model/calendar.ts';
import { BadRequest } from '../../../../model/problem.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import { readableQuery, scopeFromQuery, scopeToQuery, type Scope } from '../../../../model/scope.ts';
import { DAY } from '../../../../model/units.ts';
import { dataDays, dayWords, periodName } from '../scope/period.ts';
import { ofWhich } from '../scope/words.ts';

/** The parameters of an address that say what a page is compared with. */
export const COMPARE_PARAMS = ['compare', 'against'] as const;

/** With what the cases of a page are compared: `day:2026-09-07`, `previous`, `year`, `rest` or `other` with `against`. */
export type CompareKind = 'day' | 'previous' | 'year' | 'rest' | 'other';

/** Both sides of a comparison, and what they are called. Differences are `one` minus `other`. */
export interface Sides {
  kind: CompareKind;
  one: Scope;
  other: Scope;
  /** The other scope as the question `compare` takes it. */
  against: string;
  /** “After” and “Before”; for filters “These” and “Others”. */
  names: { one: string; other: string };
  /** What the button says: “Before and after 7 Sep”. */
  chip: string;
  /** What is beside the sentence: “7 Sep”. */
  tag: string;
  /** “4 May to 6 Sep against 7 Sep to 1 Nov.” */
  sentence: string;
}

type Bounds = Pick<ProcessSummary, 'id' | 'words' | 'firstAt' | 'lastAt' | 'wholeTo' | 'zone'>;

const DAY_FORM = /^day:(\d{4}-\d{2}-\d{2})$/;
const isDay = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
const withPeriodOf = (scope: Scope, from: string | undefined, to: string | undefined): Scope => ({
  ...scope,
  period: { ...(scope.period?.by ? { by: scope.period.by } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) },
});
const againstOf = (scope: Scope) => {
  const query = scopeToQuery(scope);
  query.delete('level');
  return readableQuery(query);
};

/** `7 Sep` or with its year when the data span several. */
const shortDay = (day: string) => dayWords(day).replace(/ \d{4}$/, '');
/** `4 May to 6 Sep` in one year, with the year where the two sides lie in different ones. */
function spanWords(from: string | undefined, to: string | undefined, other: string | undefined): string {
  const name = periodName({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
  const year = (day: string | undefined) => day?.slice(0, 4);
  return year(from) === year(to && addDays(to, -1)) && year(from) === year(other) && from ? name.replace(/ \d{4}$/, '') : name;
}

/** The two sides that an address says; null where it compares nothing or what it says makes no sense. */
export function sidesOf(process: Bounds, scope: Scope, query: URLSearchParams): Sides | null {
  const said = query.get('compare') ?? '';
  const day = DAY_FORM.exec(said)?.[1];
  if (day !== undefined) return isDay(day) ? beforeAndAfter(process, scope, day) : null;
  if (said === 'previous' || said === 'year') return earlier(scope, said);
  if (said === 'rest') return rest(process, scope);
  return said === 'other' ? others(process, scope, query.get('against') ?? '') : null;
}

function beforeAndAfter(process: Bounds, scope: Scope, day: string): Sides {
  const days = dataDays(process);
  const { from: start, to: end } = scope.period ?? {};
  // a day outside the period parts everything there is
  const inside = (!start || day > start) && (!end || day < end);
  const from = (inside ? start : undefined) ?? days?.first;
  const to = (inside ? end : undefined) ?? (days ? addDays(days.last, 1) : undefined);
  const one = withPeriodOf(scope, from !== undefined && from > day ? from : day, to);
  const other = withPeriodOf(scope, from, to !== undefined && to < day ? to : day);
  const [before, after] = [spanWords(from, day, to), spanWords(day, to, from)];
  return {
    ...{ kind: 'day', one, other, against: againstOf(other), names: { one: 'After', other: 'Before' } },
    chip: `Before and after ${shortDay(day)}`,
    tag: shortDay(day),
    sentence: `${before} against ${after}.`,
  };
}

/** The period as long before, whole months where they are; or the same a year ago. Null where no period is chosen. */
function earlier(scope: Scope, kind: 'previous' | 'year'): Sides | null {
  const { from, to } = scope.period ?? {};
  if (!from || !to) return null;
  const [start, end] = kind === 'year' ? [addMonths12(from), addMonths12(to)] : [previousStart(from, to), from];
  const other = withPeriodOf(scope, start, end);
  const [one, before] = [periodName({ from, to }), periodName({ from: start, to: end })];
  return {
    ...{ kind, one: scope, other, against: againstOf(other), names: { one: short(one), other: short(before) } },
    chip: kind === 'year' ? 'The same a year ago' : `Against ${before}`,
    tag: kind === 'year' ? 'A year ago' : before,
    sentence: `${before} against ${one}.`,
  };
}

const short = (name: string) => name.replace(/^(\w{3})\w* (\d{4})$/, '$1 $2');
/** Twelve months earlier on the same day of the month; the 29th of February becomes the 28th. */
const addMonths12 = (day: string): string => {
  const earlier = `${String(Number(day.slice(0, 4)) - 1)}${day.slice(4)}`;
  return earlier.endsWith('-02-29') ? `${earlier.slice(0, 8)}28` : earlier;
};

function previousStart(from: string, to: string): string {
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
    return addMonths(from, -months);
  }
  return addDays(from, -Math.round((Date.parse(to) - Date.parse(from)) / DAY));
}

function others(process: Bounds, scope: Scope, against: string): Sides | null {
  const query = new URLSearchParams(against);
  for (const key of ['period', 'version', 'level']) query.delete(key);
  try {
    const read = scopeFromQuery(process.id, query);
    const other = scope.level ? { ...read, level: scope.level } : read;
    return sidesOfFilters(process, scope, other, 'other', 'A second choice');
  } catch (error) {
    if (error instanceof BadRequest) return null;
    throw error;
  }
}

/** The cases chosen against all others of the period; null where nothing but the period is chosen. */
function rest(process: Bounds, scope: Scope): Sides | null {
  if ((scope.filters ?? []).length === 0 && scope.state === undefined) return null;
  const other: Scope = {
    process: scope.process,
    ...(scope.period ? { period: scope.period } : {}),
    ...(scope.level ? { level: scope.level } : {}),
  };
  const sides = sidesOfFilters(process, scope, other, 'rest', 'Against the rest');
  return {
    ...sides,
    names: { one: 'These', other: 'The rest' },
    sentence: `The rest against ${sides.sentence.split(' against ').slice(1).join(' against ')}`,
  };
}

function sidesOfFilters({ words }: Bounds, one: Scope, other: Scope, kind: 'rest' | 'other', chip: string): Sides {
  return {
    ...{ kind, one, other, against: againstOf(other), names: { one: 'These', other: 'Others' } },
    ...{ chip, tag: kind === 'rest' ? 'The rest' : 'Two choices' },
    sentence: `${ofWhich(other, words)} against ${ofWhich(one, words)}.`,
  };
}

/** The two sides as the address of another page carries them. */
export function withCompare(search: string, query: URLSearchParams): string {
  const next = new URLSearchParams(search);
  for (const key of COMPARE_PARAMS) {
    const value = query.get(key);
    if (value !== null) next.set(key, value);
  }
  return next.size === 0 ? '' : `?${readableQuery(next)}`;
}
