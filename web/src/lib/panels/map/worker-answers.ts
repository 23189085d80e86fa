import { drawMap } from '../../../../../charts/process-map/draw.ts';
import { visible } from '../../../../../charts/process-map/filter.ts';
import { pinnedLayout, pinOf } from '../../../../../charts/process-map/layout.ts';
import type { MapGraph, MapLayout } from '../../../../../charts/process-map/shapes.ts';
import type { Drawn, DrawOrder, LaidOut, LayoutOrder, Order, Told } from './protocol.ts';

/** Layouts and graphs kept, more than a page remembers to have sent (`map-client.ts`). */
const KEPT = 4;

/**
 * Answers the orders of a page. Orders that came while it was busy are looked at together: every layout is made, of
 * the drawings only the one asked for last; the others are told as dropped.
 *
 * `tell` sends an answer, `later` runs a function once the orders that have arrived are in (a task, not a microtask).
 */
export function answerer(tell: (answer: Told) => void, later: (work: () => void) => void, now: () => number): (order: Order) => void {
  const layouts = new Map<string, MapLayout>();
  const graphs = new Map<string, MapGraph>();
  let waiting: Order[] = [];

  function lay(order: LayoutOrder): LaidOut {
    const started = now();
    const layout = pinnedLayout(order.graph, order.stages, {
      ...(order.spine ? { spine: order.spine } : {}),
      ...(order.previous ? { previous: order.previous } : {}),
    });
    keep(layouts, order.layout, layout);
    return {
      kind: 'laid-out',
      ticket: order.ticket,
      layout: order.layout,
      listed: layout.listed,
      weakLinks: layout.weakLinks,
      outdated: layout.outdated,
      pin: pinOf(layout),
      ms: now() - started,
    };
  }

  function draw(order: DrawOrder): Drawn {
    const started = now();
    const layout = layouts.get(order.layout);
    if (!layout) throw new Error('The map is not laid out yet.');
    const graph = order.figures === null ? undefined : graphs.get(order.figures);
    const choice = {
      ...(order.activities === undefined ? {} : { activities: order.activities }),
      ...(order.paths === undefined ? {} : { paths: order.paths }),
    };
    const shown = visible(layout, choice, graph);
    const drawing = drawMap(layout, shown, { metric: order.metric, words: order.words });
    return { kind: 'drawn', ticket: order.ticket, layout: order.layout, drawing, visible: shown, ms: now() - started };
  }

  function answer(order: Order): void {
    try {
      tell(order.kind === 'layout' ? lay(order) : draw(order));
    } catch (error) {
      tell({ kind: 'failed', ticket: order.ticket, message: error instanceof Error ? error.message : String(error) });
    }
  }

  return (order) => {
    if (order.kind === 'draw') {
      keep(layouts, order.layout, layouts.get(order.layout));
      if (order.figures !== null) keep(graphs, order.figures, order.graph ?? graphs.get(order.figures));
    }
    waiting.push(order);
    if (waiting.length > 1) return;
    later(() => {
      const orders = waiting;
      waiting = [];
      const last = orders.findLast((one) => one.kind === 'draw');
      for (const one of orders) if (one.kind === 'draw' && one !== last) tell({ kind: 'dropped', ticket: one.ticket });
      for (const one of orders) if (one.kind === 'layout') answer(one);
      if (last) answer(last);
    });
  };
}

/** Puts the value last in the row of those that go first. */
function keep<Value>(kept: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) return;
  kept.delete(key);
  kept.set(key, value);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}
