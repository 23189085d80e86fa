import { quoted } from '../ingest/fix-words.ts';
import { isRepairColumn } from '../sources/repair-list.ts';
import type { Found, Look } from './look.ts';
import { counted, listed } from './words.ts';

/** Columns that say nothing: empty, or the same in every row. Those with a role of their own are left out. */
export function inactiveColumns({ seen, rows }: Pick<Look, 'seen' | 'rows'>): Promise<Found[]> {
  const columns = seen.rowColumns.filter(
    ({ guess, finding }) => (guess.role === 'attribute' || guess.role === 'ignore') && !isRepairColumn(finding.name),
  );
  const empty = columns.filter(({ finding }) => finding.filled === 0).map(({ finding }) => finding.name);
  const one = rows < 20 ? [] : columns.filter(({ finding }) => finding.filled > 0 && finding.empty === 0 && finding.distinct === 1);
  if (empty.length + one.length === 0) return Promise.resolve([]);
  const always = one.map(({ finding }) => `“${finding.name}” is always “${(finding.samples[0] ?? '').slice(0, 40)}”`);
  const parts = [
    ...(empty.length === 0 ? [] : [`${quoted(empty, 6)} ${empty.length === 1 ? 'is' : 'are'} empty`]),
    ...always.slice(0, 4),
    ...(always.length > 4 ? [`${always.length - 4} more have one value`] : []),
  ];
  return Promise.resolve([
    {
      id: 'inactive-columns',
      code: 'inactive-column',
      weight: 'note',
      title: `${counted(empty.length + one.length, 'column says', 'columns say')} nothing: ${listed(parts)}.`,
      detail: 'Nothing can be compared by them. They can be left out.',
      rows: 0,
      column: empty.length + one.length === 1 ? (empty[0] ?? one[0]?.finding.name ?? null) : null,
      places: [],
      choices: [],
      proposed: null,
    },
  ]);
}
