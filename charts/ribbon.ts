import type { AboutOf, RowOf } from '../server/analytics/catalog.ts';
import { duration } from '../model/format.ts';
import { MINUTE } from '../model/units.ts';
import { verdictOf, type Verdict } from './ribbon-verdict.ts';
import { durationTicks, shortDuration, type Tick } from './scale.ts';
import { fitText, textWidth, type Fitted } from './text.ts';

export type RibbonRow = RowOf<'throughline'>;
export type RibbonAbout = AboutOf<'throughline'>;

/** Sizes of the lying ribbon in px (design/src/lib.mjs). */
export interface RibbonLayout {
  /** Room at the left for the names of the rows; 0 where they stand above their row. */
  readonly gutter: number;
  readonly breakMark: number;
  readonly band: number;
  readonly size: number;
  /** Of names that would be cut at `size`. */
  readonly tight: number;
  readonly small: number;
  /** From the edge of a block to the text in it. */
  readonly inset: number;
  /** Height of the satisfaction line. */
  readonly line: number;
  /** Totals without their unit where they don't fit with it, as `11`. */
  readonly bareTotals: boolean;
  /** Baselines of heading, name and total, and the top of the band. */
  readonly heading: number;
  readonly name: number;
  readonly total: number;
  readonly top: number;
  /** From the axis to the share within the limit, from there to the satisfaction line, and from the axis to that without limits. */
  readonly toWithin: number;
  readonly toScore: number;
  readonly axisToScore: number;
  readonly foot: number;
}

export const LYING: RibbonLayout = {
  ...{ gutter: 86, breakMark: 26, band: 50, size: 12, tight: 10.5, small: 11, inset: 8, line: 38, bareTotals: false },
  ...{ heading: 11, name: 34, total: 49, top: 58, toWithin: 31, toScore: 30, axisToScore: 38, foot: 14 },
};

/** The same on paper: smaller, and the names of the rows above them. */
export const PRINTED: RibbonLayout = {
  ...{ gutter: 0, breakMark: 20, band: 52, size: 10.5, tight: 9, small: 9.5, inset: 5, line: 32, bareTotals: true },
  ...{ heading: 9, name: 27, total: 38, top: 45, toWithin: 44, toScore: 44, axisToScore: 44, foot: 12 },
};
const GAP = 1;
const NAME_ROOM = 24;

/** A stretch of colour. */
export interface Block {
  x: number;
  width: number;
}

/** One stage (or activity) of the ribbon as it is drawn. */
export interface Piece {
  row: RibbonRow;
  /** Where its time begins and how long it is: the pieces of a part add up to the part. */
  x: number;
  width: number;
  waiting: Block;
  processing: Block;
  /** First and last of its part have round corners. */
  first: boolean;
  last: boolean;
  name: Fitted | null;
  nameSize: number;
  total: Fitted | null;
  /** Printed on the waiting area; the second line only on the largest wait. */
  waitingText: string | null;
  waitingNote: string | null;
  processingText: string | null;
  largest: boolean;
  verdict: Verdict;
  within: WithinMark | null;
  point: ScorePoint | null;
}

/** Share within the limit: a bar when there is room, the figure when it fits. */
export interface WithinMark {
  bar: (Block & { filled: number; goalAt: number | null }) | null;
  textX: number;
  text: string | null;
}

/** A score on the satisfaction line. */
export interface ScorePoint {
  x: number;
  y: number;
  text: string | null;
  textY: number;
}

/** A part of the ribbon with a scale of its own. */
export interface Part {
  kind: 'delivery' | 'after';
  x: number;
  width: number;
  totalMs: number;
  ticks: (Tick & { x: number })[];
}

export interface LyingRibbon {
  width: number;
  height: number;
  gutter: number;
  /** Tops of what stands under each other. */
  at: { heading: number; name: number; total: number; band: number; axis: number; within: number | null; score: number | null };
  parts: Part[];
  pieces: Piece[];
  breakAt: number | null;
  /** Dotted line of the score wanted, as an SVG path; null when no stage has one. */
  targetPath: string | null;
  /** The satisfaction line and the dotted stretches across pieces without answers or the break. */
  scorePath: string | null;
  scoreBridges: string | null;
}

