import { dateOf, formatsOf, zoneIn } from './times.ts';

/** Day first, month first or (of two-digit years) year first, of a format whose date is all numbers; null of others. */
export type DayOrder = 'day' | 'month' | 'year';
export function orderOf(format: string): DayOrder | null {
  const numeric = /%[ymd][-/.]%[dm][-/.]%[Yyd]/.exec(format)?.[0];
  return numeric === undefined ? null : numeric.startsWith('%d') ? 'day' : numeric.startsWith('%m') ? 'month' : 'year';
}

/** Formats of one column at most. */
const MAX_PARTS = 8;

interface Family {
  /** The values it reads, by their place. */
  readonly places: Set<number>;
  readonly formats: Map<string, number>;
}

/**
 * The formats that fit the values of a sample, best first; several when day and month are ambiguous.
 *
 * Of the formats seen, the fullest of the family that fits most values, joined by ` | ` with those of families that
 * read what it does not. Day and month never change places within a column: of two orders, the one that reads more. A
 * column is a column of times when at least `share` of its values fit.
 */
export function fit(values: readonly string[], share = 0.8): string[] {
  if (values.length === 0) return [];
  const families = familiesOf(values);
  const orders = [...new Set([...families.keys()].map(orderOf).filter((order) => order !== null))];
  const tries = (orders.length === 0 ? [null] : orders).map((order) => {
    const parts = cover([...families].filter(([key]) => isDotted(key) || orderOf(key) === null || orderOf(key) === order));
    return { ...parts, order };
  });
  const most = Math.max(...tries.map(({ fits }) => fits));
  if (most < values.length * share || most === 0) return [];
  const best = tries.filter(({ fits }) => fits === most).map(({ formats }) => formats.join(' | '));
  return [...new Set(narrowed(best, values))];
}

/** Dates with dots are day first everywhere: they take no side. */
const isDotted = (key: string) => key.includes('%d.%m.');

function familiesOf(values: readonly string[]): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const [place, value] of values.entries()) {
    for (const format of formatsOf(value)) {
      const key = dateOf(format);
      const family = families.get(key) ?? { places: new Set<number>(), formats: new Map<string, number>() };
      family.places.add(place);
      family.formats.set(format, (family.formats.get(format) ?? 0) + 1);
      families.set(key, family);
    }
  }
  return families;
}

/** The fewest families that read most of what can be read, and how many values that is. */
function cover(families: readonly (readonly [string, Family])[]): { fits: number; formats: string[] } {
  const read = new Set<number>();
  const formats: string[] = [];
  for (const [, family] of families.toSorted(([, one], [, other]) => other.places.size - one.places.size)) {
    if (formats.length >= MAX_PARTS || [...family.places].every((place) => read.has(place))) continue;
    for (const place of family.places) read.add(place);
    formats.push(...fullest(family.formats));
  }
  return { fits: read.size, formats: formats.slice(0, MAX_PARTS) };
}

/**
 * The most frequent format of a family, with its offset when any value has one: a value without is then a local time.
 * Every zone that is written out is a format of its own.
 */
function fullest(formats: ReadonlyMap<string, number>): string[] {
  const ranked = [...formats].toSorted((one, other) => other[1] - one[1] || other[0].length - one[0].length).map(([format]) => format);
  const plain = ranked.filter((format) => zoneIn(format) === null);
  const first = plain[0];
  const offset = /(?:%z.*|UTC|GMT|Z)$/;
  const main = first === undefined ? [] : [offset.test(first) ? first : (plain.find((format) => offset.test(format)) ?? first)];
  const zones = new Map<string, string>();
  for (const format of ranked) {
    const behind = zoneIn(format);
    if (behind !== null && !zones.has(behind.written)) zones.set(behind.written, format);
  }
  return [...main, ...zones.values()];
}

/**
 * Two-digit years: which number is the year shows in how the numbers vary. A year hardly changes within a column, a day
 * does. Where both hardly change, the year is last, as nearly everyone writes it.
 */
function narrowed(formats: readonly string[], values: readonly string[]): string[] {
  const first = formats.filter((format) => orderOf(format) === 'year');
  if (first.length === 0 || first.length === formats.length) return [...formats];
  const parts = values.flatMap((value) => {
    const [, one, , three] = /^(\d{2})[-/](\d{1,2})[-/](\d{2})(?!\d)/.exec(value) ?? [];
    return one === undefined || three === undefined ? [] : [[Number(one), Number(three)] as const];
  });
  const spread = (which: 0 | 1) => new Set(parts.map((part) => part[which])).size;
  const yearFirst = spread(1) >= 5 && spread(0) <= 3;
  return formats.filter((format) => (orderOf(format) === 'year') === yearFirst);
}
