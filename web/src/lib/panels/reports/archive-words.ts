import { localDay } from '../../../../../model/calendar.ts';
import type { LetterLine } from '../../../../../model/schedule.ts';

/** `7c1e90ab` as it stands below each letter: `7c1e 90ab`. */
export const checkWords = (check: string): string => `${check.slice(0, 4)} ${check.slice(4)}`;

const monthOf = (line: Pick<LetterLine, 'madeAt'>, zone: string): string => localDay(Date.parse(line.madeAt), zone).slice(0, 7);

/** Months in which letters were made, the newest first: `2026-03`, “March 2026”. */
export function monthsOf(all: readonly Pick<LetterLine, 'madeAt'>[], zone: string): { id: string; name: string }[] {
  const ids = [...new Set(all.map((line) => monthOf(line, zone)))].sort().reverse();
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return ids.map((id) => ({ id, name: name.format(Date.parse(`${id}-15T00:00:00Z`)) }));
}

export interface Wanted {
  /** Words of the letter, its period, its schedule or its check code; all of them must be there. */
  search: string;
  /** `2026-03`: made in this month; empty: any. */
  month: string;
  /** Id of the schedule, `none` for letters that a person asked for; empty: any. */
  schedule: string;
}

/** The letters that fit, the newest first. */
export function found<Line extends LetterLine>(all: readonly Line[], { search, month, schedule }: Wanted, zone: string): Line[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (line: Line) => {
    const text = [line.headline, line.subject, line.periodWords, line.schedule?.name ?? '', line.check, checkWords(line.check), line.words]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return all
    .filter((line) => month === '' || monthOf(line, zone) === month)
    .filter((line) => schedule === '' || (schedule === 'none' ? line.schedule === null : line.schedule?.id === schedule))
    .filter(fits)
    .toSorted((one, other) => (one.madeAt < other.madeAt ? 1 : one.madeAt > other.madeAt ? -1 : 0));
}
