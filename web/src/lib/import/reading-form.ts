import type { Decisions } from './decisions.ts';

/** The fields of the form for how a file is read; empty: as it is found. */
export interface ReadingForm {
  encoding: string;
  delimiter: string;
  header: string;
  sheet: string;
  part: string;
}

/** What a person says of how the bytes are read: a table that is the one found anyway is not said. */
export function readingOf(form: ReadingForm, opened: ReadingForm, before: Decisions['reading']): Decisions['reading'] {
  const said = (key: 'sheet' | 'part') => form[key] !== '' && (before[key] !== undefined || form[key] !== opened[key]);
  return {
    ...(form.encoding ? { encoding: form.encoding } : {}),
    ...(form.delimiter ? { delimiter: form.delimiter } : {}),
    ...(form.header ? { headerLine: Number(form.header) } : {}),
    ...(said('sheet') ? { sheet: form.sheet } : {}),
    ...(said('part') ? { part: form.part } : {}),
  };
}
