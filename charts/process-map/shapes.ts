import type { EdgeChange, MapEdge, MapGraph, MapNode, MapStages, Metric } from './graph.ts';

/**
 * What goes in and out of the layout: plain data, so that it can pass between a page and its worker. `MapLayout` and
 * `MapDrawing` may hold maps (structured clone keeps them); a `Pin` is JSON.
 */

/** Where an activity stands: row 0 is the start's, column 0 the spine's, columns below 0 lie left of it. */
export interface Cell {
  row: number;
  column: number;
}

/** All activities in their cells; `null` is the start. Each row belongs to a stage. */
export interface Grid {
  cells: Map<string | null, Cell>;
  rows: { stage: number }[];
  firstColumn: number;
  lastColumn: number;
}

/** A straight stretch of a path on the lattice: along line `line`, from crossing `from` to crossing `to`. */
export interface Run {
  vertical: boolean;
  line: number;
  from: number;
  to: number;
}

/** An edge with its place in the order in which the paths slider shows edges; the heaviest is 0. */
export interface RankedEdge extends MapEdge {
  key: string;
  rank: number;
}

/** Widths of the columns' lines and heights of the rows' lines, px: odd ones hold nodes, even ones are channels. */
export interface ChannelSizes {
  x: number[];
  y: number[];
}

export interface NodeBox {
  width: number;
  height: number;
}

/** Sums over a whole graph, also over what is not laid out. */
export interface Totals {
  activities: number;
  paths: number;
  steps: number;
  waitingMs: number;
}

/** A stage drawn as one pill. */
export interface Collapsed {
  stage: number;
  /** The id of its node in the layout. */
  id: string;
  name: string;
  activities: string[];
}

/** Everything about a map that no filter, slider or metric changes. */
export interface MapLayout {
  /** The activities laid out, and the hand-overs among them, without filter. */
  graph: MapGraph;
  /** Stages as given, with “Unplaced” added when an activity has none. */
  stages: MapStages;
  totals: Totals;
  /** Activities that are too rare for a map of more than 80: most frequent first. */
  listed: string[];
  order: string[];
  spine: string[];
  /** Links of the spine that fewer than 5 % of the cases take: the spine is then worth a look (`options.spine`). */
  weakLinks: { from: string; to: string; share: number }[];
  /** Activities in the order in which the slider shows them, and how many of them it shows first. */
  ranked: string[];
  shownFirst: number;
  grid: Grid;
  box: NodeBox;
  /** Activities drawn as pills: half of their steps end a case. */
  exits: string[];
  edges: RankedEdge[];
  routes: Map<string, Run[]>;
  sizes: ChannelSizes;
  maxCount: number;
  classes: Record<Metric, number[]>;
  collapsed: Collapsed[];
  /** What a new arrangement would change against `previous`: offer it when there is something. */
  outdated: { spine: boolean; added: string[]; movedStage: string[] } | null;
}

/** What keeps positions over versions of the data. JSON, read with `readPin`. */
export interface Pin {
  /** `PIN_FORMAT` of the program that wrote it. */
  format: number;
  stages: string[];
  /** name, stage, row, column */
  cells: [string, number, number, number][];
  rows: number[];
  columns: [first: number, last: number];
  sizes: ChannelSizes;
  box: NodeBox;
  spine: string[];
  classes: Record<Metric, number[]>;
}

export interface SliderRange {
  min: number;
  max: number;
  value: number;
}

/** What the sliders show of a layout, with the figures of a filter. */
export interface Visible {
  /** With figures of the filter; an activity without a case in it is a ghost: `steps` 0. */
  nodes: MapNode[];
  edges: RankedEdge[];
  cases: number;
  score: number | null;
  activityRange: SliderRange;
  pathRange: SliderRange;
  /** Share of the steps whose way in is drawn, 0..1, and how many are not. */
  shownSteps: number;
  hiddenSteps: number;
  /** Share of the waiting (time of hand-overs) on paths that are not drawn, 0..1; null where no time is known. */
  hiddenWaiting: number | null;
  shownActivities: number;
  hiddenActivities: number;
  shownPaths: number;
  hiddenPaths: number;
  /** Activities that no slider brings, because the map holds the most frequent only. */
  listedActivities: number;
  maxCount: number;
  filtered: boolean;
}

