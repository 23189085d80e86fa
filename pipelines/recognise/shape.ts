import { BadRequest, RefusedFile } from '../../model/problem.ts';
import { looksLikeTime } from './times.ts';
import { parseRecords, type TextRecord } from './records.ts';

/** How the text of a file is cut into fields, and where its table begins. */
export interface TableShape {
  readonly delimiter: string;
  readonly quote: string;
  /** Line of the header, counted as in an editor. */
  readonly headerLine: number;
  /** Lines to skip before the first row of data, blank lines not counted; null when skipping lines can't be trusted. */
  readonly skip: number | null;
  /** Letters of the text before the first row of data. */
  readonly dataStart: number;
  /** Names of the columns, each once: “name (2)”, “column 3”. */
  readonly names: readonly string[];
  /** The first rows of data, each as wide as the header. */
  readonly sample: readonly (readonly string[])[];
  /** Lines above the header, as a person wrote them. */
  readonly title: readonly string[];
  readonly notes: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|', '^', '~', '\u00a6'] as const;
export const DELIMITER_NAMES: Record<string, string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'vertical bar',
  '^': 'circumflex',
  '~': 'tilde',
  '\u00a6': 'broken bar',
};
const SAMPLE_RECORDS = 2000;
const MAX_TITLE_LINES = 30;
const MAX_COLUMNS = 4000;

interface Candidate {
  readonly delimiter: string;
  readonly quote: string;
  readonly records: readonly TextRecord[];
  readonly width: number;
  readonly score: number;
}

/** How a person said a table is laid out. */
export interface GivenShape {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  /** Line of the header as an editor counts it, blank lines too. */
  readonly headerLine?: number | undefined;
  readonly lineAsGiven?: ((line: number) => number) | undefined;
}

/**
 * The delimiter, quote and header of a table from its first records, or those a person named.
 *
 * Refuses in words what has no columns, header or rows, and a delimiter or line that the file does not have.
 */
export function recogniseShape(head: string, given: GivenShape = {}): TableShape {
  const quote = given.quote ?? quoteOf(head);
  if (given.delimiter !== undefined) refuseDelimiter(given.delimiter);
  const candidates = (given.delimiter === undefined ? DELIMITERS : [given.delimiter])
    .map((delimiter) => candidate(head, delimiter, quote))
    .toSorted((one, other) => other.score - one.score);
  const best = candidates[0];
  if (best === undefined || best.width < 2) {
    if (given.delimiter !== undefined)
      throw new BadRequest(
        'delimiter',
        `No line of the file is divided by a “${given.delimiter}”.`,
        'Leave the delimiter out to have it recognised.',
      );
    throw new RefusedFile(
      'not_a_table',
      'This does not look like a table: its lines have only one field.',
      'Fields must be separated by comma, semicolon, tab or vertical bar. An event log needs at least a case, an activity and a time.',
    );
  }
  if (best.width > MAX_COLUMNS)
    throw new RefusedFile(
      'too_many_columns',
      `The file has ${best.width} columns; ${MAX_COLUMNS} are the most that can be read.`,
      'Export it again with only the columns that say something of an event.',
    );
  const headerAt = given.headerLine === undefined ? headerOf(best) : givenHeader(best, given.headerLine, given.lineAsGiven);
  const header = best.records[headerAt];
  if (header === undefined) throw noRows();
  const rows = best.records.slice(headerAt + 1);
  if (rows.length === 0) throw noRows();
  const { names, notes } = columnNames(header.fields, best.width);
  const above = best.records.slice(0, headerAt);
  const title = above.map((record) => record.fields.filter((field) => field.trim() !== '').join(' '));
  const oneLineEach = [...above, header].every((record) => record.line === record.lastLine);
  const trusted = oneLineEach && !above.some((record) => quote !== '' && record.fields.some((field) => field.includes(quote)));
  return {
    delimiter: best.delimiter,
    quote,
    headerLine: header.line,
    skip: trusted ? headerAt + 1 : null,
    dataStart: header.end,
    names,
    sample: rows.filter((row) => row.fields.length === best.width).map((row) => row.fields),
    title,
    notes:
      title.length === 0
        ? notes
        : [
            `${title.length === 1 ? 'The line above the header was' : `${title.length} lines above the header were`} read as a title: “${shorten(title.join(' · '))}”.`,
            ...notes,
          ],
  };
}

function givenHeader({ records }: Candidate, line: number, lineAsGiven = (one: number) => one): number {
  const at = records.findIndex((record) => lineAsGiven(record.line) <= line && line <= lineAsGiven(record.lastLine));
  const header = records[at];
  if (header !== undefined && header.fields.length > 1) return at;
  throw new BadRequest(
    'headerLine',
    header === undefined
      ? `The file has no line ${line} that could be its header.`
      : `Line ${line} has only one field: “${shorten(header.fields[0] ?? '')}”.`,
    'Name the line that holds the names of the columns; the first line is 1.',
  );
}

