import type { NodeBox } from './shapes.ts';

/** Sizes in px. */
export const NODE: NodeBox = { width: 146, height: 42 };
/** When more than a quarter of the names shown first is longer than `LONG_NAME` letters: two lines fit. */
export const LONG_NODE: NodeBox = { width: 164, height: 56 };
export const LONG_NAME = 24;
export const START_SIZE = 18;
export const GUTTER = 150;
export const COLLAPSED_HEIGHT = 24;

export const GRID = {
  /** Side activities per row when a band gets its rows. */
  perRow: 3,
  /** Columns for activities shown first; then those for when they are full. */
  columns: [1, -1, 2],
  spareColumns: [3, 4, 5],
  /** Columns for rare activities: outside first, so that hiding them leaves the middle whole. */
  rareColumns: [3, 2, -1, 1],
  lastColumn: 4,
  passes: 6,
} as const;

/** Channels between the columns (x) and between the rows (y): least, most, and margins inside. */
export const CHANNEL = {
  x: { least: 96, most: 330, outer: 30, margin: 18, loops: 112, forPill: 150 },
  y: { least: 46, most: 190, first: 16, last: 26, marginTop: 12, marginBottom: 24 },
} as const;

export const TRACK = { gap: 13, portGap: 6, pairGap: 22, portInsetX: 14, portInsetY: 6 } as const;
export const EDGE = { thin: 1.4, thick: 11, radius: 16, head: 11, headPerWidth: 1.75, headClear: 1.5 } as const;
export const LOOP = { out: 30, half: 9, thick: 4 } as const;

/** Costs of a route in px of detour. */
export const ROUTE = {
  bend: 70,
  cross: 26,
  share: 5,
  freeCell: 24,
  spineLane: 120,
  wrongEnd: 260,
  wrongSide: 90,
  wrongLane: 13.5,
  againstFlow: 46,
  side: 22,
  portCrowd: 110,
  portPitch: 14,
  endPorts: 6,
  /** From the bottom of the start only the spine leaves, and nothing enters it. */
  startBottom: 600,
  startElse: 900,
  /** Edges that are routed with the layout; what comes after has a route when it is first shown. */
  planned: 400,
} as const;

export const LABEL = {
  height: 18,
  padding: 9,
  size: 11.5,
  between: 5,
  gap: 2,
  pillGap: 3,
  beside: 60,
  /** Px between two places that are tried on a line; on long lines it is tried at this many. */
  step: 6,
  spots: 90,
  /** Above so many lines, pills are read by hover: fewer places are tried. */
  manyLines: 100,
  fewSpots: 40,
  /** Above this cost the count is tried without. */
  dear: 15,
} as const;

export const SELECT = {
  steps: 0.98,
  activitiesAtLeast: 8,
  activitiesAtMost: 20,
  handOvers: 0.92,
  waiting: 0.9,
  pathsPerActivity: 2,
  /** Above this many activities, only the `laidOut` most frequent have a place. */
  most: 80,
  laidOut: 60,
  weakLink: 0.05,
} as const;

/** Width of a line: square root of its count against the largest. */
export const edgeWidth = (count: number, maxCount: number): number =>
  Math.max(EDGE.thin, Math.sqrt(count / Math.max(1, maxCount)) * EDGE.thick);

/** Length of an arrowhead. */
export const headLength = (width: number): number => Math.max(EDGE.head, width * EDGE.headPerWidth);
