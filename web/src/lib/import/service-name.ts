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
  const stem = file.replace(/^.*[\\/]/, '').replace(ENDINGS, '');
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

const ENDINGS = /(\.(csv|tsv|txt|xlsx|xlsm|json|jsonl|ndjson|parquet|arrow|arrows|feather|xes|zip|gz))+$/i;
/** For the browser's file chooser, which goes by names; the server goes by content. */
export const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xlsm,.json,.jsonl,.ndjson,.parquet,.arrow,.arrows,.feather,.xes,.zip,.gz';

/** Why a file can't be taken at all, before a byte of it is read; null when it may be tried. */
export function fileRefusal(file: { name: string; size: number }): { title: string; detail: string } | null {
  if (file.size === 0)
    return { title: `“${file.name}” is empty.`, detail: 'It holds no bytes at all. Export it again, then choose it here.' };
  const name = file.name.toLowerCase();
  if (/\.(xls|xlsb|ods|numbers)$/.test(name)) {
    return {
      title: `“${file.name}” is a spreadsheet of a kind that can’t be read.`,
      detail: 'Save it as .xlsx or as CSV in the spreadsheet program, then choose that file.',
    };
  }
  if (/\.(pdf|docx?|pptx?|png|jpe?g|gif|html?|rar|7z)$/.test(name)) {
    return {
      title: `“${file.name}” does not look like a table.`,
      detail: 'Choose CSV (.csv, .tsv, .txt), XLSX, JSON, Parquet, Arrow, XES or a zip of them, as it is or packed as .gz.',
    };
  }
  return null;
}
