/** A part of a day, as a spreadsheet keeps a time of day: 0.375 is 09:00. */
export const CLOCK_FRACTION = 'part of a day';
/** Digits of a clock without marks, leading zeros left out: 91011 is 09:10:11, 910 is 09:10. */
export const CLOCK_DIGITS = 'hhmmss';
export const CLOCK_SHORT_DIGITS = 'hhmm';

const CLOCK = /^(\d{1,2})([:.h])([0-5]\d)(?:([:.])([0-5]\d)(?:([.,])(\d{1,9}))?)?(?:( ?)([AaPp]\. ?[Mm]\.|[AaPp][Mm]))?$/;

/** The format of a time of day without a date, as strptime reads it; null when the value is none. */
function clockOf(value: string): string | null {
  const match = CLOCK.exec(value);
  if (match === null) return null;
  const [, hour, divider, , mark, seconds, point, fraction, space = '', half = ''] = match;
  if (Number(hour) > 24) return null;
  const second = seconds === undefined ? '' : `${mark}%S${fraction === undefined ? '' : `${point}${fraction.length > 6 ? '%n' : '%f'}`}`;
  return `${half === '' ? '%H' : '%I'}${divider}%M${second}${half === '' ? '' : half.includes('.') ? `${space}{half}` : `${space}%p`}`;
}

/**
 * The format of a column of times of day, null when it is none: nearly all of its values must be one, half of them where
 * `named` says that they are times.
 *
 * Digits without marks are a clock only where `named` says so: they could be any number.
 */
export function clockFormat(values: readonly string[], named: boolean): string | null {
  if (values.length === 0) return null;
  const counts = new Map<string, number>();
  for (const value of values) {
    const format = clockOf(value);
    if (format !== null) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  const read = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (read >= values.length * (named ? 0.5 : 0.95))
    return fullestOf([...counts].toSorted((one, other) => other[1] - one[1]).map(([format]) => format));
  if (!named) return null;
  if (values.every((value) => /^0?[.,]\d{2,}$|^0$/.test(value)) && values.length > 1) return CLOCK_FRACTION;
  if (values.every((value) => isDigits(value, 6))) return CLOCK_DIGITS;
  return values.every((value) => isDigits(value, 4)) ? CLOCK_SHORT_DIGITS : null;
}

/** The most frequent format, and after it that of the other kind of clock where both are written: of 24 hours, of twice 12. */
function fullestOf(formats: readonly string[]): string | null {
  const [first] = formats;
  if (first === undefined) return null;
  const other = formats.find((format) => format.includes('%H') !== first.includes('%H'));
  return other === undefined ? first : `${first} | ${other}`;
}

/** Digits that are a clock when filled up with zeros in front. */
function isDigits(value: string, width: 4 | 6): boolean {
  if (!/^\d+$/.test(value) || value.length > width) return false;
  const parts = value.padStart(width, '0').match(/\d\d/g) ?? [];
  return parts.every((part, at) => Number(part) < (at === 0 ? 24 : 60));
}
