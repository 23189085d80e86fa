import { capital } from '../../../../model/format.ts';

const NOISE = new Set([
  'export',
  'extract',
  'events',
  'event',
  'log',
  'data',
  'dump',
  'final',
  'copy',
  'csv',
  'tsv',
  'utf8',
  'anonymised',
  'anonymized',
]);

/**
 * The name a service gets from its file, for a person to change: `help_desk-export_2026-10.csv.gz` gives
 * “Help desk”. Dates, counts and words such as “export” say nothing about the service.
 */
export function serviceNameOf(file: string): string {
  const stem = file.replace(/^.*[\\/]/, '').replace(/(\.(csv|tsv|txt|gz))+$/i, '');
  const words = stem
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_.()-]+/)
    .filter((word) => word !== '' && !/^v?\d+$/i.test(word) && !NOISE.has(word.toLowerCase()));
  const name = words
    .map((word) => (/^[A-Z]{2,4}$/.test(word) ? word : word.toLowerCase()))
    .join(' ')
    .slice(0, 120)
    .trim();
  return name === '' ? 'New service' : capital(name);
}

const ENDINGS = ['.csv', '.tsv', '.txt', '.csv.gz', '.tsv.gz', '.txt.gz', '.gz'];
/** For the browser's file chooser. */
export const ACCEPTED = '.csv,.tsv,.txt,.gz';

/** Why a file can't be taken at all, before a byte of it is read; null when it may be tried. */
export function fileRefusal(file: { name: string; size: number }): { title: string; detail: string } | null {
  if (file.size === 0)
    return { title: `“${file.name}” is empty.`, detail: 'It holds no bytes at all. Export it again, then choose it here.' };
  const name = file.name.toLowerCase();
  if (/\.(xlsx|xls|ods)$/.test(name)) {
    return {
      title: `“${file.name}” is a spreadsheet.`,
      detail: 'Save the sheet as CSV in the spreadsheet program, then choose that file.',
    };
  }
  if (!ENDINGS.some((ending) => name.endsWith(ending))) {
    return { title: `“${file.name}” does not look like a table.`, detail: 'Choose a .csv, .tsv or .txt file, as it is or packed as .gz.' };
  }
  return null;
}
