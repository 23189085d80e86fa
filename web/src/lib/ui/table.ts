/** A column of a table: what a person reads in it, and what a file holds (the text, when nothing is said). */
export interface Column<Row> {
  name: string;
  text: (row: Row) => string;
  value?: (row: Row) => string | number | null;
  number?: boolean;
}

/** The table as CSV (RFC 4180, with a header). A text that a spreadsheet would run as a formula is defused. */
export function tableToCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(column.value ? column.value(row) : column.text(row))));
  return [columns.map((column) => cell(column.name)), ...lines].map((line) => line.join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
