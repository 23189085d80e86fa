import { looksLikeTime } from '../recognise/times.ts';

/** Rows at the end of a table that may turn out to be totals. */
export const MOST_TOTALS = 3;

const TOTAL =
  /^(?:grand |sub)?total(?:s|en|e|er)?\b|^(?:sum|summe|gesamt|gesamtsumme|insgesamt|totaal|somme|suma|subtotaal|zwischensumme)\b/i;

/** A case of this name at the end of a case table is none: nothing but a word for a total, so that “Total Energies” stays one. */
export const TOTAL_ALONE =
  '^(?:(?:grand |sub)?totals?|total(?:en|e|er)|sum|summe|gesamt|gesamtsumme|insgesamt|totaal|somme|suma|subtotaal|zwischensumme):?$';

/** A row that adds up those above it: a word for a total, then nothing but figures, and no time. */
export function isTotal(row: readonly string[] | undefined): boolean {
  const cells = (row ?? []).filter((cell) => cell.trim() !== '');
  const [first = '', ...others] = cells;
  if (!TOTAL.test(first.trim()) || cells.some((cell) => looksLikeTime(cell.trim()))) return false;
  return others.every((cell) => /^[-\d.,\s%€$£]+$/.test(cell) || TOTAL.test(cell.trim()));
}
