import { largestRemainder } from '../model/statistics.ts';
import { HOUR, MINUTE } from '../model/units.ts';
import type { RibbonAbout, RibbonRow } from './ribbon.ts';

/** Up to here times are printed in whole minutes, and whole minutes must add up. */
const IN_MINUTES = 48 * HOUR;
const MANY_MINUTES = 10;

/**
 * The ribbon in the figures it prints: whole minutes that add up to the printed median, by largest remainder, so
 * that title, key, pieces and table agree to the minute. Shorter or longer times stay as they are: their units
 * differ from piece to piece.
 */
export function printedRibbon(rows: readonly RibbonRow[], about: RibbonAbout): { rows: RibbonRow[]; about: RibbonAbout } {
  const delivery = printedPart(
    rows.filter((row) => row.part === 'delivery'),
    about.medianMs,
  );
  const after = printedPart(
    rows.filter((row) => row.part === 'after'),
    about.after?.medianMs ?? null,
  );
  const sum = (part: readonly RibbonRow[], of: 'waitingMs' | 'processingMs') => part.reduce((all, row) => all + row[of], 0);
  return {
    rows: [...delivery, ...after].map((row) => (row.kind === 'other' ? { ...row, name: 'Other activities' } : row)),
    about: { ...about, waitingMs: sum(delivery, 'waitingMs'), processingMs: sum(delivery, 'processingMs') },
  };
}

function printedPart(rows: readonly RibbonRow[], medianMs: number | null): RibbonRow[] {
  const minutes = Math.round((medianMs ?? 0) / MINUTE);
  if (medianMs === null || medianMs >= IN_MINUTES || minutes < MANY_MINUTES) return [...rows];
  const whole = largestRemainder(
    rows.flatMap((row) => [row.waitingMs, row.processingMs]),
    minutes,
  );
  return rows.map((row, index) => ({
    ...row,
    waitingMs: (whole[2 * index] ?? 0) * MINUTE,
    processingMs: (whole[2 * index + 1] ?? 0) * MINUTE,
  }));
}
