const DELIMITERS = ['\t', ';', ',', '|'];

/** A table that was pasted as a file: two lines at least, split alike. Null for any other text. */
export function pastedFile(text: string): File | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [header, second] = lines;
  if (header === undefined || second === undefined) return null;
  const splits = (delimiter: string) => header.split(delimiter).length > 1 && second.split(delimiter).length > 1;
  if (!DELIMITERS.some(splits)) return null;
  return new File([text.endsWith('\n') ? text : `${text}\n`], 'pasted table.csv', { type: 'text/csv' });
}
