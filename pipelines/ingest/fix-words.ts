import { number, plural } from '../../model/format.ts';
import type { Fix } from '../../model/health.ts';
import type { Plan } from '../recognise/plan.ts';

/** What a correction does, in the sentence that stands in the receipt. */
export function fixWords(fix: Fix, { plan }: { readonly plan: Plan }): string {
  const missing = 'column' in fix && typeof fix.column === 'string' && !plan.columns.some(({ name }) => name === fix.column);
  if (missing) return `A correction of “${fix.column}” was left out: the file has no such column.`;
  switch (fix.kind) {
    case 'merge-names': {
      const names = fix.names.filter((name) => name !== fix.into);
      return `${quoted(names)} in “${fix.column}” ${names.length === 1 ? 'was' : 'were'} read as “${fix.into}”.`;
    }
    case 'shift-clock':
      return `${minutesWords(fix.minutes)} the times of ${fix.value === null ? 'all rows' : `“${fix.value}”`}${sinceWords(fix)}.`;
    case 'merge-equal-rows':
      return 'Of equal rows only the first was taken.';
    case 'swap-ends':
      return 'Where a row ended before it started, start and end changed places.';
    case 'drop-end':
      return 'Rows whose end was unreadable or lay before their start were kept without an end.';
    case 'set-aside':
      return asideWords(fix);
  }
}

function asideWords(fix: Extract<Fix, { kind: 'set-aside' }>): string {
  switch (fix.of) {
    case 'future':
      return 'Rows later than the moment of the import were set aside.';
    case 'absurd':
      return 'Rows with a date that can’t be meant were set aside.';
    case 'date-only':
      return `Rows with a date and no time of day${fix.column === undefined ? '' : ` in “${fix.column}”`} were set aside.`;
    case 'activity':
      return `Rows of ${quoted(fix.names ?? [])} were set aside.`;
    case 'overlaps':
      return 'Rows that begin while the same person was still in another step were set aside.';
  }
}

/** “60 min were taken off”, “1 day was added to”. */
function minutesWords(minutes: number): string {
  const one = Math.abs(minutes) === 1440;
  return `${span(minutes)} ${one ? 'was' : 'were'} ${minutes < 0 ? 'taken off' : 'added to'}`;
}

/** Minutes as a person says them: “60 min”, “5 h”, “2 days”. */
export function span(minutes: number): string {
  const size = Math.abs(minutes);
  if (size >= 1440 && size % 1440 === 0) return plural(size / 1440, 'day', 'days');
  if (size > 120 && size % 60 === 0) return `${number(size / 60)} h`;
  return `${number(size)} min`;
}

function sinceWords({ from, until }: { from?: string; until?: string }): string {
  if (from !== undefined && until !== undefined) return ` from ${localWords(from)} to ${localWords(until)}`;
  if (from !== undefined) return ` from ${localWords(from)} on`;
  return until === undefined ? '' : ` until ${localWords(until)}`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2026-10-25T02:00` as “25 October 2026, 02:00”. */
export function localWords(local: string, year = true): string {
  const [, years = '', month = '', day = '', time = ''] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(local) ?? [];
  if (years === '') return local;
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month}${year ? ` ${years}` : ''}${time === '' ? '' : `, ${time}`}`;
}

/** Names in quotes, the first few: “a”, “b” and 3 more. */
export function quoted(names: readonly string[], most = 3): string {
  const some = names.slice(0, most).map((name) => `“${name.length > 80 ? `${name.slice(0, 79)}…` : name}”`);
  const more = names.length - some.length;
  if (more > 0) return `${some.join(', ')} and ${number(more)} more`;
  return some.length < 2 ? some.join('') : `${some.slice(0, -1).join(', ')} and ${some.at(-1) ?? ''}`;
}
