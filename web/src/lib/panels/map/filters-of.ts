import type { Filter } from '../../../../../model/scope.ts';
import type { Selection } from './address.ts';
import type { Level } from './rows.ts';

/** A stretch of time, ms: the lower end counts, the upper does not. */
export interface Span {
  fromMs?: number | undefined;
  toMs?: number | null | undefined;
}

/** The filter that keeps the cases of a selection; null where there is none (the start of every case). `not` leaves them out. */
export function filterOf(selected: Selection, level: Level, not = false): Filter | null {
  const turned = not ? { not: true as const } : {};
  if (selected.kind === 'start') return null;
  if (selected.kind === 'node') return { kind: level, names: [selected.id], ...turned };
  if (selected.from === null) return level === 'activity' ? { kind: 'starts', names: [selected.to], ...turned } : null;
  return { kind: 'follows', from: selected.from, to: selected.to, way: 'directly', ...ofLevel(level), ...turned };
}

/** The filter that keeps the cases that come from one to the other at any later point; null where it is no hand-over. */
export function laterFilterOf(selected: Selection, level: Level): Filter | null {
  if (selected.kind !== 'edge' || selected.from === null || selected.from === selected.to) return null;
  return { kind: 'follows', from: selected.from, to: selected.to, way: 'eventually', ...ofLevel(level) };
}

/** The filter that keeps the cases whose time at the selection lies in `span`; null where no filter knows that time. */
export function filterOfSpan(selected: Selection, level: Level, span: Span, not = false): Filter | null {
  const bounds = {
    ...(span.fromMs === undefined || span.fromMs <= 0 ? {} : { minMs: Math.round(span.fromMs) }),
    ...(span.toMs === undefined || span.toMs === null ? {} : { maxMs: Math.round(span.toMs) }),
    ...(not ? { not: true as const } : {}),
  };
  if (selected.kind === 'node') {
    return level === 'stage'
      ? { kind: 'stage-wait', stage: selected.id, ...bounds }
      : { kind: 'processing', activity: selected.id, ...bounds };
  }
  if (selected.kind === 'start' || selected.from === null) return null;
  return { kind: 'follows', from: selected.from, to: selected.to, way: 'directly', ...ofLevel(level), ...bounds };
}

const ofLevel = (level: Level) => (level === 'stage' ? { of: 'stage' as const } : {});
