import { number, plural } from '../../../../model/format.ts';
import type { ImportRecord } from '../../../../model/import-record.ts';
import type { Words } from '../../../../model/process.ts';
import { rowWords } from './sentences.ts';

export type Way = 'undo' | 'redo';

/** What can be done with an import that has ended: taken back, brought again, or neither. */
export function wayOf(record: Pick<ImportRecord, 'state' | 'receipt'>): Way | null {
  if (record.receipt === null || record.receipt.accepted + record.receipt.replaced === 0) return null;
  if (record.state === 'done') return 'undo';
  return record.state === 'undone' ? 'redo' : null;
}

/** What goes, or comes, before it does. */
export function wayWords(record: ImportRecord, way: Way, words: Words, dataVersion: number): string[] {
  const { receipt } = record;
  if (!receipt) return [];
  const rows = plural(receipt.accepted, ...rowWords(receipt.kind));
  const cases =
    receipt.newCases > 0 ? `, ${plural(receipt.newCases, `${words.case} that only it has`, `${words.cases} that only it has`)}` : '';
  const replaced =
    receipt.replaced > 0
      ? way === 'undo'
        ? [`${plural(receipt.replaced, 'event', 'events')} that it took the place of ${receipt.replaced === 1 ? 'comes' : 'come'} back.`]
        : [`${plural(receipt.replaced, 'earlier event goes', 'earlier events go')} again, as it takes their place.`]
      : [];
  const next = `This becomes data version ${number(dataVersion + 1)}; version ${number(dataVersion)} stays available.`;
  if (way === 'redo') return [`${rows} come in again, as they were${cases}.`, ...replaced, next];
  return [
    `${rows} of this file no longer count${cases}.`,
    ...replaced,
    'Rows that a later file brought too are kept by that file. The original is kept: it can be brought again.',
    next,
  ];
}

export const WAY_NAMES: Readonly<Record<Way, { act: string; title: (file: string) => string; done: (file: string) => string }>> = {
  undo: { act: 'Take back', title: (file) => `Take back “${file}”?`, done: (file) => `“${file}” is taken back.` },
  redo: { act: 'Bring again', title: (file) => `Bring “${file}” again?`, done: (file) => `“${file}” is in again.` },
};
