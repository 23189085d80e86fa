import { shownId, type Improvement } from '../../model/improvement.ts';
import { undone } from '../../model/improvement-history.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import { refuseUndo } from '../store/improvements.ts';
import type { Throughline } from '../throughline.ts';
import type { Who } from './cycle.ts';

/** Takes one change back: what it changed is as it was before, what came later elsewhere stays. */
export function undo(house: Throughline, process: string, id: string, entry: number, who: Who): Improvement {
  const found = house.store.improvements.history(process, id).find((one) => one.id === entry);
  if (!found) throw new NotFound('entry of the history', String(entry));
  return house.store.improvements.change(
    process,
    id,
    { kind: 'undone', by: who.by, at: who.now, words: `Taken back: ${found.words}` },
    (before) => {
      refuseUndo(before, found);
      return undone(before, found.changes);
    },
  );
}

/** Takes an improvement away. Its history stays, and it can be brought back. */
export function removeImprovement(house: Throughline, process: string, id: string, seen: number | undefined, who: Who): void {
  house.store.improvements.get(process, id);
  const merged = house.store.improvements.of(process).find(({ mergedInto }) => mergedInto === id);
  if (merged) throw new Problem('merged_into', 409, `${shownId(merged.id)} was merged into it.`, { detail: 'Take that merge back first.' });
  house.store.improvements.change(process, id, { kind: 'removed', by: who.by, at: who.now, seen, words: 'Removed' }, (before) => ({
    ...before,
    removedAt: who.now.toISOString(),
  }));
}

export function restoreImprovement(house: Throughline, process: string, id: string, who: Who): Improvement {
  return house.store.improvements.change(process, id, { kind: 'restored', by: who.by, at: who.now, words: 'Brought back' }, (before) => ({
    ...before,
    removedAt: null,
  }));
}