const timeOf = (row: RibbonRow) => row.waitingMs + row.processingMs;

/** The piece with the longest wait before delivery, if any wait is longer than nothing. */
export function largestWait(rows: readonly RibbonRow[]): RibbonRow | null {
  let most: RibbonRow | null = null;
  for (const row of rows) {
    if (row.part === 'delivery' && row.kind !== 'other' && row.waitingMs > (most?.waitingMs ?? 0)) most = row;
  }
  return most;
}

/** Whether any piece says something about limits or satisfaction: without, those rows are left out. */
export const hasLimits = (rows: readonly RibbonRow[]): boolean => rows.some((row) => row.withinTarget !== null);
export const hasScores = (rows: readonly RibbonRow[]): boolean => rows.some((row) => row.score !== null);

/**
 * The ribbon of a service from left to right, for `width` px. Pure geometry: the page only draws it. `told`: waiting and
 * processing can be told apart; else no text calls the time waiting.
 */
export function lyingRibbon(
  rows: readonly RibbonRow[],
  about: RibbonAbout,
  width: number,
  told = true,
  layout: RibbonLayout = LYING,
): LyingRibbon {
  const { gutter, heading, name, total, top: band } = layout;
  const axis = band + layout.band;
  const within = hasLimits(rows) ? axis + layout.toWithin : null;
  const score = !hasScores(rows) ? null : within === null ? axis + layout.axisToScore : within + layout.toScore;
  const at = { heading, name, total, band, axis, within, score };

  const before = rows.filter((row) => row.part === 'delivery');
  const after = rows.filter((row) => row.part === 'after' && timeOf(row) > 0);
  const room = Math.max(0, width - gutter);
  const afterWidth =
    after.length === 0 ? 0 : Math.min(Math.max(Math.round(room * 0.17), Math.min(after.length * 60, room * 0.3)), room * 0.4);
  const mark = after.length === 0 ? 0 : layout.breakMark;
  const parts = [part('delivery', before, gutter, room - afterWidth - mark, layout)];
  if (after.length > 0) parts.push(part('after', after, width - afterWidth, afterWidth, layout));

  const largest = told ? largestWait(rows) : null;
  const pieces = [...placed(before, parts[0], largest, about, layout), ...placed(after, parts[1], largest, about, layout)];
  if (within !== null) for (const piece of pieces) piece.within = withinMark(piece, layout);
  const lines = score === null ? null : satisfaction(pieces, score, parts, layout);
  return {
    width,
    height: heightOf(at, layout),
    gutter,
    at,
    parts,
    pieces,
    breakAt: after.length === 0 ? null : width - afterWidth - mark / 2,
    targetPath: lines?.target ?? null,
    scorePath: lines?.line ?? null,
    scoreBridges: lines?.bridges ?? null,
  };
}

/** The lowest thing that is there, and the air under it. */
function heightOf({ axis, within, score }: LyingRibbon['at'], { line, foot }: RibbonLayout): number {
  if (score !== null) return score + line + foot;
  return within !== null ? within + 14 : axis + 22;
}

function part(kind: Part['kind'], rows: readonly RibbonRow[], x: number, width: number, { small }: RibbonLayout): Part {
  const totalMs = rows.reduce((sum, row) => sum + timeOf(row), 0);
  const scale = totalMs > 0 ? width / totalMs : 0;
  const ticks = durationTicks(totalMs, width, 60)
    .map((tick) => ({ ...tick, x: x + tick.value * scale }))
    .filter((tick) => tick.value === 0 || tick.x + textWidth(tick.label, small - 0.5) / 2 <= x + width + 8);
  return { kind, x, width, totalMs, ticks };
}

