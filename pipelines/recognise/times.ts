/**
 * Time formats by fit: what a value's shape allows, checked against every shape of a column.
 *
 * A format is written as strptime reads it, with some words of our own: `{month}` is the name of a month in any
 * language known here, `{weekday}` words before the first digit, `{half}` a. m. or p. m. as Spanish writes it. Behind
 * the time may stand a zone as it is written: ` CET`, ` Europe/Dublin`. `epoch ms`, `excel serial` and `iso week` are
 * formats too. One format stands for its family: with or without fraction, seconds, time of day and offset, with `T`
 * or a space (`variantsOf`), because one export mixes them; formats that share a column are joined by ` | `.
 */

import { isMonthWord, isWeekday, plain, zoneWord } from './time-words.ts';

const MONTHS =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';
const SHORT_MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/i;

export const EPOCHS = { 'epoch seconds': 1_000_000, 'epoch ms': 1000, 'epoch us': 1 } as const;
export type EpochFormat = keyof typeof EPOCHS;
export const isEpoch = (format: string): format is EpochFormat => Object.hasOwn(EPOCHS, format);

/** Days since the first day of a spreadsheet: the serial number of 1970-01-01. */
export const SERIALS = { 'excel serial': 25_569, 'excel serial 1904': 24_107 } as const;
export type SerialFormat = keyof typeof SERIALS;
export const isSerial = (format: string): format is SerialFormat => Object.hasOwn(SERIALS, format);
export const ISO_WEEK = 'iso week';

/** The formats that share a column. */
export const partsOf = (format: string): string[] => format.split(' | ');

interface DatePart {
  readonly pattern: RegExp;
  /** All formats the date may have; two when day and month can't be told apart by shape. */
  readonly formats: (match: RegExpExecArray) => string[];
}

const DATES: readonly DatePart[] = [
  { pattern: /^\d{4}([-/.])\d{1,2}\1\d{1,2}/, formats: ([, mark]) => [`%Y${mark}%m${mark}%d`] },
  {
    pattern: /^\d{4}\. ?\d{1,2}\. ?\d{1,2}\.?/,
    formats: ([all]) => [all.includes(' ') ? `%Y. %m. %d${all.endsWith('.') ? '.' : ''}` : '%Y.%m.%d.'],
  },
  { pattern: /^\d{4}年\d{1,2}月\d{1,2}日/, formats: () => ['%Y年%m月%d日'] },
  { pattern: /^\d{4}년 ?\d{1,2}월 ?\d{1,2}일/, formats: ([all]) => [all.includes(' ') ? '%Y년 %m월 %d일' : '%Y년%m월%d일'] },
  { pattern: /^(\d{1,2})([-/.])(\d{1,2})\2\d{4}/, formats: ([, first, mark = '', second]) => dayAndMonth(first, second, mark, '%Y') },
  {
    pattern: /^(\d{1,2})([-/.])(\d{1,2})\2(\d{2})(?!\d)/,
    formats: ([, first, mark = '', second, third]) => [
      ...dayAndMonth(first, second, mark, '%y'),
      ...(mark !== '.' && Number(second) <= 12 && Number(third) <= 31 && first?.length === 2 ? [`%y${mark}%m${mark}%d`] : []),
    ],
  },
  {
    pattern: new RegExp(`^\\d{1,2}([-/ ])(${MONTHS})\\1(\\d{4}|\\d{2})(?!\\d)`, 'i'),
    formats: ([, mark, month = '', year = '']) => [
      `%d${mark}${SHORT_MONTH.test(month) ? '%b' : '%B'}${mark}${year.length === 4 ? '%Y' : '%y'}`,
    ],
  },
  {
    pattern: new RegExp(`^(${MONTHS}) \\d{1,2}(,?) \\d{4}`, 'i'),
    formats: ([, month = '', comma]) => [`${SHORT_MONTH.test(month) ? '%b' : '%B'} %d${comma} %Y`],
  },
  { pattern: /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=$|[T ]\d)/, formats: () => ['%Y%m%d'] },
];

