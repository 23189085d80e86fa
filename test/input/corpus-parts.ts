import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetOf, zipOf } from './write-formats.ts';

export async function parquet(select: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-'));
  try {
    return await parquetOf(folder, select);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same archive with one of its files made a symbolic link, as the systems that have them write it. */
export function linked(archive: Buffer, name: string): Buffer {
  const copy = Buffer.from(archive);
  const directory = copy.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]), copy.lastIndexOf(name));
  copy.writeUInt32LE((0o120777 << 16) >>> 0, directory + 38);
  return copy;
}

type Cell = string | { readonly formula: string; readonly result?: string; readonly error?: string };

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function cellXml(cell: Cell): string {
  if (typeof cell === 'string') return `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  const formula = `<f>${escaped(cell.formula)}</f>`;
  if (cell.error !== undefined) return `<c t="e">${formula}<v>${cell.error}</v></c>`;
  return cell.result === undefined ? `<c>${formula}</c>` : `<c t="str">${formula}<v>${cell.result}</v></c>`;
}

export const rowsXml = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row, at) => `<row r="${at + 1}">${row.map(cellXml).join('')}</row>`).join('');

interface OtherParts {
  readonly sheet?: string;
  readonly sheets?: string;
  /** The texts that cells share, and how long the archive says they are. */
  readonly texts?: { readonly content: Buffer; readonly says: number };
}

/** A workbook written part by part, so that a part can be other than a spreadsheet program would write it. */
export function workbookOf(rows: readonly (readonly Cell[])[], more: OtherParts = {}): Buffer {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (inner: string) =>
    `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  const cells = rowsXml(rows);
  return zipOf([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: relations(`<Relationship Id="r" Type="${type}/officeDocument" Target="xl/workbook.xml"/>`) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${type}">${more.sheets ?? '<sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>'}`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations(`<Relationship Id="rId1" Type="${type}/worksheet" Target="worksheets/log.xml"/>`),
    },
    ...(more.texts === undefined ? [] : [{ name: 'xl/sharedStrings.xml', content: more.texts.content, saysBytes: more.texts.says }]),
    { name: 'xl/worksheets/log.xml', content: more.sheet ?? `<worksheet><sheetData>${cells}</sheetData></worksheet>` },
  ]);
}
