import { Board } from './board.ts';
import { CHANNEL } from './params.ts';
import { PIN_FORMAT } from './pin-reading.ts';
import { PlaceCost } from './place-cost.ts';
import { seatIn, type PlaceOrder } from './place.ts';
import type { ChannelSizes, Grid, MapLayout, NodeBox, Pin } from './shapes.ts';

/** What keeps the positions of a layout over versions of the data. */
export function pinOf(layout: MapLayout): Pin {
  const { of } = layout.stages;
  // no names of a plain object's own: an activity may be called “constructor”
  const stageOf = new Map(layout.graph.nodes.map(({ id }) => [id, Object.hasOwn(of, id) ? (of[id] ?? 0) : 0]));
  return {
    format: PIN_FORMAT,
    stages: [...layout.stages.names],
    cells: [...layout.grid.cells].flatMap(([id, cell]): Pin['cells'] =>
      id === null ? [] : [[id, stageOf.get(id) ?? 0, cell.row, cell.column]],
    ),
    rows: layout.grid.rows.map((row) => row.stage),
    columns: [layout.grid.firstColumn, layout.grid.lastColumn],
    sizes: { x: [...layout.sizes.x], y: [...layout.sizes.y] },
    box: { ...layout.box },
    spine: [...layout.spine],
    classes: structuredClone(layout.classes),
  };
}

/**
 * Stage names under which a pin still holds: the same ones, or the same with some added or gone at the end (as
 * “Unplaced” comes and goes); null when stages have changed otherwise.
 */
export function pinnedStages(pin: Pin, names: readonly string[]): string[] | null {
  const shared = Math.min(pin.stages.length, names.length);
  // a service that had no stages has other bands now
  if (shared === 0 && pin.stages.length !== names.length) return null;
  if (pin.stages.slice(0, shared).some((name, at) => name !== names[at])) return null;
  return names.length > shared ? [...names] : [...pin.stages];
}

/** Activities that stand where they stood: known, and in the same stage. */
export function keptBy(pin: Pin, stageOf: (id: string) => number | undefined): string[] {
  return pin.cells.filter(([id, stage]) => stageOf(id) === stage).map(([id]) => id);
}

/**
 * The grid of a pin with new activities in free cells of their bands, or in new columns on the right. Null when a stage
 * in the middle has got its first activity: it has no row, and rows would move what stands below.
 */
export function placeOnPin(pin: Pin, want: PlaceOrder): Grid | null {
  const board = new Board();
  board.put(null, { row: 0, column: 0 });
  const rows = pin.rows.map((stage) => ({ stage }));
  const kept = new Set(keptBy(pin, want.stageOf));
  const here = new Set(want.order);
  for (const [id, , row, column] of pin.cells) if (kept.has(id) && here.has(id)) board.put(id, { row, column });
  const added = want.order.filter((id) => !board.cells.has(id));
  for (const stage of [...new Set(added.map(want.stageOf))].sort((a, b) => a - b)) {
    if (rows.some((row, at) => at > 0 && row.stage === stage)) continue;
    if (stage < (rows.at(-1)?.stage ?? 0)) return null;
    rows.push({ stage });
  }
  const bandOf = (id: string) => {
    const own = rows.flatMap((row, at) => (at > 0 && row.stage === want.stageOf(id) ? [at] : []));
    return [own[0] ?? 1, own.at(-1) ?? 1] as const;
  };
  const cost = new PlaceCost(board, want.graph, want.edges, want.order, new Set(want.spine));
  const seat = seatIn(board, cost, bandOf);
  const columns = Array.from({ length: pin.columns[1] + 1 }, (_, at) => at).filter((column) => column > 0);
  if (pin.columns[0] < 0) columns.push(-1);
  for (const id of added) {
    if (columns.length > 0 && seat(id, columns)) continue;
    for (let column = Math.max(1, pin.columns[1] + 1); !seat(id, [column]); column += 1);
  }
  return board.grid(rows, pin.columns);
}

/** The sizes of a pin, with new columns on the right and new rows at the bottom. */
export function sizesOnPin(pin: Pin, grid: Grid, box: NodeBox): ChannelSizes {
  const columns = 2 * (grid.lastColumn - grid.firstColumn + 1) + 1;
  const lines = 2 * grid.rows.length + 1;
  return {
    x: extended(pin.sizes.x, columns, CHANNEL.x.least, box.width, CHANNEL.x.outer),
    y: extended(pin.sizes.y, lines, CHANNEL.y.least, box.height, CHANNEL.y.last),
  };
}

function extended(sizes: readonly number[], lines: number, channel: number, lane: number, last: number): number[] {
  if (sizes.length >= lines) return [...sizes];
  const kept = sizes.slice(0, -1);
  while (kept.length < lines - 1) kept.push(kept.length % 2 === 1 ? lane : channel);
  return [...kept, last];
}
