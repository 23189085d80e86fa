import type { Recognition } from '../../../../model/event-log.ts';
import { number, percent, plural } from '../../../../model/format.ts';
import type { Health, HealthProblem } from '../../../../model/health.ts';

/** The title over a file that was checked: `64,870 rows read. 96.6 % can be used as they are.` */
export function checkedTitle({ rows, health }: Pick<Recognition, 'rows' | 'health'>): string {
  const read = `${plural(rows, 'row', 'rows')} read.`;
  if (health === null || health.rows === 0) return read;
  if (health.asTheyAre === health.rows) return `${read} All can be used as they are.`;
  const share = health.asTheyAre / health.rows;
  // never rounded up to all, never down to none
  const said = share > 0.999 && share < 1 ? 'Over 99.9\u00a0%' : share > 0 && share < 0.001 ? 'Under 0.1\u00a0%' : percent(share, 1);
  return `${read} ${said} can be used as they are.`;
}

const COUNTS = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things', 'Five things', 'Six things', 'Seven things'];

/** The line under it: what needs a decision. A file can't be imported while a question is open; all else may stay as it is. */
export function checkedLead(of: { open: number; undecided: readonly HealthProblem[]; known: string | null; zone: string | null }): string {
  const { open, undecided, known, zone } = of;
  const count = open + undecided.length;
  const things = COUNTS[count] ?? `${number(count)} things`;
  if (open > 0) return `${things} ${count === 1 ? 'needs' : 'need'} your decision before the import.`;
  if (count > 0) return `${things} ${count === 1 ? 'needs' : 'need'} your decision; what is left undecided stays as it is in the file.`;
  if (known !== null) return known;
  return zone === null
    ? 'Nothing needs a decision. Look it over, then import.'
    : `Nothing needs a decision. Times are read as ${zone.replaceAll('_', ' ')}.`;
}

/** The line for a file of a source that is known: `Same as last time, read as “ED monthly export”.` */
export function recipeWords(recipe: Recognition['recipe']): string | null {
  if (!recipe?.used) return null;
  if (recipe.changes.length === 0) return `Same as last time: read with the recipe “${recipe.name}”.`;
  const count = (kind: string) => recipe.changes.filter((change) => change.kind === kind).length;
  const said = (
    [
      ['new', 'new column', 'new columns'],
      ['missing', 'missing', 'missing'],
      ['renamed', 'renamed', 'renamed'],
      ['retyped', 'of another type', 'of another type'],
    ] as const
  ).flatMap(([kind, one, many]) => (count(kind) > 0 ? [plural(count(kind), one, many)] : []));
  return `Read with the recipe “${recipe.name}”: ${said.join(', ')}.`;
}

/** The parts of the bar over the rows of a file, in the order they stand in it; parts of nothing are left out. */
export interface BarPart {
  name: string;
  rows: number;
  fill: string;
  /** Percent of the bar; a part too small to see still shows. */
  x: number;
  width: number;
}

/** Rows as parts of one bar. */
export function barParts(parts: readonly (readonly [name: string, rows: number, fill: string])[]): BarPart[] {
  const there = parts.filter(([, rows]) => rows > 0);
  const whole = Math.max(
    1,
    there.reduce((sum, [, rows]) => sum + rows, 0),
  );
  const widths = there.map(([, rows]) => Math.max(1.5, (rows / whole) * 100));
  const total = widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  return there.map(([name, rows, fill], place) => {
    const width = ((widths[place] ?? 0) / total) * 100;
    const part = { name, rows, fill, x, width };
    x += width;
    return part;
  });
}

/** The rows of a file by what becomes of them. */
export const healthParts = (health: Health): BarPart[] =>
  barParts([
    ['accepted', Math.max(0, health.usable - health.known), 'var(--ink)'],
    ['already here', health.known, 'var(--common)'],
    ['merged', health.merged, 'var(--line-2)'],
    ['rejected', health.rejected, 'var(--worse)'],
  ]);

/** Cells of the preview that a problem speaks of: name of a column to its values. */
export function flaggedCells(problems: readonly HealthProblem[]): Map<string, Set<string>> {
  const cells = new Map<string, Set<string>>();
  const flag = (column: string | null | undefined, values: readonly (string | null)[]) => {
    if (!column) return;
    const known = cells.get(column) ?? new Set<string>();
    for (const value of values) if (value !== null) known.add(value);
    cells.set(column, known);
  };
  for (const { choices } of problems)
    for (const { fix } of choices) {
      if (fix?.kind === 'merge-names')
        flag(
          fix.column,
          fix.names.filter((name) => name !== fix.into),
        );
      if (fix?.kind === 'shift-clock') flag(fix.column, [fix.value]);
      if (fix?.kind === 'set-aside') flag(fix.column, fix.names ?? []);
    }
  return cells;
}

/** Problems in the order a person meets them: what waits for a decision, what was decided, what is good to know. */
export const toDecide = (problems: readonly HealthProblem[]): HealthProblem[] => problems.filter(({ weight }) => weight === 'decision');

/** Good to know: what was done about data of persons first, then what can be chosen, then what can only be known. */
export const toKnow = (problems: readonly HealthProblem[]): HealthProblem[] => {
  const place = ({ code, choices }: HealthProblem) => (code === 'personal' ? 0 : choices.length > 0 ? 1 : 2);
  return problems.filter(({ weight }) => weight === 'note').sort((one, other) => place(one) - place(other));
};

export const refusedRows = (problems: readonly HealthProblem[]): HealthProblem[] =>
  problems.filter(({ weight }) => weight === 'refused').sort((one, other) => other.rows - one.rows);
