/**
 * Time formats by fit: what a value's shape allows, checked against every shape of a column.
 *
 * A format is written as strptime reads it. One format stands for its family: with or without fraction, seconds,
 * time of day and offset, with `T` or a space (`variantsOf`), because one export mixes them.
 */

const MONTHS =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';
const SHORT_MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/i;

export const EPOCHS = { 'epoch seconds': 1_000_000, 'epoch ms': 1000, 'epoch us': 1 } as const;
export type EpochFormat = keyof typeof EPOCHS;
export const isEpoch = (format: string): format is EpochFormat => Object.hasOwn(EPOCHS, format);

interface DatePart {
  readonly pattern: RegExp;
  /** All formats the date may have; two when day and month can't be told apart by shape. */
  readonly formats: (match: RegExpExecArray) => string[];
}

const DATES: readonly DatePart[] = [
  { pattern: /^\d{4}([-/.])\d{1,2}\1\d{1,2}/, formats: ([, mark]) => [`%Y${mark}%m${mark}%d`] },
  { pattern: /^(\d{1,2})([-/.])(\d{1,2})\2\d{4}/, formats: ([, first, mark = '', second]) => dayAndMonth(first, second, mark, '%Y') },
  { pattern: /^(\d{1,2})([-/.])(\d{1,2})\2\d{2}(?!\d)/, formats: ([, first, mark = '', second]) => dayAndMonth(first, second, mark, '%y') },
  {
    pattern: new RegExp(`^\\d{1,2}([-/ .])(${MONTHS})\\.?\\1(\\d{4}|\\d{2})(?!\\d)`, 'i'),
    formats: ([, mark, month = '', year = '']) => [
      `%d${mark}${SHORT_MONTH.test(month) ? '%b' : '%B'}${mark}${year.length === 4 ? '%Y' : '%y'}`,
    ],
  },
  {
    pattern: new RegExp(`^(${MONTHS})\\.? \\d{1,2}(,?) \\d{4}`, 'i'),
    formats: ([, month = '', comma]) => [`${SHORT_MONTH.test(month) ? '%b' : '%B'} %d${comma} %Y`],
  },
  { pattern: /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=$|[T ]\d)/, formats: () => ['%Y%m%d'] },
];

/** Day and month by value where one is above 12; a dot between them is day first wherever dates are written so. */
function dayAndMonth(first = '', second = '', mark: string, year: string): string[] {
  const day = `%d${mark}%m${mark}${year}`;
  const month = `%m${mark}%d${mark}${year}`;
  if (Number(first) > 12 || mark === '.') return [day];
  return Number(second) > 12 ? [month] : [day, month];
}

