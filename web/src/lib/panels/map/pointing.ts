import { edgeKey } from '../../../../../charts/process-map/graph.ts';
import type { MapDrawing } from '../../../../../charts/process-map/shapes.ts';
import type { Selection } from './address.ts';
import type { Box } from './camera.ts';

/** What stays clear while something is pointed at: it, its paths, and what they lead to. Null is the start. */
export function connected(drawing: MapDrawing, at: Selection): { nodes: Set<string | null>; edges: Set<string> } {
  const own = (edge: { from: string | null; to: string }) => {
    if (at.kind === 'edge') return edge.from === at.from && edge.to === at.to;
    return at.kind === 'start' ? edge.from === null : edge.from === at.id || edge.to === at.id;
  };
  const edges = drawing.edges.filter(own);
  const nodes = new Set<string | null>(edges.flatMap(({ from, to }) => [from, to]));
  if (at.kind === 'node') nodes.add(at.id);
  if (at.kind === 'start') nodes.add(null);
  return { nodes, edges: new Set(edges.map(({ key }) => key)) };
}

/** The nodes with an ink border: the one selected, or both ends of the hand-over selected. */
export function marks(selected: Selection | null): Set<string | null> {
  if (selected === null) return new Set();
  if (selected.kind === 'edge') return new Set([selected.from, selected.to]);
  return new Set([selected.kind === 'start' ? null : selected.id]);
}

/** Where a thing stands in the drawing, px; null when it is not drawn. A hand-over is both its ends, or its label when they are far apart. */
export function boxOf(drawing: MapDrawing, at: Selection): Box | null {
  if (at.kind === 'start') return drawing.start;
  if (at.kind === 'node') return drawing.nodes.find((node) => node.id === at.id) ?? null;
  const key = edgeKey(at.from, at.to);
  const edge = drawing.edges.find((entry) => entry.key === key);
  if (!edge) return null;
  const [xs, ys] = [edge.points.map(([x]) => x), edge.points.map(([, y]) => y)];
  const whole = {
    x: Math.min(...xs),
    y: Math.min(...ys),
    width: Math.max(...xs) - Math.min(...xs),
    height: Math.max(...ys) - Math.min(...ys),
  };
  if (whole.height <= 260 && whole.width <= 420) return whole;
  return edge.label ?? whole;
}
