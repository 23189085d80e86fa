/** Characters with which a spreadsheet would begin a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One field of a CSV file. Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers
 * are ours and stay numbers. Lists are joined with “ > ”, objects are JSON.
 */
export function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = Array.isArray(value)
    ? value.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' > ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (values: readonly unknown[]): string => `${values.map(csvField).join(',')}\r\n`;

/** Rows as CSV (RFC 4180) with a header, in the order of `columns`. */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  return csvLine(columns) + rows.map((row) => csvLine(columns.map((column) => row[column]))).join('');
}