function refuseDelimiter(delimiter: string): void {
  if (delimiter.length === 1 && !/[\p{L}\p{N}"'\\\r\n.]/u.test(delimiter)) return;
  throw new BadRequest(
    'delimiter',
    `“${shorten(delimiter)}” can’t divide the fields of a table.`,
    'Give one sign, such as a comma, a semicolon, a tab or a vertical bar.',
  );
}

/** Single quotes only where they plainly wrap fields and double quotes are not used. */
function quoteOf(head: string): string {
  if (head.includes('"')) return '"';
  const wrapped = head.match(/(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])/gm)?.length ?? 0;
  const lines = head.split('\n').length;
  return wrapped >= Math.max(2, lines / 2) ? "'" : '"';
}

function candidate(head: string, delimiter: string, quote: string): Candidate {
  const records = parseRecords(head, delimiter, quote, SAMPLE_RECORDS);
  const widths = new Map<number, number>();
  for (const record of records) widths.set(record.fields.length, (widths.get(record.fields.length) ?? 0) + 1);
  const [width = 1, count = 0] =
    [...widths].toSorted((one, other) => other[1] - one[1] || other[0] - one[0]).find(([fields]) => fields > 1) ?? [];
  const share = records.length === 0 ? 0 : count / records.length;
  // a delimiter that splits every line the same way wins; among those, the one that splits more
  return { delimiter, quote, records, width, score: width < 2 ? 0 : share ** 2 * Math.log2(width + 1) };
}

/** The first line as wide as the table. Lines above it are a title only when they are clearly narrower or nearly empty. */
export function headerOf({ records, width }: Pick<Candidate, 'records' | 'width'>): number {
  const filled = (record: TextRecord) => record.fields.filter((field) => field.trim() !== '').length;
  for (let at = 0; at < Math.min(records.length, MAX_TITLE_LINES); at += 1) {
    const record = records[at];
    const next = records[at + 1];
    if (record === undefined) break;
    if (record.fields.length < width) {
      // a header may be narrower than its rows, which then end in a delimiter
      const namesAll = record.fields.length > 1 && record.fields.length >= width - 1 && filled(record) === record.fields.length;
      if (namesAll && !holdsData(record) && next !== undefined && holdsData(next)) return at;
      continue;
    }
    const headerBelow = records.slice(at + 1, MAX_TITLE_LINES).find((below) => below.fields.length === width && filled(below) * 2 > width);
    if (filled(record) * 2 <= width && headerBelow !== undefined && !holdsData(headerBelow)) continue;
    if (record.fields.some((field) => looksLikeTime(field.trim()))) {
      throw new RefusedFile(
        'no_header',
        `Line ${record.line} looks like data, not like a header: it holds the time “${shorten(record.fields.find((field) => looksLikeTime(field.trim())) ?? '')}”.`,
        'The file needs one line with the names of its columns above the first row.',
      );
    }
    return at;
  }
  return 0;
}

const holdsData = (record: TextRecord) =>
  record.fields.some((field) => looksLikeTime(field.trim()) || /^-?\d+([.,]\d+)?$/.test(field.trim()));

/**
 * The shape of a table that was made of a file of another format: its columns are known, its text has no header.
 *
 * `head` is the beginning of that text, `headerRow` where its names stand in the source.
 */
export function shapeOfMade(head: string, fields: readonly string[], headerRow: number): TableShape {
  const { names, notes } = columnNames(fields, fields.length);
  const records = parseRecords(head, ',', '"', SAMPLE_RECORDS);
  return {
    delimiter: ',',
    quote: '"',
    headerLine: headerRow,
    skip: 0,
    dataStart: 0,
    names,
    sample: records.filter((row) => row.fields.length === names.length).map((row) => row.fields),
    title: [],
    notes,
  };
}

function columnNames(fields: readonly string[], width: number): { names: string[]; notes: string[] } {
  const taken = new Set<string>();
  const notes: string[] = [];
  const names = Array.from({ length: Math.max(width, fields.length) }, (_, at) => {
    const written = (fields[at] ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
    const base = written === '' ? `column ${at + 1}` : written;
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base} (${count})`;
    taken.add(name);
    if (written === '') notes.push(`Column ${at + 1} has no name in the header and is called “${name}”.`);
    else if (name !== base) notes.push(`The header names “${base}” more than once; column ${at + 1} is called “${name}”.`);
    return name;
  });
  return { names, notes };
}

export const shorten = (text: string, limit = 80): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

const noRows = () =>
  new RefusedFile(
    'no_rows',
    'The file has a header and no rows.',
    'There is nothing to import. Export the data again, or check the filter of the export.',
  );
