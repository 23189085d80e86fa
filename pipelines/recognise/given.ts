import type { Mapping } from '../../model/event-log.ts';
import { TEXT, type Reading } from './parse.ts';

/** A mapping, and what a recipe thinks likely of columns that can be read in more than one way. */
export interface Wanted extends Mapping {
  readonly likely?: { readonly timeFormats: Readonly<Record<string, string>>; readonly numbers: NonNullable<Mapping['numbers']> };
}

/** The format that a column of times had in files of its source. */
export const likelyFormat = ({ likely }: Wanted, name: string): string | undefined => own(likely?.timeFormats, name);

/** The mark of the decimals that a column of numbers had in files of its source. */
export const likelyDecimal = ({ likely }: Wanted, name: string): '.' | ',' | undefined => {
  const style = own(likely?.numbers, name);
  return style === undefined ? undefined : style.endsWith(',5') ? ',' : '.';
};

/** The format that a mapping says for a column with the time of day. */
export const clockGiven = (mapping: Mapping, name: string): string | undefined =>
  own(mapping.roles, name)?.endsWith('-time-of-day') === true ? own(mapping.timeFormats, name) : undefined;

/** The reading that a mapping says for a column, null where it says none. A format of times says more than a type. */
export function readingGiven(mapping: Mapping, name: string): Reading | null {
  const format = own(mapping.timeFormats, name);
  if (clockGiven(mapping, name) !== undefined) return null;
  if (format !== undefined) return { ...TEXT, type: 'time', format };
  const type = own(mapping.types, name);
  if (type === undefined || type === 'time') return null;
  if (type !== 'number') return { ...TEXT, type };
  const style = own(mapping.numbers, name) ?? '1234.5';
  return { type, format: null, decimal: style.endsWith(',5') ? ',' : '.', grouped: /^1[.,]2/.test(style) };
}

const own = <T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
