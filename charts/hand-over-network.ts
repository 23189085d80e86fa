import { textWidth } from './text.ts';

/** How often one passes work to another. */
export interface Passed {
  from: string;
  to: string;
  count: number;
}

export interface NetworkNode {
  name: string;
  x: number;
  y: number;
  radius: number;
  /** Where its name stands. */
  label: { x: number; y: number; anchor: 'start' | 'middle' | 'end' };
}

export interface NetworkEdge extends Passed {
  path: string;
  width: number;
  arrow: string;
}

export interface Network {
  width: number;
  height: number;
  nodes: NetworkNode[];
  edges: NetworkEdge[];
}

const WIDEST = 9;
const LEAST = 1.2;
const NODE = { least: 5, most: 15 } as const;
/** Bend of an edge, as a part of its length: both directions stay apart. */
const BEND = 0.16;

/**
 * Who passes work to whom, on a circle `width` px wide: nodes in the order given, from the top and clockwise; widths by the
 * square root of the count. Names stand outside, cut by whoever draws at `room` px.
 */
export function handOverNetwork(names: readonly string[], passed: readonly Passed[], width: number): Network {
  const room = Math.min(130, Math.max(30, ...names.map((name) => textWidth(name, 12))) + 8);
  const radius = Math.max(60, Math.min(150, width / 2 - room - NODE.most));
  const height = 2 * (radius + NODE.most + 22);
  const [cx, cy] = [width / 2, height / 2];
  const total = new Map<string, number>();
  for (const { from, to, count } of passed) for (const name of [from, to]) total.set(name, (total.get(name) ?? 0) + count);
  const busiest = Math.max(1, ...total.values());
  const most = Math.max(1, ...passed.map(({ count }) => count));
  const nodes = names.map((name, at): NetworkNode => {
    const angle = (2 * Math.PI * at) / Math.max(1, names.length) - Math.PI / 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const size = NODE.least + (NODE.most - NODE.least) * Math.sqrt((total.get(name) ?? 0) / busiest);
    const [x, y] = [cx + radius * dx, cy + radius * dy];
    const anchor = Math.abs(dx) < 0.25 ? 'middle' : dx > 0 ? 'start' : 'end';
    const away = size + 6;
    return {
      name,
      x,
      y,
      radius: size,
      label: { x: x + (anchor === 'middle' ? 0 : dx * away), y: y + dy * away + (dy > 0.5 ? 10 : dy < -0.5 ? -1 : 4), anchor },
    };
  });
  const place = new Map(nodes.map((node) => [node.name, node]));
  const edges = [...passed]
    .sort((one, other) => other.count - one.count)
    .flatMap((one): NetworkEdge[] => {
      const [from, to] = [place.get(one.from), place.get(one.to)];
      if (!from || !to || from === to) return [];
      return [{ ...one, ...curve(from, to, LEAST + (WIDEST - LEAST) * Math.sqrt(one.count / most)) }];
    });
  return { width, height, nodes, edges };
}

/** From rim to rim, bent to its left, with an arrowhead that touches the rim. */
function curve(from: NetworkNode, to: NetworkNode, width: number): { path: string; arrow: string; width: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const [mx, my] = [(from.x + to.x) / 2 + dy * BEND, (from.y + to.y) / 2 - dx * BEND];
  const head = Math.max(6, width * 1.5);
  const start = towards(from, { x: mx, y: my }, from.radius + 1);
  const tip = towards(to, { x: mx, y: my }, to.radius + 1.5);
  const end = towards(to, { x: mx, y: my }, to.radius + 1.5 + head * 0.9);
  const [ux, uy] = [(tip.x - end.x) / Math.max(0.01, head * 0.9), (tip.y - end.y) / Math.max(0.01, head * 0.9)];
  const wing = head / 2 + (length > 0 ? 0.5 : 0);
  const point = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return {
    width,
    path: `M${point(start.x, start.y)}Q${point(mx, my)} ${point(end.x, end.y)}`,
    arrow: `M${point(tip.x, tip.y)}L${point(end.x - uy * wing, end.y + ux * wing)}L${point(end.x + uy * wing, end.y - ux * wing)}z`,
  };
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }, distance: number): { x: number; y: number } {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : distance / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
