import { differenceWords, toneOf, valueWords, type ComparedRow } from './words.ts';

/** One line of “What else changed”: what, from what to what, and the change or that there is none. */
export interface ElseLine {
  name: string;
  values: string;
  change: string;
  /** It is beyond chance. */
  stands: boolean;
  tone: 'better' | 'worse' | null;
}

const NO_CHANGE = 'no change';

/**
 * What else is different between the sides of a hand-over: what arrives, how many take it, how many people do what it leads to, the work before and after it,
 * rework, and the mix of cases. Only what is beyond chance is called a change.
 */
export function elseChanged(rows: readonly ComparedRow[], from: string | null, to: string, mix: readonly string[]): ElseLine[] {
  const line = (row: ComparedRow | undefined, name: string): ElseLine[] =>
    row && row.one !== null && row.other !== null ? [lineOf(row, name)] : [];
  const measure = (figure: ComparedRow['figure']) => rows.find((row) => row.kind === 'measure' && row.figure === figure);
  const work = (activity: string | null) =>
    rows.find((row) => row.kind === 'activity' && row.figure === 'work' && row.activity === activity);
  return [
    ...line(measure('arrivals'), 'Arrivals per day'),
    ...line(
      rows.find((row) => row.kind === 'hand-over' && row.figure === 'cases' && row.from === from && row.to === to),
      'Take this path',
    ),
    ...line(
      rows.find((row) => row.figure === 'people' && row.activity === to),
      `People at work on ${to}, per day`,
    ),
    ...(from === null ? [] : line(work(from), `Work on ${from}`)),
    ...(from === to ? [] : line(work(to), `Work on ${to}`)),
    ...line(measure('rework'), 'Something done again'),
    ...mixLine(rows, mix),
  ];
}

const lineOf = (row: ComparedRow, name: string): ElseLine => ({
  name,
  values: `${valueWords(row.other, row.unit)} to ${valueWords(row.one, row.unit)}`,
  change: row.credible ? differenceWords(row.difference, row.unit) : NO_CHANGE,
  stands: row.credible,
  tone: toneOf(row),
});

/** The mix of cases: its values that became more or less frequent beyond chance. */
function mixLine(rows: readonly ComparedRow[], mix: readonly string[]): ElseLine[] {
  const values = rows.filter((row) => row.kind === 'attribute-mix');
  if (values.length === 0) return [];
  const moved = values.filter((row) => row.credible).sort((a, b) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0));
  const [most] = moved;
  const names = mix.length > 0 ? mix : [...new Set(values.map((row) => row.attribute ?? ''))];
  return [
    {
      name: 'Case mix',
      values: most ? most.name : names.join(', '),
      change: most ? differenceWords(most.difference, most.unit) : NO_CHANGE,
      stands: most !== undefined,
      tone: null,
    },
  ];
}
