import { number, percent, plural } from '../../model/format.ts';
import { MINUTE } from '../../model/units.ts';
import { changeLegend, changeOf, edgeClass, legendOf } from './classes.ts';
import type { Metric } from './graph.ts';
import { labelText, pillWidth } from './label-text.ts';
import { placeLabels, type Labelled, type PlacedLabel } from './labels.ts';
import { Lattice } from './lattice.ts';
import { linesOf, loopOf, placesOf, type Line } from './lines.ts';
import { oneLine, tableWidth, twoLines, type Setting, type TextWidth } from './names.ts';
import { drawNode } from './node-drawing.ts';
import { GUTTER, LABEL, START_SIZE } from './params.ts';
import type { DrawnBand, DrawnEdge, DrawnLabel, DrawnNode, MapDrawing, MapLayout, RankedEdge, Rect, Visible } from './shapes.ts';
import { spanAt, type Spans } from './spans.ts';

export type { DrawnBand, DrawnEdge, DrawnLabel, DrawnNode, MapDrawing, TextLine } from './shapes.ts';

export interface DrawOptions {
  metric: Metric;
  /** Width of a text in px; without it the table of the product's font decides. */
  textWidth?: TextWidth;
  /** What cases are called here; only counts are said of them. */
  words?: { case: string; cases: string };
}

/** A wait from which on the metric is printed in wait-ink. */
const LONG_WAIT = 30 * MINUTE;
/** Tracks closer than this share of their gaps, or more paths than so many activities can carry: read by hover. */
const CROWDED = { squeeze: 0.55, paths: 40, pathsPerActivity: 3 } as const;

/**
 * The drawing of what is visible: texts, paths, classes of colours, no colours. Positions of nodes depend on the layout
 * alone and lines not on the metric; a drawing takes some milliseconds.
 */
export function drawMap(layout: MapLayout, visible: Visible, options: DrawOptions): MapDrawing {
  const textWidth = options.textWidth ?? tableWidth;
  const metric = options.metric;
  const { lines: plain, spans, squeeze } = linesOf(layout, visible);
  const placeOf = placesOf(layout, spans);
  const longestMs = visible.nodes.reduce((most, node) => Math.max(most, node.processingMs ?? 0), 0);
  const nodes = visible.nodes.map((node) => {
    const { x, y, height } = placeOf(node.id);
    const place = { x: x - layout.box.width / 2, y: y - height / 2, width: layout.box.width, height };
    return drawNode(node, place, { layout, metric, textWidth, longestMs });
  });
  const start = startOf(placeOf(null), visible, textWidth);
  const lines = [...plain, ...loopsOf(visible, nodes, plain)];
  const gutter = layout.stages.names.length > 0 ? GUTTER : 0;

  const things: Rect[] = [...nodes, start.box, ...lines.flatMap(extentOf)];
  const right = Math.max(...things.map((rect) => rect.x + rect.width)) + 34;
  const solids = [...nodes, start.box, start.textBox, ...lines.map((line) => line.headBox), ...lines.flatMap((line) => line.loop ?? [])];
  const texts = new Map(lines.map(({ edge }) => [edge.key, labelText(metric, edge)]));
  const labels = placeLabels(
    { lines: lines.map(labelled), solids, left: gutter === 0 ? -Infinity : gutter, right: right + 40, bottom: spans.height },
    ({ key }) => texts.get(key) ?? null,
    (text) => pillWidth(text, textWidth),
  );
  const pills = [...labels.values()];
  const left = Math.min(...things.map((rect) => rect.x), start.textBox.x, ...pills.map((pill) => pill.x)) - 20 - gutter;
  const width = Math.max(right, ...pills.map((pill) => pill.x + pill.width + 12));
  const boundaries = layout.classes[metric];
  const edges = lines
    .map((line) => drawnEdge(line, metric, boundaries, labels.get(line.edge.key)))
    .sort((a, b) => b.width - a.width || a.figures.rank - b.figures.rank);
  const compared = visible.edges.some((edge) => edge.change !== undefined);
  // without a gutter the drawing may begin anywhere; with one nothing comes out from under it
  const camera = gutter === 0 ? left : Math.max(0, left);
  return {
    width,
    height: spans.height,
    left: camera,
    gutter,
    bands: bandsOf(layout, spans, width - camera, textWidth),
    start: { ...start.box, text: start.text },
    nodes,
    edges,
    legend: compared ? changeLegend(metric) : legendOf(metric, boundaries),
    compared,
    legendOf: metric === 'frequency' || metric === 'waiting' ? 'edges' : 'nodes',
    crowded: squeeze < CROWDED.squeeze || visible.edges.length > Math.max(CROWDED.paths, CROWDED.pathsPerActivity * nodes.length),
    sentences: sentencesOf(visible),
  };
}