const TIME = /^(T| +|, ?| - |:)(\d{1,2})([:.h])(\d{2})(?:([:.])(\d{2})(?:([.,])(\d{1,9}))?)?(?:( ?)[AaPp][Mm])?/;
const COMPACT_TIME = /^([T ])\d{6}(?=$|Z|[+-]\d)/;
const COMPACT = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;
const OFFSET = /^( ?)(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/;

/** Every format that reads this value, or none. */
export function formatsOf(value: string): string[] {
  if (COMPACT.test(value)) return ['%Y%m%d%H%M%S'];
  const weekday = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /i.exec(value)?.[0] ?? '';
  const text = value.slice(weekday.length);
  const lead = weekday === '' ? '' : `${weekday.replace(/[^, ]+/, weekday.replace(/[, ]/g, '').length === 3 ? '%a' : '%A')}`;
  for (const { pattern, formats } of DATES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const rest = text.slice(match[0].length);
    const tail = rest === '' ? '' : tailOf(rest);
    if (tail !== null) return formats(match).map((date) => lead + date + tail);
  }
  return [];
}

/** The format of what follows a date: separator, time of day, offset. Null when it is none. */
function tailOf(rest: string): string | null {
  const compact = COMPACT_TIME.exec(rest);
  const match = compact ?? TIME.exec(rest);
  if (match === null) return null;
  const remainder = rest.slice(match[0].length);
  const offset = remainder === '' ? '' : offsetOf(remainder);
  if (offset === null) return null;
  if (compact !== null) return `${compact[1]}%H%M%S${offset}`;
  const [whole, before = '', hour, divider, , mark, seconds, point, digits = '', space] = match;
  if (Number(hour) > 24) return null;
  const half = /[AaPp][Mm]$/.test(whole);
  const fraction = digits === '' ? '' : `${point}${digits.length > 6 ? '%n' : '%f'}`;
  const second = seconds === undefined ? '' : `${mark}%S${fraction}`;
  return `${before.trim() === '' ? ' ' : before}${half ? '%I' : '%H'}${divider}%M${second}${half ? `${space}%p` : ''}${offset}`;
}

function offsetOf(text: string): string | null {
  const match = OFFSET.exec(text);
  if (match === null) return null;
  const [, space = '', word = ''] = match;
  return `${space}${/^[+-]/.test(word) ? '%z' : word}`;
}

export const looksLikeTime = (value: string): boolean =>
  value.length >= 8 && value.length <= 40 && !/^\d+$/.test(value) && formatsOf(value).length > 0;

/** The date part of a format: two formats with the same key mix within one column. */
const dateOf = (format: string): string => format.replace(/(?:T|, ?| - |:| )?%[HI].*$/, '');

/** What one format stands for, most likely first: the engine tries them in this order. */
export function variantsOf(format: string): { readonly zoned: string[]; readonly local: string[] } {
  const date = dateOf(format);
  const tail = format.slice(date.length);
  const offset = hasOffset(format) ? (/ ?(?:%z|UTC|GMT|Z)$/.exec(tail)?.[0] ?? '') : '';
  const time = tail.slice(0, tail.length - offset.length);
  const clocks = new Set([time]);
  if (time !== '') {
    const bare = time.replace(/[.,]%[fn]/, '');
    const swap = (text: string) => (text.startsWith('T') ? ` ${text.slice(1)}` : text.startsWith(' ') ? `T${text.slice(1)}` : text);
    const withSeconds = bare.includes('%S') ? bare : bare.replace('%M', '%M:%S');
    const fraction = (text: string, code: string) => text.replace('%S', `%S.${code}`);
    for (const clock of [bare, fraction(withSeconds, '%f'), fraction(withSeconds, '%n'), withSeconds, bare.replace(/[:.]?%S/, '')]) {
      clocks.add(clock);
      if (!/%p/.test(clock)) clocks.add(swap(clock));
    }
    clocks.add('');
  }
  const local = [...clocks].map((clock) => date + clock);
  const offsets = [...new Set([offset, '%z', 'Z', ' %z'])].filter((end) => end !== '');
  const zoned =
    offset === '' ? [] : [...clocks].filter((clock) => clock !== '').flatMap((clock) => offsets.map((end) => date + clock + end));
  return { zoned, local };
}

export const hasOffset = (format: string): boolean => /(?:%z|UTC|GMT|Z)$/.test(format);

/**
 * The formats that fit the values of a sample, best first; two when day and month are ambiguous.
 *
 * Of the formats seen, the fullest of the family that fits most values; a column is a column of times when at least
 * `share` of its values fit.
 */
export function fit(values: readonly string[], share = 0.8): string[] {
  if (values.length === 0) return [];
  const families = new Map<string, { fits: number; formats: Map<string, number> }>();
  for (const value of values) {
    for (const format of formatsOf(value)) {
      const family = families.get(dateOf(format)) ?? { fits: 0, formats: new Map<string, number>() };
      family.fits += 1;
      family.formats.set(format, (family.formats.get(format) ?? 0) + 1);
      families.set(dateOf(format), family);
    }
  }
  const sorted = [...families.values()].filter(({ fits }) => fits >= values.length * share).toSorted((one, other) => other.fits - one.fits);
  const most = sorted[0]?.fits ?? 0;
  return sorted.filter(({ fits }) => fits === most).map(({ formats }) => fullest(formats));
}

/** The most frequent format, but with its offset when any value has one: a value without is then a local time. */
function fullest(formats: ReadonlyMap<string, number>): string {
  const ranked = [...formats].toSorted((one, other) => other[1] - one[1] || other[0].length - one[0].length);
  const [first = ''] = ranked[0] ?? [];
  return hasOffset(first) ? first : (ranked.find(([format]) => hasOffset(format))?.[0] ?? first);
}

/** How finely the values of a sample are written. */
export function precisionOf(values: readonly string[]): 'day' | 'minute' | 'second' | 'ms' | 'us' | null {
  const order = ['day', 'minute', 'second', 'ms', 'us'] as const;
  let finest = -1;
  for (const value of values) {
    const format = formatsOf(value)[0];
    if (format === undefined) continue;
    const digits = /[.,](\d+)(?: ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/.exec(value)?.[1]?.replace(/0+$/, '').length ?? 0;
    const level = /%[fn]/.test(format) && digits > 0 ? (digits > 3 ? 4 : 3) : format.includes('%S') ? 2 : format.includes('%M') ? 1 : 0;
    finest = Math.max(finest, level);
  }
  return order[finest] ?? null;
}

/** Whether a person's own format is one the engine understands and says at least year, month and day. */
export function isTimeFormat(format: string): boolean {
  if (isEpoch(format)) return true;
  const words = format.match(/%./g) ?? [];
  const known = words.every((word) => '%Y%y%m%d%b%B%j%H%I%M%S%f%g%n%p%z%a%A'.includes(word));
  const hasDate = /%[Yy]/.test(format) && (/%j/.test(format) || (/%[mbB]/.test(format) && /%d/.test(format)));
  return known && hasDate && format.length <= 80;
}