/** Day and month by value where one is above 12; a dot between them is day first wherever dates are written so. */
function dayAndMonth(first = '', second = '', mark: string, year: string): string[] {
  const day = `%d${mark}%m${mark}${year}`;
  const month = `%m${mark}%d${mark}${year}`;
  if (Number(first) > 31 || Number(second) > 31) return [];
  if (Number(first) > 12) return Number(second) > 12 ? [] : [day];
  if (mark === '.') return [day];
  return Number(second) > 12 ? [month] : [day, month];
}

const TIME =
  /^(T| +|, ?| - |:|-(?=\d{2}\.\d{2}\.))(\d{1,2})([:.h])(\d{2})(?:([:.])(\d{2})(?:([.,])(\d{1,9}))?)?(?:( ?)([AaPp]\. ?[Mm]\.|[AaPp][Mm]))?/;
const COMPACT_TIME = /^([T ])\d{6}(?=$|Z|[+-]\d)/;
const COMPACT_MINUTES = /^([T ])(?:[01]\d|2[0-3])[0-5]\d$/;
const COMPACT = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d([0-5]\d)?$/;
const EASTERN_TIME = /^ ?\d{1,2}(?:時|시 ?|时)\d{1,2}(?:分|분)(?:\d{1,2}秒| ?\d{1,2}초)?$/;
const OFFSET = /^( ?)(Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{2}(?::?\d{2})?)( ?[([].*[)\]])?$/;

/** Every format that reads this value, or none. */
export function formatsOf(value: string): string[] {
  const compact = COMPACT.exec(value);
  if (compact !== null) return [compact[1] === undefined ? '%Y%m%d%H%M' : '%Y%m%d%H%M%S'];
  if (/^\d{4}-?W\d{2}-?[1-7]$/.test(value)) return [ISO_WEEK];
  const weekday = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /i.exec(value)?.[0] ?? '';
  const english = isEnglishDay(weekday);
  const text = english ? value.slice(weekday.length) : value;
  const lead = english && weekday !== '' ? weekday.replace(/[^, ]+/, weekday.replace(/[, ]/g, '').length === 3 ? '%a' : '%A') : '';
  for (const { pattern, formats } of DATES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const rest = text.slice(match[0].length);
    const tail = rest === '' ? '' : tailOf(rest);
    if (tail !== null) return formats(match).map((date) => lead + date + tail);
  }
  return /\p{L}{2}/u.test(value) ? namedMonth(plain(value)) : [];
}

const isEnglishDay = (weekday: string) =>
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?,? ?$/i.test(weekday);

const DAY_FIRST = /^(\d{1,2})(\. ?|-|\/| de | )(\p{L}{3,})\.?( de |, | |-|\/)(\d{4}|\d{2})(?!\d)/u;
const MONTH_FIRST = /^(\p{L}{3,})\.? (\d{1,2})(,?) (\d{4})/u;

/** Dates that name their month in any language. `text` is plain: lower case, without accents. */
function namedMonth(text: string): string[] {
  const words = /^(\p{L}+)\.?,? +(?=\d)/u.exec(text);
  const weekday = words !== null && isWeekday(words[1] ?? '');
  const rest = weekday ? text.slice(words[0].length) : text;
  const day = DAY_FIRST.exec(rest);
  if (day !== null && isMonthWord(day[3] ?? '')) {
    const tail = wordyTail(rest.slice(day[0].length));
    return tail === null ? [] : [`${weekday ? '{weekday}' : ''}%d${day[2]}{month}${day[4]}${day[5]?.length === 4 ? '%Y' : '%y'}${tail}`];
  }
  const month = MONTH_FIRST.exec(text);
  if (month === null || !isMonthWord(month[1] ?? '')) return [];
  const tail = wordyTail(text.slice(month[0].length));
  return tail === null ? [] : [`{month} %d${month[3]} %Y${tail}`];
}