function startOf({ x, y }: { x: number; y: number }, visible: Visible, textWidth: TextWidth) {
  const text = `${number(visible.cases)} arrive`;
  const box = { x: x - START_SIZE / 2, y: y - START_SIZE / 2, width: START_SIZE, height: START_SIZE };
  const width = textWidth(text, LABEL.size, 400, 100);
  const end = box.x - 6;
  return {
    box,
    text: { text, stretch: 100 as const, x: end, y: y + 4 },
    textBox: { x: end - width, y: y - 8, width, height: 16 },
  };
}

function loopsOf(visible: Visible, nodes: readonly DrawnNode[], lines: readonly Line[]): Line[] {
  return visible.edges.flatMap((edge) => {
    const node = edge.from === edge.to ? nodes.find(({ id }) => id === edge.to) : undefined;
    return node ? [loopOf(edge, node, lines, visible.maxCount)] : [];
  });
}

const extentOf = (line: Line): Rect[] => (line.loop ? [line.loop] : line.points.map(([x, y]) => ({ x, y, width: 0, height: 0 })));

/** A line as the labels see it. Pills of loops hang left of them. */
function labelled(line: Line): Labelled {
  const { edge, points, width, head, tip, heading, loop } = line;
  const base = { key: edge.key, points, width, head, tip, heading, count: edge.count, rank: edge.rank };
  if (!loop) return base;
  const y = loop.y + loop.height / 2 - LABEL.height / 2;
  const places = (pill: number) =>
    [0, -13, 13, -20, 20].flatMap((down) =>
      [2, 14].map((out) => ({
        ...{ x: loop.x - 4 - pill - out, y: y + down, width: pill, height: LABEL.height },
        ...{ cost: Math.abs(down) / 3 + out / 6, on: true },
      })),
    );
  return { ...base, places: (pill) => places(pill).sort((a, b) => a.cost - b.cost) };
}

function drawnEdge(line: Line, metric: Metric, boundaries: readonly number[], label: PlacedLabel | undefined): DrawnEdge {
  const { edge, width, points, headBox, headPath, d } = line;
  return {
    ...{ key: edge.key, from: edge.from, to: edge.to, d, width, head: headPath, points, headBox },
    class: edge.change ? null : edgeClass(metric, boundaries, edge),
    change: edge.change ? changeOf(edge.change) : null,
    label: label ? drawnLabel(label, edge, metric) : null,
    loop: line.loop !== null,
    figures: edge,
  };
}

/** Over a foreign line the text moves aside a little for the dot. */
function drawnLabel(label: PlacedLabel, edge: RankedEdge, metric: Metric): DrawnLabel {
  const { x, y, width, height, count, short, over } = label;
  return {
    ...{ x, y, width, height, metric: label.metric, count, short },
    textX: x + width / 2 + (over ? 3.5 : 0),
    textY: y + 13,
    strong: edge.change ? edge.change.credible : metric === 'waiting' && edge.medianMs !== null && edge.medianMs >= LONG_WAIT,
    dot: over ? [x + 7.5, y + height / 2] : null,
  };
}

/** Bands of the stages that have activities; each ends in the middle of the channel before the next. */
function bandsOf(layout: MapLayout, spans: Spans, width: number, textWidth: TextWidth): DrawnBand[] {
  const lattice = new Lattice(layout.grid);
  const rows = layout.grid.rows;
  const setting: Setting = { size: 12.5, weight: 600, textWidth };
  return layout.stages.names.flatMap((name, stage) => {
    const own = rows.flatMap((row, at) => (row.stage === stage ? [at] : []));
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined || rows.length < 2) return [];
    const top = first === 0 ? 0 : spanAt(spans.y, lattice.lineOfRow(first) - 1).middle;
    const bottom = last === rows.length - 1 ? spans.height : spanAt(spans.y, lattice.lineOfRow(last) + 1).middle;
    const collapsed = layout.collapsed.some((one) => one.stage === stage);
    const texts = collapsed ? [oneLine(name, GUTTER - 24, setting)] : twoLines(name, GUTTER - 24, setting);
    const middle = (top + bottom) / 2 + 4 - ((texts.length - 1) * 15) / 2;
    const lines = texts.map((line, at) => ({ ...line, x: 16, y: middle + at * 15 }));
    return [{ x: 0, y: top, width, height: bottom - top, name, stage, lines, collapsed }];
  });
}

/** What the map shows and what it hides. */
function sentencesOf(visible: Visible): string[] {
  const said = [`Shows ${percent(visible.shownSteps)} of steps.`];
  if (visible.hiddenWaiting !== null) said.push(`Hidden paths hold ${percent(visible.hiddenWaiting)} of waiting.`);
  if (visible.listedActivities > 0)
    said.push(`${plural(visible.listedActivities, 'rarer activity is', 'rarer activities are')} in the table only.`);
  return said;
}
