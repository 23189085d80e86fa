const ENOUGH = 200_000;
const ROWS = 400;

/** The first rows of a file, read in the browser before a byte has left it. */
export interface Preview {
  encoding: string;
  delimiter: string;
  header: string[];
  rows: string[][];
  /** A guess from the size of the first rows; null for a packed file. */
  rowsAbout: number | null;
}

/** The head of the file, unpacked: enough for the first rows of almost any table. */
async function headOf(file: Blob): Promise<{ bytes: Uint8Array; packed: boolean; whole: boolean }> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  if (!packed) return { bytes: new Uint8Array(await file.slice(0, ENOUGH).arrayBuffer()), packed, whole: file.size <= ENOUGH };
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size < ENOUGH) {
    const { done, value } = await reader.read();
    if (done) {
      whole = true;
      break;
    }
    chunks.push(value);
    size += value.length;
  }
  await reader.cancel().catch(() => undefined);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes, packed, whole };
}

/** How the bytes spell text: by their mark, by zero bytes at every other place, else UTF-8 unless it does not fit. */
export function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 2000);
  let even = 0;
  let odd = 0;
  head.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  });
  if (odd > head.length / 5 && even < odd / 10) return 'utf-16le';
  if (even > head.length / 5 && odd < even / 10) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The bytes other formats begin with: archives and workbooks, Parquet, Arrow. */
const SIGNATURES = ['PK\u0003\u0004', 'PAR1', 'ARROW1', '\u00ff\u00ff\u00ff\u00ff'];

/** Whether the first bytes are a table as text. Markup and JSON are text and no table: their rows are for the server to find. */
export function isTextTable(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  if (SIGNATURES.some((signature) => start.startsWith(signature))) return false;
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes.subarray(0, 2000)).trimStart();
  return !/^<|^\[\s*[{[\]]|^\{\s*["}]/.test(text);
}

/**
 * Reads the first rows of a table as text; null for any other format. For the eye only: the server recognises the
 * file over all of its rows.
 *
 * Throws what the browser throws for a damaged gzip; an empty file gives no header and no rows.
 */
export async function readPreview(file: Blob): Promise<Preview | null> {
  const { bytes, packed, whole } = await headOf(file);
  if (!isTextTable(bytes)) return null;
  const encoding = encodingOf(bytes);
  let text = new TextDecoder(encoding).decode(bytes);
  if (!whole) text = text.slice(0, text.lastIndexOf('\n') + 1) || text;
  const { default: papa } = await import('papaparse');
  const { data, meta } = papa.parse<string[]>(text, { preview: ROWS + 1, skipEmptyLines: 'greedy' });
  const [header = [], ...rows] = data;
  return { encoding, delimiter: meta.delimiter, header, rows, rowsAbout: packed ? null : rowsAbout(text, bytes.length, file.size) };
}

/** By the length of the first lines: quoted line breaks make it high, so it is said as “about”. */
function rowsAbout(text: string, read: number, size: number): number | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  return lines < 2 ? null : Math.max(1, Math.round((size / read) * lines) - 1);
}

const DELIMITERS: Record<string, string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
  ':': 'colon',
  '^': 'caret',
  '~': 'tilde',
  ' ': 'space',
};
const ENCODINGS: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16, big end first',
  'windows-1252': 'Windows-1252',
  'iso-8859-1': 'Latin-1',
  'iso-8859-2': 'Latin-2, Central Europe',
  'iso-8859-15': 'Latin-9, with €',
  'windows-1250': 'Windows-1250, Central Europe',
  'windows-1251': 'Windows-1251, Cyrillic',
  'windows-1253': 'Windows-1253, Greek',
  'windows-1254': 'Windows-1254, Turkish',
  'windows-1255': 'Windows-1255, Hebrew',
  'windows-1256': 'Windows-1256, Arabic',
  'koi8-r': 'KOI8-R, Cyrillic',
  macintosh: 'Mac Roman',
  gb18030: 'GB18030, Chinese',
  big5: 'Big5, Chinese',
  shift_jis: 'Shift JIS, Japanese',
  'euc-jp': 'EUC-JP, Japanese',
  'euc-kr': 'EUC-KR, Korean',
};

/** What a person can choose when the encoding found is wrong. */
export const ENCODING_CHOICES = Object.keys(ENCODINGS).filter((encoding) => encoding !== 'iso-8859-1');
export const DELIMITER_CHOICES = [',', ';', '\t', '|'];

export const delimiterName = (delimiter: string): string => DELIMITERS[delimiter] ?? (delimiter === '' ? 'one column' : delimiter);
export const encodingName = (encoding: string): string => ENCODINGS[encoding] ?? encoding;