/** 0 to 4, for the ramps of the tokens; null where the metric says nothing: plain grey. */
export type ClassIndex = 0 | 1 | 2 | 3 | 4;
export type Point = [x: number, y: number];
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line of text with its baseline; `stretch` is the font's width in %. */
export interface TextLine {
  text: string;
  stretch: 100 | 80;
  x: number;
  y: number;
}

export interface DrawnBand extends Rect {
  name: string;
  stage: number;
  /** The name in the gutter, at most two lines. */
  lines: TextLine[];
  collapsed: boolean;
}

export interface DrawnNode extends Rect {
  id: string;
  /** The whole name, for tooltips and readers. */
  name: string;
  /** `stage`: a collapsed stage. `ghost`: no case of the filter comes here. */
  shape: 'box' | 'pill' | 'ghost' | 'stage';
  lines: TextLine[];
  anchor: 'start' | 'middle';
  /** `6,188`, `6,188 · 4 end`, `1,241 end here`. */
  count: TextLine | null;
  /** Median processing at the right end of the same line. */
  processing: TextLine | null;
  /** Bar of processing: 0..1 of the longest shown; null: none. */
  workShare: number | null;
  bar: (Rect & { filled: number }) | null;
  /** Class of the metric where it colours nodes (processing, satisfaction), else null. */
  tint: ClassIndex | null;
  note: boolean;
  figures: MapNode;
}

export interface DrawnLabel extends Rect {
  metric: string;
  count: string;
  /** Middle of the text, and its baseline. */
  textX: number;
  textY: number;
  /** From 30 minutes waiting on: the metric in wait-ink. */
  strong: boolean;
  /** The pill lies over a foreign line: a dot of the edge's colour tells whose it is. */
  dot: Point | null;
  /** The count did not fit. */
  short: boolean;
}

/** Better or worse only where the difference is credible. */
export type ChangeTone = 'shorter' | 'same' | 'longer' | 'better' | 'worse' | 'other';
/** Colours are of a class of the metric, or of a change. */
export type LegendEntry = { label: string; class: ClassIndex; tone?: ChangeTone };

export interface DrawnEdge {
  key: string;
  from: string | null;
  to: string;
  /** Stroke of the line, without the head. */
  d: string;
  width: number;
  /** Filled triangle. */
  head: string;
  class: ClassIndex | null;
  points: Point[];
  headBox: Rect;
  label: DrawnLabel | null;
  /** Where two sides are compared: the colour of the line, and whether one side alone takes it. */
  change: { tone: ChangeTone; is: EdgeChange['is'] } | null;
  loop: boolean;
  figures: RankedEdge;
}

export interface MapDrawing {
  width: number;
  height: number;
  /** Where the drawing begins beside the gutter: the camera shifts what lies in the bands by it, positions stay. */
  left: number;
  gutter: number;
  bands: DrawnBand[];
  start: Rect & { text: TextLine };
  nodes: DrawnNode[];
  /** Thickest first: the order to draw them in. Self loops too. */
  edges: DrawnEdge[];
  legend: LegendEntry[];
  /** Two sides are compared: colours say what is different. */
  compared: boolean;
  /** Whether the legend is of the edges or of the nodes. */
  legendOf: 'edges' | 'nodes';
  /** So many paths that lines lie close: hover is the way to read them, and the page says so. */
  crowded: boolean;
  /** Sentences to print beside the sliders: what is shown, what is hidden. */
  sentences: string[];
}

export type { EdgeChange, MapEdge, MapGraph, MapNode, MapStages, Metric };