/** A time of day with the words people write around it: “09:10 Uhr”, “à 9h10”, “om 9:10”. */
function wordyTail(rest: string): string | null {
  if (rest === '') return '';
  const words = /^(,? (?:um |a las |a |om |at |kl\.? |alle )?)(.*?)( uhr| uur)?$/u.exec(rest);
  const before = words?.[1] ?? '';
  const tail = tailOf(` ${words?.[2] ?? rest}`);
  return tail === null ? null : `${before}${tail.slice(1)}${words?.[3] ?? ''}`;
}

/** The format of what follows a date: separator, time of day, offset. Null when it is none. */
function tailOf(rest: string): string | null {
  if (EASTERN_TIME.test(rest))
    return rest
      .replace(/\d+(?=時|시|时)/, '%H')
      .replace(/\d+(?=分|분)/, '%M')
      .replace(/\d+(?=秒|초)/, '%S');
  if (COMPACT_MINUTES.test(rest)) return `${rest[0]}%H%M`;
  const compact = COMPACT_TIME.exec(rest);
  const match = compact ?? TIME.exec(rest);
  if (match === null) return null;
  const remainder = rest.slice(match[0].length);
  const offset = remainder === '' ? '' : offsetOf(remainder);
  if (offset === null) return null;
  if (compact !== null) return `${compact[1]}%H%M%S${offset}`;
  const [, before = '', hour, divider, , mark, seconds, point, digits = '', space, half = ''] = match;
  if (Number(hour) > 24) return null;
  const fraction = digits === '' ? '' : `${point}${digits.length > 6 ? '%n' : '%f'}`;
  const second = seconds === undefined ? '' : `${mark}%S${fraction}`;
  const clock = `${before.trim() === '' ? ' ' : before}${half === '' ? '%H' : '%I'}${divider}%M${second}`;
  return `${clock}${half === '' ? '' : half.includes('.') ? `${space}{half}` : `${space}%p`}${offset}`;
}

function offsetOf(text: string): string | null {
  const match = OFFSET.exec(text);
  if (match === null) return zoneWord(text) === null ? null : text;
  const [, space = '', word = '', place = ''] = match;
  return `${space}${word.replace(/[+-].*$/, '%z')}${place}`;
}

export const looksLikeTime = (value: string): boolean =>
  value.length >= 8 && value.length <= 60 && !/^\d+$/.test(value) && formatsOf(value).length > 0;

/** The date part of a format: two formats with the same key mix within one column. */
export const dateOf = (format: string): string =>
  format.replace(/(?:T|,? (?:um |a las |a |om |at |kl\.? |alle )?|, ?| - |:|-)?%[HI].*$/, '');

