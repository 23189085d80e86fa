import type { Mapping } from '../../model/event-log.ts';
import type { Recognised } from '../recognise/plan.ts';
import { namedEnd } from './activity-names.ts';

/** The time of day of a column of dates, by the place of that column. */
export type Clocks = ReadonlyMap<number, Recognised>;

/**
 * Columns of times of day beside the columns of dates they belong to: of the same name but for the words for dates and
 * times, else right beside. One that a person told to ignore stays out of it.
 */
export function clocksOf(columns: readonly Recognised[], dates: readonly Recognised[], { roles = {} }: Mapping): Clocks {
  const found = new Map<number, Recognised>();
  const clocks = columns.filter(({ finding: { clock, name } }) => clock !== undefined && roles[name] !== 'ignore');
  const days = dates.filter(({ finding }) => finding.precision === 'day');
  for (const fits of [sameName, isBeside])
    for (const clock of clocks) {
      if ([...found.values()].includes(clock)) continue;
      const date = days.find((one) => !found.has(one.finding.index) && fits(one, clock));
      if (date !== undefined) found.set(date.finding.index, clock);
    }
  return found;
}

const sameName = (date: Recognised, clock: Recognised): boolean =>
  namedEnd(date.finding.name).alone.toLowerCase() === namedEnd(clock.finding.name).alone.toLowerCase();

const isBeside = (date: Recognised, clock: Recognised): boolean => clock.finding.index === date.finding.index + 1;

/** The columns, where those of dates that have a time of day beside them are no whole days any more. */
export const withClocks = (columns: readonly Recognised[], clocks: Clocks): Recognised[] =>
  columns.map((one) => (clocks.has(one.finding.index) ? { ...one, finding: { ...one.finding, precision: 'minute' as const } } : one));

/** What was joined, in words. */
export const notesOnClocks = (columns: readonly Recognised[], clocks: Clocks): string[] =>
  columns.flatMap(({ finding: { index, name } }) => {
    const clock = clocks.get(index);
    return clock === undefined
      ? []
      : [`The times of “${name}” and “${clock.finding.name}” were joined; a date without a time of day counts as midnight.`];
  });
