import type { Column } from '../../ui/table.ts';
import { capital, duration, hours, number, percent } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import { HOUR } from '../../../../../model/units.ts';
import type { ActivityRow, EdgeRow, StageRow } from './rows.ts';

const dash = '–';
const time = (ms: number | null): string => (ms === null ? dash : duration(ms));

/** The columns of a file: times are whole milliseconds, and their heads say so. */
export const forFile = <Row>(columns: readonly Column<Row>[]): Column<Row>[] =>
  columns.map((column) =>
    /^(Median|p90)/.test(column.name)
      ? { ...column, name: `${column.name}, ms`, value: (row) => rounded(column.value?.(row) ?? null) }
      : column.name === 'Hours'
        ? { ...column, value: (row) => rounded(column.value?.(row) ?? null, 100) }
        : column,
  );

const rounded = (value: string | number | null, parts = 1): string | number | null =>
  typeof value === 'number' ? Math.round(value * parts) / parts : value;

/** The hand-overs as a table and a file. Times are ms; `drawn` tells whether the map shows the path now. */
export function handOverColumns(words: Words, drawn: (row: EdgeRow) => boolean, scored = false): Column<EdgeRow>[] {
  return [
    { name: 'From', text: (row) => row.from ?? 'Start' },
    { name: 'To', text: (row) => row.to ?? 'End' },
    { name: 'Passes', number: true, text: (row) => number(row.count), value: (row) => row.count },
    { name: capital(words.cases), number: true, text: (row) => number(row.cases), value: (row) => row.cases },
    { name: 'Median', number: true, text: (row) => time(row.medianMs), value: (row) => row.medianMs },
    { name: 'p90', number: true, text: (row) => time(row.p90Ms), value: (row) => row.p90Ms },
    {
      name: 'Hours',
      number: true,
      text: (row) => (row.totalMs === null ? dash : hours(row.totalMs)),
      value: (row) => (row.totalMs === null ? null : row.totalMs / HOUR),
    },
    ...(scored
      ? [
          {
            name: 'Score',
            number: true,
            text: (row: EdgeRow) => (typeof row.score === 'number' ? number(row.score, 1) : dash),
            value: (row: EdgeRow) => row.score ?? null,
          },
          { name: 'Answers', number: true, text: (row: EdgeRow) => number(row.answers ?? 0), value: (row: EdgeRow) => row.answers ?? 0 },
        ]
      : []),
    { name: 'On the map', text: (row) => (row.to === null ? 'as a count' : drawn(row) ? 'shown' : 'hidden') },
  ];
}

/** The activities as a table and a file. */
export function activityColumns(words: Words, drawn: (activity: string) => boolean, staged: boolean): Column<ActivityRow>[] {
  return [
    { name: 'Activity', text: (row) => row.activity },
    ...(staged ? [{ name: 'Stage', text: (row: ActivityRow) => row.stage }] : []),
    { name: 'Steps', number: true, text: (row) => number(row.steps), value: (row) => row.steps },
    { name: capital(words.cases), number: true, text: (row) => number(row.cases), value: (row) => row.cases },
    { name: 'Start', number: true, text: (row) => number(row.startCases), value: (row) => row.startCases },
    { name: 'End', number: true, text: (row) => number(row.endCases), value: (row) => row.endCases },
    { name: 'Done again', number: true, text: (row) => number(row.reworkedCases), value: (row) => row.reworkedCases },
    { name: 'Median work', number: true, text: (row) => time(row.medianProcessingMs), value: (row) => row.medianProcessingMs },
    { name: 'p90 work', number: true, text: (row) => time(row.p90ProcessingMs), value: (row) => row.p90ProcessingMs },
    { name: 'Measured', number: true, text: (row) => percent(row.measuredShare), value: (row) => row.measuredShare },
    { name: 'On the map', text: (row) => (drawn(row.activity) ? 'shown' : 'hidden') },
  ];
}

/** The stages as a table and a file. */
export function stageColumns(words: Words): Column<StageRow>[] {
  return [
    { name: 'Stage', text: (row) => row.stage },
    { name: 'Visits', number: true, text: (row) => number(row.visits), value: (row) => row.visits },
    { name: capital(words.cases), number: true, text: (row) => number(row.cases), value: (row) => row.cases },
    { name: 'Came back', number: true, text: (row) => number(row.reentries), value: (row) => row.reentries },
    { name: 'Median wait', number: true, text: (row) => time(row.medianWaitingMs), value: (row) => row.medianWaitingMs },
    { name: 'p90 wait', number: true, text: (row) => time(row.p90WaitingMs), value: (row) => row.p90WaitingMs },
    { name: 'Median work', number: true, text: (row) => time(row.medianProcessingMs), value: (row) => row.medianProcessingMs },
    { name: 'Median in all', number: true, text: (row) => time(row.medianTotalMs), value: (row) => row.medianTotalMs },
    {
      name: 'In target',
      number: true,
      text: (row) => (row.withinTarget === null ? dash : percent(row.withinTarget)),
      value: (row) => row.withinTarget,
    },
  ];
}