/** The zone written behind a time; null where there is none or it is the offset itself. */
export function zoneIn(format: string): { readonly written: string; readonly zone: ReturnType<typeof zoneWord> } | null {
  const written = /(?:%[MSfnp]|\{half\})([ ([].*)$/.exec(format)?.[1] ?? '';
  return written === '' || /^ ?(?:GMT|UTC|Z)?(?:%z.*)?$/.test(written) ? null : { written, zone: zoneWord(written) };
}

/** What one format stands for, most likely first: the engine tries them in this order. */
export function variantsOf(format: string): { readonly zoned: string[]; readonly local: string[] } {
  const date = dateOf(format);
  const tail = format.slice(date.length);
  const behind = zoneIn(format);
  if (behind !== null) {
    const clocks = clocksOf(tail.slice(0, tail.length - behind.written.length)).filter((clock) => clock !== '');
    const all = clocks.map((clock) => date + clock + behind.written);
    return behind.zone === null || behind.zone.kind === 'unclear' ? { zoned: [], local: all } : { zoned: all, local: [] };
  }
  const offset = hasOffset(format) ? (/ ?(?:(?:GMT|UTC)?%z.*|UTC|GMT|Z)$/.exec(tail)?.[0] ?? '') : '';
  const clocks = clocksOf(tail.slice(0, tail.length - offset.length));
  const local = clocks.map((clock) => date + clock);
  const offsets = [...new Set([offset, '%z', 'Z', ' %z', ...(/^ ?(?:UTC|GMT)$/.test(offset) ? [' UTC', ' GMT'] : [])])].filter(
    (end) => end !== '',
  );
  const zoned = offset === '' ? [] : clocks.filter((clock) => clock !== '').flatMap((clock) => offsets.map((end) => date + clock + end));
  return { zoned, local };
}

/** The ways one export writes a time of day, the given one first; none at all is one of them. */
function clocksOf(time: string): string[] {
  const clocks = new Set([time]);
  if (time === '') return [...clocks];
  const bare = time.replace(/[.,]%[fn]/, '');
  const swap = (text: string) => (text.startsWith('T') ? ` ${text.slice(1)}` : text.startsWith(' ') ? `T${text.slice(1)}` : text);
  const withSeconds = bare.includes('%S') ? bare : bare.replace('%M', '%M:%S');
  const fraction = (text: string, code: string) => text.replace('%S', `%S.${code}`);
  for (const clock of [bare, fraction(withSeconds, '%f'), fraction(withSeconds, '%n'), withSeconds, bare.replace(/[:.]?%S/, '')]) {
    clocks.add(clock);
    if (!/%p|\{half\}/.test(clock)) clocks.add(swap(clock));
  }
  clocks.add('');
  return [...clocks];
}

/** Whether every value says its own offset from UTC, or its zone. */
export const hasOffset = (format: string): boolean =>
  partsOf(format).every((part) => {
    const behind = zoneIn(part);
    return behind === null ? /(?:%z(?: ?[([].*)?|UTC|GMT|Z)$/.test(part) : behind.zone !== null && behind.zone.kind !== 'unclear';
  });

/** The abbreviations of zones in a format that can't be told, each with what it may mean. */
export const unclearZones = (format: string): { word: string; meanings: string }[] =>
  partsOf(format).flatMap((part) => {
    const behind = zoneIn(part);
    return behind?.zone?.kind === 'unclear' ? [{ word: behind.written.trim(), meanings: behind.zone.meanings }] : [];
  });

/** How finely the values of a sample are written. */
export function precisionOf(values: readonly string[]): 'day' | 'minute' | 'second' | 'ms' | 'us' | null {
  const order = ['day', 'minute', 'second', 'ms', 'us'] as const;
  let finest = -1;
  for (const value of values) {
    const format = formatsOf(value)[0];
    if (format === undefined) continue;
    const digits = /\d[.,](\d+)(?: ?(?:Z|UTC|GMT|[AaPp][Mm]|[+-]\d{2}(?::?\d{2})?).*)?$/.exec(value)?.[1]?.replace(/0+$/, '').length ?? 0;
    const level = /%[fn]/.test(format) && digits > 0 ? (digits > 3 ? 4 : 3) : format.includes('%S') ? 2 : format.includes('%M') ? 1 : 0;
    finest = Math.max(finest, level);
  }
  return order[finest] ?? null;
}

/** Whether a person's own format is one that is understood and says at least year, month and day. */
export function isTimeFormat(format: string): boolean {
  return format.length <= 400 && partsOf(format).every(isOneFormat);
}

function isOneFormat(format: string): boolean {
  if (isEpoch(format) || isSerial(format) || format === ISO_WEEK) return true;
  if (format.length > 80 || format.replace(/\{(?:month|weekday|half)\}/g, '').includes('{')) return false;
  const words = format.match(/%./g) ?? [];
  const known = words.every((word) => '%Y%y%m%d%b%B%j%H%I%M%S%f%g%n%p%z%a%A'.includes(word));
  const month = /%[mbB]|\{month\}/.test(format);
  return known && /%[Yy]/.test(format) && (/%j/.test(format) || (month && /%d/.test(format)));
}
