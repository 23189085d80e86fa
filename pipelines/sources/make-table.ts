import type { MadeTable, TableTask, Watch } from './made-table.ts';

/** Reads a file of a format that is no text table into one. Rejects with a `Problem` in words. */
export async function makeTable(task: TableTask, watch: Watch): Promise<MadeTable> {
  switch (task.format) {
    case 'xlsx':
      return (await import('./xlsx.ts')).tableOfWorkbook(task, watch);
    case 'json':
      return (await import('./json.ts')).tableOfJson(task, watch);
    case 'xes':
      return (await import('./xes.ts')).tableOfXes(task, watch);
    case 'arrow':
      return (await import('./arrow.ts')).tableOfArrow(task, watch);
  }
}
