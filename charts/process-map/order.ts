import { byText, groupBy } from './collections.ts';
import type { MapGraph } from './graph.ts';

const PASSES = 12;

/**
 * All activities from first to last: by stage, and within a stage so that least flow goes backward. `stageOf` is 0 for
 * all in a service without stages.
 */
export function totalOrder(graph: MapGraph, stageOf: (id: string) => number): string[] {
  const counts = new Map<string | null, Map<string, number>>();
  for (const [from, edges] of groupBy(graph.edges, (edge) => edge.from))
    counts.set(from, new Map(edges.map((edge) => [edge.to, edge.count])));
  const flow = (from: string, to: string) => counts.get(from)?.get(to) ?? 0;
  const typical = [...graph.nodes].sort((a, b) => a.position - b.position || b.steps - a.steps || byText(a.id, b.id));
  const stages = groupBy(
    typical.map((node) => node.id),
    stageOf,
  );
  return [...stages.keys()].sort((a, b) => a - b).flatMap((stage) => leastBackward(stages.get(stage) ?? [], flow));
}

/** One at a time goes to the place that saves most backward flow, until nothing improves. */
function leastBackward(ids: readonly string[], flow: (from: string, to: string) => number): string[] {
  return bestInsertions(ids, PASSES, 0, (left, right) => flow(right, left) - flow(left, right));
}

/**
 * Moves one item at a time to where it saves most. `saved(left, right)`: what is saved when the two neighbours change
 * places. Used for activities in a stage and for lines in a channel.
 */
export function bestInsertions<Item>(
  items: readonly Item[],
  passes: number,
  least: number,
  saved: (left: Item, right: Item) => number,
): Item[] {
  const order = [...items];
  for (let pass = 0, moved = true; moved && pass < passes; pass += 1) {
    moved = false;
    for (let at = 0; at < order.length; at += 1) {
      const to = bestPlace(order, at, least, saved);
      if (to === at) continue;
      const [item] = order.splice(at, 1) as [Item];
      order.splice(to, 0, item);
      moved = true;
    }
  }
  return order;
}

function bestPlace<Item>(order: readonly Item[], at: number, least: number, saved: (left: Item, right: Item) => number): number {
  const item = order[at] as Item;
  let best = least;
  let place = at;
  let sum = 0;
  for (let other = at - 1; other >= 0; other -= 1) {
    sum += saved(order[other] as Item, item);
    if (sum > best) [best, place] = [sum, other];
  }
  sum = 0;
  for (let other = at + 1; other < order.length; other += 1) {
    sum += saved(item, order[other] as Item);
    if (sum > best) [best, place] = [sum, other];
  }
  return place;
}

/**
 * The heaviest forward path from the start to an end. Cases are squared, so that a detour joins only if it carries most
 * of the flow.
 */
export function chooseSpine(graph: MapGraph, order: readonly string[]): string[] {
  const placeOf = new Map(order.map((id, at) => [id, at]));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const arriving: { from: number; cases: number }[][] = order.map(() => []);
  for (const edge of graph.edges) {
    const from = edge.from === null ? undefined : placeOf.get(edge.from);
    const to = placeOf.get(edge.to);
    if (from !== undefined && to !== undefined && from < to) arriving[to]?.push({ from, cases: edge.cases });
  }
  const begins = order.some((id) => (nodes.get(id)?.starts ?? 0) > 0);
  const before: number[] = [];
  const weight: number[] = [];
  let most = -1;
  let last = 0;
  order.forEach((id, at) => {
    const node = nodes.get(id);
    const starts = node?.starts ?? 0;
    // -1: no way from the start leads here
    let own = starts > 0 || !begins ? starts ** 2 : -1;
    let previous = -1;
    for (const { from, cases } of arriving[at] ?? []) {
      const way = weight[from] ?? -1;
      if (way >= 0 && way + cases ** 2 > own) [own, previous] = [way + cases ** 2, from];
    }
    weight.push(own);
    before.push(previous);
    const whole = own < 0 ? -1 : own + (node?.ends ?? 0) ** 2;
    if (whole > most) [most, last] = [whole, at];
  });
  const spine: string[] = [];
  for (let at = last; at >= 0 && order.length > 0; at = before[at] ?? -1) spine.unshift(order[at] as string);
  return spine;
}
