import { EDGE } from './params.ts';
import type { Point, Rect } from './shapes.ts';

/** One decimal: enough for the eye, and the same text everywhere. */
export const px = (value: number): number => Math.round(value * 10) / 10 + 0;

const lengthOf = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1]);
const towards = (from: Point, to: Point, by: number): Point => {
  const length = lengthOf(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) / length) * by, from[1] + ((to[1] - from[1]) / length) * by];
};
const say = (point: Point): string => `${px(point[0])} ${px(point[1])}`;

/** A path with round corners that stops at the base of its arrowhead. Short offsets become a soft S. */
export function roundedPath(corners: readonly Point[], head: number, width: number): string {
  const points = [...corners];
  const [beforeLast, tip] = [points.at(-2), points.at(-1)];
  const first = points[0];
  if (!first || !beforeLast || !tip) return '';
  points[points.length - 1] = towards(tip, beforeLast, Math.min(head - 1, lengthOf(tip, beforeLast)));
  const radius = EDGE.radius + width / 2;
  let path = `M${say(first)}`;
  for (let at = 1; at < points.length - 1; at += 1) {
    const [before, corner, after] = [points[at - 1], points[at], points[at + 1]] as [Point, Point, Point];
    const into = lengthOf(before, corner) / (at === 1 ? 1 : 2);
    const out = lengthOf(corner, after) / (at === points.length - 2 ? 1 : 2);
    const round = Math.min(radius, into, out);
    if (round < 0.5) path += `L${say(corner)}`;
    else path += `L${say(towards(corner, before, round))}Q${say(corner)} ${say(towards(corner, after, round))}`;
  }
  return `${path}L${say(points.at(-1) ?? tip)}`;
}

/** The way an arrow points: one of the four directions. */
export type Heading = readonly [x: number, y: number];

/** A filled triangle, its tip at `tip`. */
export function headPath(tip: Point, [dx, dy]: Heading, length: number, halfWidth: number): string {
  const base: Point = [tip[0] - dx * length, tip[1] - dy * length];
  const left: Point = [base[0] - dy * halfWidth, base[1] + dx * halfWidth];
  const right: Point = [base[0] + dy * halfWidth, base[1] - dx * halfWidth];
  return `M${say(tip)}L${say(left)}L${say(right)}Z`;
}

/** The rectangle round an arrowhead of this length (or round any stretch behind a tip). */
export function boxBehind(tip: Point, [dx, dy]: Heading, length: number, halfWidth: number): Rect {
  if (dx !== 0) return { x: dx > 0 ? tip[0] - length : tip[0], y: tip[1] - halfWidth, width: length, height: 2 * halfWidth };
  return { x: tip[0] - halfWidth, y: dy > 0 ? tip[1] - length : tip[1], width: 2 * halfWidth, height: length };
}

/** The rectangle that a straight line of this width covers. */
export function boxOfLine(a: Point, b: Point, width: number): Rect {
  return {
    x: Math.min(a[0], b[0]) - width / 2,
    y: Math.min(a[1], b[1]) - width / 2,
    width: Math.abs(a[0] - b[0]) + width,
    height: Math.abs(a[1] - b[1]) + width,
  };
}

/** Whether two rectangles come nearer than `margin` (below 0: overlap by more than that). */
export const touches = (a: Rect, b: Rect, margin = 0): boolean =>
  a.x < b.x + b.width + margin && b.x < a.x + a.width + margin && a.y < b.y + b.height + margin && b.y < a.y + a.height + margin;
