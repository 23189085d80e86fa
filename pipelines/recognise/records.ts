/** One record of a text table and the physical lines it covers, the first line is 1. */
export interface TextRecord {
  readonly fields: readonly string[];
  readonly line: number;
  readonly lastLine: number;
  /** Where the next record begins in the text. */
  readonly end: number;
}

/** A quoted field of more lines than this, or one that never closes, was no quoted field. */
const MAX_QUOTED_LINES = 200;

/**
 * The first records of a table. For recognition only: it reads the head of a file, the engine reads the file.
 *
 * Blank lines are no records. A quote that opens and never closes is taken as a letter, so that one broken line
 * doesn't hide the shape of the others.
 */
export function parseRecords(text: string, delimiter: string, quote: string, limit: number): TextRecord[] {
  const records: TextRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length && records.length < limit) {
    const record = parseRecord(text, at, delimiter, quote);
    if (record.fields.length > 1 || record.fields[0] !== '')
      records.push({ fields: record.fields, line, lastLine: line + record.lines - 1, end: record.next });
    line += record.lines;
    at = record.next;
  }
  return records;
}

function parseRecord(text: string, start: number, delimiter: string, quote: string): { fields: string[]; next: number; lines: number } {
  const fields: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    const quoted = quote !== '' && text[at] === quote ? quotedField(text, at, delimiter, quote) : null;
    if (quoted !== null) {
      fields.push(quoted.value);
      lines += quoted.lines;
      at = quoted.next;
    } else {
      let end = at;
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
      fields.push(text.slice(at, end));
      at = end;
    }
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    return { fields, next: at + 1, lines };
  }
}

function quotedField(text: string, start: number, delimiter: string, quote: string): { value: string; next: number; lines: number } | null {
  let lines = 0;
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === quote) {
      if (text[at + 1] === quote) {
        value += quote;
        at += 1;
        continue;
      }
      const after = text[at + 1];
      const closes = after === undefined || after === delimiter || after === '\n' || after === '\r';
      return closes ? { value, next: at + 1, lines } : null;
    }
    if (letter === '\n') lines += 1;
    if (lines > MAX_QUOTED_LINES) return null;
    value += letter;
  }
  return null;
}
