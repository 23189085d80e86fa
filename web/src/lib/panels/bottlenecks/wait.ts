import type { Filter } from '../../../../../model/scope.ts';
import type { Part } from '../../../../../model/improvement-marks.ts';
import { waitHref, waitName, waitOf, waitText, type Wait } from '../../../../../model/wait-address.ts';
import type { RowOf } from '../../../../../server/analytics/catalog.ts';
import { selectionParams } from '../map/address.ts';

export { waitHref, waitName, waitOf, waitText, type Wait };

/**
 * What measures are about that tell of a wait. A hand-over into another stage is the wait for that stage too: `rows` are the
 * ranking, which names the stage a hand-over enters.
 */
export function partsOf(wait: Wait, rows: readonly Pick<RowOf<'bottlenecks'>, 'kind' | 'from' | 'to' | 'stage' | 'limitFrom'>[]): Part[] {
  if (wait.kind === 'stage') return [{ of: 'stage-wait', where: { stage: wait.stage } }];
  const own: Part = { of: 'hand-over', where: { from: wait.from, to: wait.to } };
  const row = rows.find((one) => one.from === wait.from && one.to === wait.to);
  const before = rows.find((one) => one.kind === 'hand-over' && one.to === wait.from);
  // nothing is handed over to the first activity: then only a limit of the stage tells that one is entered
  const enters = row !== undefined && row.stage !== null && (before ? before.stage !== row.stage : row.limitFrom === 'stage');
  return enters ? [own, { of: 'stage-wait', where: { stage: row.stage ?? '' } }] : [own];
}

/** The same wait on the process map; `search` begins with `?`. */
export function onMapHref(process: string, wait: Wait, search: string): string {
  const selected =
    wait.kind === 'stage' ? ({ kind: 'node', id: wait.stage } as const) : ({ kind: 'edge', from: wait.from, to: wait.to } as const);
  const { node, edge } = selectionParams(selected);
  const level = wait.kind === 'stage' ? '&level=stage' : '';
  return `/${process}/map${search}${search === '' ? '?' : '&'}${node === null ? `edge=${encodeURIComponent(edge ?? '')}` : `node=${encodeURIComponent(node)}`}${level}`;
}

/** How questions are told which wait is meant. */
export const waitParams = (wait: Wait): Record<string, string> =>
  wait.kind === 'stage' ? { stage: wait.stage } : { previous: wait.from, next: wait.to };

/** The row of the ranking that is about it. */
export const isRowOf = (wait: Wait, row: Pick<RowOf<'bottlenecks'>, 'kind' | 'from' | 'to' | 'stage'>): boolean =>
  wait.kind === 'stage'
    ? row.kind === 'stage' && row.stage === wait.stage
    : row.kind === 'hand-over' && row.from === wait.from && row.to === wait.to;

/** The wait a row of the ranking is about; null for one without both ends. */
export function waitOfRow(row: Pick<RowOf<'bottlenecks'>, 'kind' | 'from' | 'to' | 'stage'>): Wait | null {
  if (row.kind === 'stage') return row.stage === null ? null : { kind: 'stage', stage: row.stage };
  return row.from === null || row.to === null ? null : { kind: 'hand-over', from: row.from, to: row.to };
}

/** The cases that have the wait. */
export const waitFilter = (wait: Wait): Filter =>
  wait.kind === 'stage' ? { kind: 'stage', names: [wait.stage] } : { kind: 'follows', from: wait.from, to: wait.to, way: 'hand-over' };

/** The cases that wait so long: from `fromMs`, below `toMs`; at a stage before and inside it, as the ranking counts. */
export function waitSpanFilter(wait: Wait, { fromMs, toMs }: { fromMs: number; toMs: number | null }): Filter {
  // of a stage no ends would say nothing, so the lowest is said
  const low = fromMs <= 0 ? (wait.kind === 'stage' && toMs === null ? { minMs: 0 } : {}) : { minMs: Math.round(fromMs) };
  const span = { ...low, ...(toMs === null ? {} : { maxMs: Math.round(toMs) }) };
  return wait.kind === 'stage'
    ? { kind: 'stage-wait', stage: wait.stage, of: 'idle', ...span }
    : { kind: 'follows', from: wait.from, to: wait.to, way: 'hand-over', ...span };
}

/** The cases that wait in an hour of the week; all day without one. */
export const waitHourFilter = (wait: Wait | null, weekday: number, hour: number | undefined): Filter => ({
  kind: 'waits-at',
  weekday,
  ...(hour === undefined ? {} : { hour }),
  ...(wait === null ? {} : wait.kind === 'stage' ? { stage: wait.stage } : { from: wait.from, to: wait.to }),
});

/** The cases that wait longer than the limit. */
export const beyondFilter = (wait: Wait, limitMs: number): Filter => waitSpanFilter(wait, { fromMs: Math.floor(limitMs) + 1, toMs: null });
