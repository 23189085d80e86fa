import type { Figures } from './rows.ts';

/** A line of the list that stands for the map on a phone; shares are of the longest bar of its group, 0..1. */
export interface ListRow {
  id: string;
  cases: number;
  waitingMs: number | null;
  processingMs: number | null;
  waitingShare: number;
  processingShare: number;
  within: number | null;
}

export interface ListGroup {
  /** Empty for the first one; the others have a scale of their own and say so. */
  name: string;
  rows: ListRow[];
}

/** Stages in their order, those after delivery apart, since they take days where the others take minutes; or activities by steps. */
export function listRows({ level, stages, activities }: Pick<Figures, 'level' | 'stages' | 'activities'>): ListGroup[] {
  if (level === 'activity') {
    const rows = activities.map((row) => ({
      id: row.activity,
      cases: row.cases,
      waitingMs: null,
      processingMs: row.medianProcessingMs,
      within: null,
    }));
    return [{ name: '', rows: scaled(rows) }];
  }
  const rows = (after: boolean) =>
    stages
      .filter((row) => row.afterDelivery === after)
      .map((row) => ({
        id: row.stage,
        cases: row.cases,
        waitingMs: row.medianWaitingMs,
        processingMs: row.medianProcessingMs,
        within: row.withinTarget,
      }));
  const groups = [
    { name: '', rows: scaled(rows(false)) },
    { name: 'After delivery, on a scale of their own', rows: scaled(rows(true)) },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

function scaled(rows: readonly Omit<ListRow, 'waitingShare' | 'processingShare'>[]): ListRow[] {
  const longest = Math.max(1, ...rows.map((row) => (row.waitingMs ?? 0) + (row.processingMs ?? 0)));
  return rows.map((row) => ({
    ...row,
    waitingShare: (row.waitingMs ?? 0) / longest,
    processingShare: (row.processingMs ?? 0) / longest,
  }));
}
