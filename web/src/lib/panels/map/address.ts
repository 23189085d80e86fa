import { METRICS, type Metric } from '../../../../../charts/process-map/graph.ts';

/** The parameters of the map's address that are its own, beside the scope. */
export const MAP_PARAMS = ['metric', 'activities', 'paths', 'node', 'edge', 'compare', 'against'] as const;

/** What is selected on the map: an activity or stage, the start, or a hand-over (`from` null: from the start). */
export type Selection = { kind: 'node'; id: string } | { kind: 'start' } | { kind: 'edge'; from: string | null; to: string };

/** What the address of a map says beside the cases it shows; numbers are of activities and paths shown. */
export interface MapChoice {
  metric: Metric;
  activities: number | undefined;
  paths: number | undefined;
  selected: Selection | null;
}

/** `>` stands between two names, and alone for the start, so it is escaped inside them. */
const escapeName = (name: string) => name.replaceAll('%', '%25').replaceAll('>', '%3E');
const plainName = (text: string) => text.replaceAll('%3E', '>').replaceAll('%25', '%');

/** Reads what the address says; what makes no sense is as if it were not there. */
export function mapChoice(query: URLSearchParams): MapChoice {
  const metric = METRICS.find((name) => name === query.get('metric')) ?? 'waiting';
  return { metric, activities: count(query.get('activities')), paths: count(query.get('paths')), selected: selectionOf(query) };
}

function count(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function selectionOf(query: URLSearchParams): Selection | null {
  const edge = query.get('edge');
  if (edge !== null) {
    const [from, to, ...more] = edge.split('>');
    if (from === undefined || to === undefined || to === '' || more.length > 0) return null;
    return { kind: 'edge', from: from === '' ? null : plainName(from), to: plainName(to) };
  }
  const node = query.get('node');
  if (node === null || node === '') return null;
  return node === '>' ? { kind: 'start' } : { kind: 'node', id: plainName(node) };
}

/** The parameters that say a selection, null for those that go. */
export function selectionParams(selected: Selection | null): { node: string | null; edge: string | null } {
  if (selected === null) return { node: null, edge: null };
  if (selected.kind === 'start') return { node: '>', edge: null };
  if (selected.kind === 'node') return { node: escapeName(selected.id), edge: null };
  return { node: null, edge: `${selected.from === null ? '' : escapeName(selected.from)}>${escapeName(selected.to)}` };
}

/** Whether two selections are of the same thing. */
export function isSame(one: Selection | null, other: Selection | null): boolean {
  const [a, b] = [selectionParams(one), selectionParams(other)];
  return a.node === b.node && a.edge === b.edge;
}
