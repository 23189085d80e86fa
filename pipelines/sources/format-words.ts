import type { FileFormat, FileShape } from '../../model/event-log.ts';
import type { ReadableFile } from './source.ts';

const NAMES: Record<FileFormat, string> = { text: 'CSV', xlsx: 'XLSX', json: 'JSON', parquet: 'Parquet', arrow: 'Arrow', xes: 'XES' };

/** What a file was before it became a table. */
export type Source = Pick<FileShape, 'format' | 'sheet' | 'sheets' | 'part' | 'parts'>;

export const sourceOf = ({ format, sheet, sheets, archive }: Pick<ReadableFile, 'format' | 'sheet' | 'sheets' | 'archive'>): Source => ({
  format,
  sheet,
  sheets: [...sheets],
  part: archive?.part ?? null,
  parts: [...(archive?.parts ?? [])],
});

/** What a file is, as it stands in a recognition and a receipt: “XLSX, sheet “Visits””, “ZIP of 3 tables, CSV”. */
export function formatWords({ format, sheet, part, parts }: Source): string {
  const name = NAMES[format] + (sheet === null ? '' : `, sheet “${sheet}”`);
  if (parts.length === 0) return name;
  return part === null ? `ZIP of ${parts.length} tables, ${name}` : `ZIP, “${part}”, ${name}`;
}
