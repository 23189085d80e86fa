const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The parts of a strptime format that a file's times are written with; the pattern takes what may stand there. */
const PARTS: Record<string, { pattern: string; example: string }> = {
  Y: { pattern: '(?<Y>\\d{4})', example: '2026' },
  y: { pattern: '(?<y>\\d{2})', example: '26' },
  m: { pattern: '(?<m>\\d{1,2})', example: '12' },
  d: { pattern: '(?<d>\\d{1,2})', example: '31' },
  H: { pattern: '(?<H>\\d{1,2})', example: '23' },
  I: { pattern: '(?<I>\\d{1,2})', example: '11' },
  M: { pattern: '(?<M>\\d{1,2})', example: '59' },
  S: { pattern: '(?<S>\\d{1,2})', example: '30' },
  f: { pattern: '\\d{1,9}', example: '250' },
  g: { pattern: '\\d{1,3}', example: '250' },
  n: { pattern: '\\d{1,9}', example: '250' },
  p: { pattern: '(?<p>[AaPp][Mm])', example: 'PM' },
  b: { pattern: '(?<b>[A-Za-z]{3,4})', example: 'Dec' },
  B: { pattern: '(?<B>[A-Za-z]+)', example: 'December' },
  a: { pattern: '[A-Za-z]{2,3}', example: 'Thu' },
  A: { pattern: '[A-Za-z]+', example: 'Thursday' },
  z: { pattern: '(?:Z|[+-]\\d{2}(?::?\\d{2})?)', example: '+01:00' },
  Z: { pattern: '[A-Za-z_/+-]+', example: 'UTC' },
};

interface Piece {
  part: { pattern: string; example: string } | null;
  text: string;
}

function piecesOf(format: string): Piece[] {
  return [...format.matchAll(/%-?([A-Za-z%])|([^%])/g)].map(([whole, letter, text]) => ({
    part: letter === undefined || letter === '%' ? null : (PARTS[letter] ?? null),
    text: letter === '%' ? '%' : (text ?? whole),
  }));
}

/** A time format as a person knows it, by example: `%d.%m.%Y %H:%M` reads `31.12.2026 23:59`. */
export const formatExample = (format: string): string =>
  piecesOf(format)
    .map((piece) => piece.part?.example ?? piece.text)
    .join('');

/** Whether a word is a time format and not, say, the name of a zone. */
export const isTimeFormat = (text: string): boolean => /%-?[YymdHMSbB]/.test(text);

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

interface Moment {
  year: number;
  month: number;
  day: number;
  /** Null where the format has no time of day. */
  time: string | null;
}

function momentOf(value: string, format: string): Moment | null {
  const pattern = piecesOf(format)
    .map((piece) => piece.part?.pattern ?? escape(piece.text))
    .join('');
  const found = new RegExp(`^${pattern}$`).exec(value.trim())?.groups;
  if (!found) return null;
  const month = found.m === undefined ? monthOf(found.b ?? found.B) : Number(found.m);
  const day = Number(found.d ?? 1);
  const year = found.Y === undefined ? 2000 + Number(found.y ?? 0) : Number(found.Y);
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const hour = hourOf(found);
  return { year, month, day, time: hour === null ? null : `${two(hour)}:${(found.M ?? '00').padStart(2, '0')}` };
}

const two = (value: number) => String(value).padStart(2, '0');

/**
 * What a value means when it is read by a format, as `3 April 2026, 09:30`; null when it does not fit.
 *
 * For showing what a choice does to a sample. The server reads the file, by its own rules.
 */
export function readAs(value: string, format: string): string | null {
  const moment = momentOf(value, format);
  if (!moment) return null;
  const date = `${String(moment.day)} ${MONTHS[moment.month - 1] ?? ''} ${String(moment.year)}`;
  return moment.time === null ? date : `${date}, ${moment.time}`;
}

/** The same as text that sorts: `2026-04-03 09:30`. */
export function startsAt(value: string, format: string): string | null {
  const moment = momentOf(value, format);
  return moment && `${String(moment.year)}-${two(moment.month)}-${two(moment.day)} ${moment.time ?? ''}`.trim();
}

function monthOf(name: string | undefined): number {
  if (name === undefined) return 1;
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase().slice(0, 3))) + 1;
}

function hourOf(found: Record<string, string | undefined>): number | null {
  if (found.H !== undefined) return Number(found.H);
  if (found.I === undefined) return null;
  return (Number(found.I) % 12) + (found.p?.toLowerCase() === 'pm' ? 12 : 0);
}