function placed(
  rows: readonly RibbonRow[],
  place: Part | undefined,
  largest: RibbonRow | null,
  about: RibbonAbout,
  layout: RibbonLayout,
): Piece[] {
  if (!place) return [];
  const scale = place.totalMs > 0 ? place.width / place.totalMs : 0;
  let x = place.x;
  const drawn = rows.filter((row) => timeOf(row) > 0);
  return drawn.map((row, index) => {
    const width = timeOf(row) * scale;
    const first = index === 0;
    const last = index === drawn.length - 1;
    const piece = pieceOf(row, x, width, { first, last, largest: row === largest }, about, layout);
    x += width;
    return piece;
  });
}

function pieceOf(
  row: RibbonRow,
  x: number,
  width: number,
  place: { first: boolean; last: boolean; largest: boolean },
  about: RibbonAbout,
  layout: RibbonLayout,
): Piece {
  // narrow pieces keep their colour: the gap between two is never wider than a fifth of the piece
  const gap = Math.min(GAP, width / 5);
  const left = x + (place.first ? 0 : gap);
  const right = x + width - (place.last ? 0 : gap);
  const seam = Math.min(Math.max(x + (timeOf(row) > 0 ? row.waitingMs / timeOf(row) : 0) * width, left), right);
  const waiting = { x: left, width: row.waitingMs > 0 ? seam - left : 0 };
  const processing = { x: seam, width: row.processingMs > 0 ? right - seam : 0 };
  // a little air, so that two names that just fit don't read as one
  const room = width - (place.first ? 4 : 6);
  const asWanted = width < NAME_ROOM ? null : fitText(row.name, layout.size, room);
  const smaller = asWanted?.cut ? fitOrNothing(row.name, layout.tight, room) : null;
  const [name, nameSize] = smaller ? [smaller, layout.tight] : [asWanted, layout.size];
  const total = width < NAME_ROOM ? null : totalText(row, room, layout);
  const texts = insideTexts(row, waiting.width, processing.width, place.largest, about, layout);
  return {
    row,
    x,
    width,
    waiting,
    processing,
    ...place,
    name,
    nameSize,
    total,
    ...texts,
    verdict: verdictOf(row),
    within: null,
    point: null,
  };
}

function totalText(row: RibbonRow, room: number, { small, bareTotals }: RibbonLayout): Fitted | null {
  const time = timeOf(row);
  if (row.part === 'after') return fitOrNothing(shortDuration(time), small, room);
  const fitted = fitOrNothing(duration(time), small, room);
  const bare = bareTotals && fitted?.condensed !== false && time >= MINUTE / 2 && time < 60 * MINUTE;
  return bare ? fitOrNothing(bareMinutes(time), small, room) : fitted;
}

function fitOrNothing(text: string, size: number, room: number): Fitted | null {
  const fitted = fitText(text, size, room);
  return fitted?.cut ? null : fitted;
}

function insideTexts(
  row: RibbonRow,
  waitRoom: number,
  workRoom: number,
  largest: boolean,
  about: RibbonAbout,
  { small, inset }: RibbonLayout,
): Pick<Piece, 'waitingText' | 'waitingNote' | 'processingText'> {
  const say = row.part === 'after' ? shortDuration : duration;
  const size = small + 0.5;
  const inside = (text: string, room: number) => textWidth(text, size) <= room - inset - 4;
  const bare = (ms: number, room: number) =>
    ms < 60 * MINUTE && ms >= MINUTE / 2 && room >= 15 && textWidth(bareMinutes(ms), size) <= room - 4 ? bareMinutes(ms) : null;
  const wait = say(row.waitingMs);
  const long = `${wait} waiting`;
  const share = about.waitingMs > 0 ? `${String(Math.round((row.waitingMs / about.waitingMs) * 100))}\u00a0% of all waiting` : '';
  const proud = largest && share !== '' && inside(long, waitRoom) && inside(share, waitRoom);
  const work = say(row.processingMs);
  return {
    waitingText: row.waitingMs <= 0 ? null : proud ? long : inside(wait, waitRoom) ? wait : null,
    waitingNote: proud ? share : null,
    processingText:
      row.processingMs <= 0 ? null : inside(work, workRoom) ? work : row.part === 'after' ? null : bare(row.processingMs, workRoom),
  };
}

