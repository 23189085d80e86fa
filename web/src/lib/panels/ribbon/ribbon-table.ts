import type { RibbonRow } from '$charts/ribbon.ts';
import { hasLimits, hasScores } from '$charts/ribbon.ts';
import type { Column } from '$lib/ui/table.ts';
import { duration, number, percent } from '$model/format.ts';

const dash = '–';

/** The columns of the table behind the ribbon; what the service has no figures for is left out. */
export function ribbonColumns(rows: readonly RibbonRow[], words: { told: boolean; score: string }): Column<RibbonRow>[] {
  const time = (name: string, of: (row: RibbonRow) => number): Column<RibbonRow> => ({
    name,
    number: true,
    text: (row) => duration(of(row)),
    value: of,
  });
  const columns: Column<RibbonRow>[] = [{ name: rows.some((row) => row.kind === 'stage') ? 'Stage' : 'Activity', text: (row) => row.name }];
  if (rows.some((row) => row.part === 'after'))
    columns.push({ name: 'Part', text: (row) => (row.part === 'after' ? 'after delivery' : 'until delivery') });
  if (words.told)
    columns.push(
      time('Waiting', (row) => row.waitingMs),
      time('Processing', (row) => row.processingMs),
    );
  columns.push(time('Total', (row) => row.waitingMs + row.processingMs));
  columns.push({ name: 'Stays', number: true, text: (row) => number(row.visits), value: (row) => row.visits });
  if (hasLimits(rows)) {
    columns.push(
      {
        name: 'Limit',
        number: true,
        text: (row) => (row.waitLimitMs === null ? dash : duration(row.waitLimitMs)),
        value: (row) => row.waitLimitMs,
      },
      {
        name: 'Within',
        number: true,
        text: (row) => (row.withinTarget === null ? dash : percent(row.withinTarget, 1)),
        value: (row) => row.withinTarget,
      },
      { name: 'Goal', number: true, text: (row) => (row.goal === null ? dash : percent(row.goal)), value: (row) => row.goal },
    );
  }
  if (hasScores(rows)) {
    columns.push(
      { name: words.score, number: true, text: (row) => (row.score === null ? dash : number(row.score, 1)), value: (row) => row.score },
      { name: 'Answers', number: true, text: (row) => number(row.answers), value: (row) => row.answers },
    );
  }
  return columns;
}
