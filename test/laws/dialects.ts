import fc from '../support/laws.ts';

/** An event as it is to be read back. Times are UTC milliseconds; null is an empty field. */
export interface Told {
  readonly case: string;
  readonly activity: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly resource: string | null;
  readonly amount: number | null;
  readonly urgent: boolean | null;
  readonly note: string | null;
}
/** Rows with a start and an end, or rows that say by a word which of the two their time is. */
export type Layout = 'times' | 'lifecycle';

export interface Dialect {
  readonly layout: Layout;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly quote: '"' | "'";
  readonly quoted: 'all' | 'needed';
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly encoding: 'utf-8' | 'utf-8 marked' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly title: number;
  readonly lastLineEnd: boolean;
  readonly times: 'z' | 'offset' | 'local' | 'dots' | 'month words' | 'epoch ms';
  readonly decimal: '.' | ',';
}

/** Pieces that names are put together from: what breaks readers, and what does not. */
const PIECES = [
  'a',
  'Z',
  '7',
  ' ',
  ',',
  ';',
  '|',
  "'",
  '""',
  '"',
  '\t',
  '\n',
  'ö',
  'é',
  'ß',
  '=',
  '+',
  '-',
  '@',
  '<b>',
  '&amp;',
  '\\',
  '/',
  '%',
  '{',
  '#',
  'NULL',
  '.',
];
const WIDE = ['שלום', '漢字', '👩‍⚕️', 'e\u0301', '\u200b', 'Ω', '“'];

const nameOf = (pieces: readonly string[]) =>
  fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
    .map((some) => some.join('').trim())
    // blanks at the edges are no part of a name, nor is nothing
    .filter((name) => name !== '' && !/^[\s\u200b]|[\s\u200b]$/u.test(name));

const FIRST = Date.UTC(2024, 0, 1);

function told(pieces: readonly string[], layout: Layout, ms: boolean): fc.Arbitrary<Told> {
  const instant = fc.integer({ min: 0, max: 60_000_000 }).map((seconds) => FIRST + seconds * 1000);
  const fine = ms ? fc.tuple(instant, fc.integer({ min: 0, max: 999 })).map(([at, more]) => at + more) : instant;
  return fc
    .record({
      case: nameOf(pieces),
      activity: nameOf(pieces),
      start: fc.option(fine),
      lasts: fc.integer({ min: 0, max: 100_000 }),
      open: fc.boolean(),
      resource: fc.option(nameOf(pieces)),
      amount: fc.option(fc.integer({ min: -999_999, max: 999_999 }).map((cents) => cents / 100)),
      urgent: fc.option(fc.boolean()),
      // letters first, so that it is text whatever follows
      note: fc.option(nameOf(pieces).map((name) => `note ${name}`)),
    })
    .chain(({ lasts, open, start, ...rest }) =>
      fine.map((end) => {
        if (layout === 'lifecycle') return { ...rest, start: open ? end : null, end: open ? null : end };
        if (start === null) return { ...rest, start, end };
        return { ...rest, start, end: open ? null : start + lasts * 1000 };
      }),
    );
}

export const dialect: fc.Arbitrary<Dialect> = fc
  .record({
    layout: fc.constantFrom('times' as const, 'lifecycle' as const),
    delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
    quote: fc.constantFrom('"' as const, '"' as const, "'" as const),
    quoted: fc.constantFrom('all' as const, 'needed' as const),
    lineEnd: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
    encoding: fc.constantFrom('utf-8' as const, 'utf-8 marked' as const, 'utf-16le' as const, 'utf-16be' as const, 'windows-1252' as const),
    title: fc.integer({ min: 0, max: 2 }),
    lastLineEnd: fc.boolean(),
    times: fc.constantFrom('z' as const, 'offset' as const, 'local' as const, 'dots' as const, 'month words' as const, 'epoch ms' as const),
    decimal: fc.constantFrom('.' as const, ',' as const),
  })
  // single quotes around some fields alone can't be told from apostrophes
  .map((one): Dialect => ({ ...one, quoted: one.quote === "'" ? 'all' : one.quoted, decimal: one.delimiter === ',' ? '.' : one.decimal }));

/** A log and the way it is written; equal rows and equal times come up by themselves and by repetition. */
export const writtenLog: fc.Arbitrary<{ readonly dialect: Dialect; readonly events: readonly Told[] }> = dialect.chain((one) => {
  const pieces = [...PIECES, ...(one.encoding === 'windows-1252' ? [] : WIDE)].filter((piece) => one.quote === '"' || !piece.includes('"'));
  const fine = !['dots', 'month words'].includes(one.times);
  return fc
    .array(told(pieces, one.layout, fine), { minLength: 4, maxLength: 14 })
    .chain((events) => fc.subarray(events, { maxLength: 3 }).map((again) => ({ dialect: one, events: [...events, ...again] })));
});

const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time as text: of the zone UTC where it has no offset. */
function timeText(at: number, times: Dialect['times'], row: number): string {
  const iso = new Date(at).toISOString();
  const date = new Date(at);
  switch (times) {
    case 'z':
      return iso;
    case 'local':
      return iso.replace('T', ' ').replace('Z', '');
    case 'epoch ms':
      return String(at);
    case 'offset': {
      const hours = (row % 5) - 2;
      const shifted = new Date(at + hours * 3_600_000).toISOString().replace('Z', '');
      return `${shifted}${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}:00`;
    }
    case 'dots':
      return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ${iso.slice(11, 19)}`;
    case 'month words':
      return `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()} ${iso.slice(11, 19)}`;
  }
}

export const HEADERS: Record<Layout, readonly string[]> = {
  times: ['case', 'activity', 'start', 'end', 'resource', 'amount', 'urgent', 'note'],
  lifecycle: ['case', 'activity', 'time', 'lifecycle', 'resource', 'amount', 'urgent', 'note'],
};

function fieldsOf(event: Told, one: Dialect, row: number): string[] {
  const time = (at: number | null) => (at === null ? '' : timeText(at, one.times, row));
  const when =
    one.layout === 'times'
      ? [time(event.start), time(event.end)]
      : [time(event.start ?? event.end), event.start === null ? 'complete' : 'start'];
  const amount = event.amount === null ? '' : String(event.amount).replace('.', one.decimal);
  return [
    event.case,
    event.activity,
    ...when,
    event.resource ?? '',
    amount,
    event.urgent === null ? '' : String(event.urgent),
    event.note ?? '',
  ];
}

/** The log as the bytes of a text file. */
export function bytesOf({ dialect: one, events }: { dialect: Dialect; events: readonly Told[] }): Buffer {
  const { quote, delimiter } = one;
  const special = new RegExp(`[${delimiter === '|' ? '\\|' : delimiter}${quote}\\r\\n]`);
  const field = (text: string) =>
    one.quoted === 'all' || special.test(text) ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}` : text;
  const lines = [HEADERS[one.layout], ...events.map((event, row) => fieldsOf(event, one, row))].map((row) =>
    row.map(field).join(delimiter),
  );
  const title = ['Export of the register', 'January'].slice(0, one.title);
  // a line end inside of a field is written as those between rows
  const text = [...title, ...lines].join('\n').replaceAll('\n', one.lineEnd) + (one.lastLineEnd ? one.lineEnd : '');
  switch (one.encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 marked':
      return Buffer.from(`\ufeff${text}`);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'windows-1252':
      return Buffer.from(text, 'latin1');
  }
}