const bareMinutes = (ms: number) => String(Math.round(ms / MINUTE));

function withinMark(piece: Piece, { small }: RibbonLayout): WithinMark | null {
  const { row, width, verdict } = piece;
  if (row.withinTarget === null) return null;
  const left = piece.x + (piece.first ? 0 : 2);
  const room = width - (piece.first ? 3 : 5);
  const text = `${String(Math.round(row.withinTarget * 100))}\u00a0%`;
  const textRoom = textWidth(text, small) + (verdict.within === 'worse' ? 2 : 0);
  if (room <= textRoom + 16) return { bar: null, textX: left, text: room >= textRoom ? text : null };
  const bar = room - textRoom - 6;
  return {
    bar: { x: left, width: bar, filled: bar * Math.min(1, row.withinTarget), goalAt: row.goal === null ? null : left + bar * row.goal },
    textX: left + bar + 6,
    text,
  };
}

/** The line of satisfaction: a smooth curve through scored neighbours, dotted where a score is missing or time breaks. */
function satisfaction(
  pieces: readonly Piece[],
  top: number,
  parts: readonly Part[],
  layout: RibbonLayout,
): { line: string; bridges: string; target: string | null } {
  const scored = pieces.filter((piece) => piece.row.score !== null);
  const values = scored.flatMap((piece) => [piece.row.score ?? 0, ...(piece.row.scoreTarget === null ? [] : [piece.row.scoreTarget])]);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const spread = Math.max(high - low, 36);
  const middle = (low + high) / 2;
  const y = (value: number) => top + layout.line / 2 - ((value - middle) / spread) * (layout.line - 4);
  let labelled = -Infinity;
  for (const piece of scored) {
    const score = piece.row.score ?? 0;
    const x = piece.x + piece.width / 2;
    const below = piece.row.scoreTarget === null ? score < middle : score < piece.row.scoreTarget;
    const text = String(Math.round(score)).replace('-', '\u2212');
    const free = x - labelled >= textWidth(text, layout.size) + 8;
    if (free) labelled = x;
    piece.point = { x, y: y(score), text: free ? text : null, textY: y(score) + (below ? 15 : -8) };
  }
  let line = '';
  let bridges = '';
  scored.forEach((piece, index) => {
    const previous = scored[index - 1];
    const [to, from] = [piece.point, previous?.point];
    if (!to) return;
    if (!previous || !from) {
      line += `M${fixed(to.x)} ${fixed(to.y)}`;
      return;
    }
    const beside = pieces.indexOf(piece) - pieces.indexOf(previous) === 1 && piece.row.part === previous.row.part;
    if (!beside) {
      bridges += `M${fixed(from.x)} ${fixed(from.y)}L${fixed(to.x)} ${fixed(to.y)}`;
      line += `M${fixed(to.x)} ${fixed(to.y)}`;
      return;
    }
    const half = fixed((from.x + to.x) / 2);
    line += `C${half} ${fixed(from.y)} ${half} ${fixed(to.y)} ${fixed(to.x)} ${fixed(to.y)}`;
  });
  return { line, bridges, target: targetPath(pieces, parts, y) };
}

/** The wanted score as dotted stretches: one through a whole part when all its stages want the same. */
function targetPath(pieces: readonly Piece[], parts: readonly Part[], y: (value: number) => number): string | null {
  let path = '';
  for (const place of parts) {
    const own = pieces.filter((piece) => piece.row.part === place.kind && piece.row.scoreTarget !== null);
    const wanted = new Set(own.map((piece) => piece.row.scoreTarget));
    const [only] = wanted;
    if (wanted.size === 1 && only !== null && only !== undefined)
      path += `M${fixed(place.x)} ${fixed(y(only))}H${fixed(place.x + place.width)}`;
    else
      for (const piece of own) path += `M${fixed(piece.x + 2)} ${fixed(y(piece.row.scoreTarget ?? 0))}H${fixed(piece.x + piece.width - 2)}`;
  }
  return path === '' ? null : path;
}

const fixed = (value: number) => value.toFixed(1);
