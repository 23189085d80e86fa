import type { Column } from '../ui/table.ts';
import type { Sides } from './sides.ts';
import { differenceWords, intervalWords, rowName, valueWords, type ComparedRow } from './words.ts';

/** A comparison as a table and a file. Numbers are in the unit of their row: ms, shares 0..1, points, counts. */
export function comparedColumns({ names }: Pick<Sides, 'names'>): Column<ComparedRow>[] {
  const figure = (name: string, value: (row: ComparedRow) => number | null): Column<ComparedRow> => ({
    name,
    number: true,
    text: (row) => valueWords(value(row), row.unit),
    value,
  });
  const difference = (name: string, value: (row: ComparedRow) => number | null): Column<ComparedRow> => ({
    name,
    number: true,
    text: (row) => differenceWords(value(row), row.unit),
    value,
  });
  const end = (name: string, value: (row: ComparedRow) => number | null): Column<ComparedRow> => ({ ...difference(name, value) });
  return [
    { name: 'What', text: rowName },
    { name: 'Unit', text: (row) => row.unit },
    figure(names.other, (row) => row.other),
    { name: `n, ${names.other}`, number: true, text: (row) => String(row.nOther), value: (row) => row.nOther },
    figure(names.one, (row) => row.one),
    { name: `n, ${names.one}`, number: true, text: (row) => String(row.nOne), value: (row) => row.nOne },
    difference('Difference', (row) => row.difference),
    end('Low', (row) => row.low),
    end('High', (row) => row.high),
    { name: 'p', number: true, text: (row) => (row.p === null ? '–' : row.p.toPrecision(2)), value: (row) => row.p },
    { name: 'Beyond chance', text: (row) => (row.credible ? 'yes' : 'no') },
    difference('Equal mix', (row) => row.adjusted),
    { name: 'Equal mix, 95 %', text: (row) => intervalWords(row.adjustedLow, row.adjustedHigh, row.unit) },
    { name: 'Turns round', text: (row) => (row.flips ? 'yes' : 'no') },
  ];
}
