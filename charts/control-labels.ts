import { textWidth } from './text.ts';

const SMALL = 11.5;
/** Lines of small text stand this far apart. */
const LINE = 14;

/** A text and where it begins. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A line from top to bottom with words on it. */
export interface Flag {
  readonly x: number;
  readonly y: number;
  /** Where the words stand: right of the line, or left of it where there is no room. */
  readonly boxX: number;
  readonly boxWidth: number;
  readonly text: string;
  readonly kind: 'change' | 'phase';
}

export const FLAG_HEIGHT = 18;
const FIRST_ROW = 14;

/** Flags side by side where they fit, else one under the other; `top` is where the drawing may begin. */
export function flagRows(
  marks: readonly { readonly x: number; readonly text: string; readonly kind: Flag['kind'] }[],
  room: { readonly left: number; readonly right: number },
): { flags: Flag[]; top: number } {
  const rows: { from: number; to: number }[][] = [];
  const flags = marks
    .toSorted((one, other) => one.x - other.x)
    .map(({ x, text, kind }) => {
      const boxWidth = Math.min(textWidth(text, SMALL) + 18, Math.max(40, room.right - room.left));
      const boxX = x + boxWidth <= room.right ? x : Math.max(room.left, x - boxWidth);
      const box = { from: boxX - 4, to: boxX + boxWidth + 4 };
      let row = rows.findIndex((taken) => taken.every(({ from, to }) => box.to <= from || box.from >= to));
      if (row === -1) row = rows.push([]) - 1;
      rows[row]?.push(box);
      return { x, y: FIRST_ROW + row * (FLAG_HEIGHT + 3), boxX, boxWidth, text, kind };
    });
  return { flags, top: 30 + Math.max(0, rows.length - 1) * (FLAG_HEIGHT + 3) };
}

/** Labels of lines beside the drawing: at the height of their line, moved apart where they would touch; none below `floor`. */
export function besideLabels<T extends { readonly y: number }>(labels: readonly T[], floor: number): T[] {
  const sorted = labels.toSorted((one, other) => one.y - other.y).map((label) => ({ ...label, y: label.y + 4 }));
  for (let at = 1; at < sorted.length; at += 1) {
    const [before, own] = [sorted[at - 1], sorted[at]];
    if (before !== undefined && own !== undefined && own.y - before.y < LINE) own.y = before.y + LINE;
  }
  // what was pushed out below pushes back
  for (let at = sorted.length - 1, least = floor; at >= 0; at -= 1, least -= LINE) {
    const own = sorted[at];
    if (own !== undefined && own.y > least) own.y = least;
  }
  return sorted;
}

/** Where something stands. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How much room a line of small text takes that begins at `x` and stands on `y`. */
export const boxOf = ({ x, y, text }: Placed): Box => ({ left: x, right: x + textWidth(text, SMALL), top: y - 10, bottom: y + 3 });

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

/** Beside the end of a band: outside of it, but inside where a line (of the target, of the axis) would run through the words. */
export function beside(y: number, side: 'above' | 'below', lines: readonly number[]): number {
  const [outside, inside] = side === 'above' ? [y - 5, y + 14] : [y + 13, y - 5];
  return lines.some((line) => line > outside - 11 && line < outside + 3) ? inside : outside;
}

interface Room {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly at: number;
  /** What stands there already, and is not to be written over. */
  readonly taken?: readonly Box[];
}

/**
 * Where a text beside a level line stands clearest of the points and of what is `taken`: its start and its foot, above or below the
 * line; null where there is no room or nothing to stay clear of. Among equal places those in the middle are preferred.
 */
export function clearOf(
  line: readonly { readonly x: number; readonly y: number }[],
  { from, to, width, at, taken = [] }: Room,
): { x: number; y: number } | null {
  if (to < from || line.length === 0) return null;
  let best: { x: number; y: number; worth: number } | null = null;
  const steps = 40;
  for (let step = 0; step <= steps; step += 1) {
    const x = from + ((to - from) * step) / steps;
    // close to the line first
    for (const [away, foot] of [at + 15, at - 6, at + 24, at - 15].entries()) {
      const box = { left: x - 4, right: x + width + 4, top: foot - 11, bottom: foot + 4 };
      const covered = taken.filter((other) => meet(box, other)).length;
      const worth = -4 * crossings(line, box) - 24 * covered - Math.floor(away / 2) - Math.abs(step / steps - 0.5);
      if (best === null || worth > best.worth) best = { x, y: foot, worth };
    }
  }
  return best === null ? null : { x: best.x, y: best.y };
}

/** How much of a line runs through a box: its points twice, as they cover more, and its pieces. */
function crossings(line: readonly { readonly x: number; readonly y: number }[], box: Box): number {
  const inside = (x: number, y: number) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  let found = 0;
  line.forEach((end, place) => {
    if (inside(end.x, end.y)) found += 2;
    const next = line[place + 1];
    if (next === undefined || next.x < box.left || end.x > box.right) return;
    const between = [0.25, 0.5, 0.75].some((share) => inside(end.x + (next.x - end.x) * share, end.y + (next.y - end.y) * share));
    if (between) found += 1;
  });
  return found;
}
