import type { RowOf } from '../server/analytics/catalog.ts';
import { number } from '../model/format.ts';
import { bucketLabel, type BucketSize } from './buckets.ts';
import { niceRange } from './scale.ts';
import { textWidth } from './text.ts';

export type FlowRow = Pick<RowOf<'flow'>, 'bucket' | 'whole' | 'arrived' | 'completed' | 'wip'>;

/** A line across with its figure. */
export interface Mark {
  y: number;
  text: string;
}

/** Arrivals (bars) and completions (line) above, work in progress below, on one row of dates. */
export interface FlowLines {
  width: number;
  height: number;
  left: number;
  /** One per bucket: where it stands, and the bar of what arrived (null when the bucket is not whole). */
  columns: { x: number; width: number; middle: number; bar: { y: number; height: number } | null }[];
  completed: string;
  inProgress: string;
  area: string;
  above: Mark[];
  below: Mark[];
  labels: { x: number; text: string }[];
  /** The ground lines of both drawings. */
  grounds: [number, number];
}

const LABELS = 20;
const BETWEEN = 20;

/**
 * Geometry of the flow on `width` x `height` px. A bucket that is not whole holds less than it will, so it is left out
 * above; work in progress is a state and true at any moment.
 */
export function flowLines(rows: readonly FlowRow[], size: BucketSize, width: number, height: number): FlowLines {
  const room = (height - LABELS - BETWEEN - 8) / 2;
  const top = { from: 8, to: 8 + room };
  const bottom = { from: top.to + BETWEEN, to: height - LABELS };
  const whole = rows.filter((row) => row.whole);
  const most = (values: readonly number[]) => niceRange(0, Math.max(1, ...values), 'number');
  const flow = most(whole.flatMap((row) => [row.arrived, row.completed]));
  const work = most(rows.map((row) => row.wip));
  const y = (value: number, range: { max: number }, place: { from: number; to: number }) =>
    place.to - (value / range.max) * (place.to - place.from);
  const marks = (range: { max: number; interval: number }, place: { from: number; to: number }): Mark[] =>
    [0, range.max / 2, range.max]
      .filter((value) => Number.isInteger(value))
      .map((value) => ({ y: y(value, range, place), text: number(value) }));
  const above = marks(flow, top);
  const below = marks(work, bottom);
  const left = Math.ceil(Math.max(...[...above, ...below].map((mark) => textWidth(mark.text, 11.5)))) + 8;
  const step = (width - left) / Math.max(1, rows.length);
  const middle = (index: number) => left + step * (index + 0.5);

  const columns = rows.map((row, index) => ({
    x: left + step * index + step * 0.12,
    width: step * 0.76,
    middle: middle(index),
    bar: row.whole ? { y: y(row.arrived, flow, top), height: top.to - y(row.arrived, flow, top) } : null,
  }));
  const inProgress = path(rows.map((row, index) => [middle(index), y(row.wip, work, bottom)]));
  const first = rows.length > 0 ? middle(0) : left;
  const last = rows.length > 0 ? middle(rows.length - 1) : left;
  return {
    width,
    height,
    left,
    columns,
    completed: path(rows.map((row, index) => (row.whole ? [middle(index), y(row.completed, flow, top)] : null))),
    inProgress,
    area: inProgress === '' ? '' : `${inProgress}L${last.toFixed(1)} ${bottom.to.toFixed(1)}L${first.toFixed(1)} ${bottom.to.toFixed(1)}z`,
    above,
    below,
    labels: spaced(
      rows.map((row, index) => ({ x: middle(index), text: bucketLabel(row.bucket, size) })),
      width,
    ),
    grounds: [top.to, bottom.to],
  };
}

function path(points: readonly ([number, number] | null)[]): string {
  let text = '';
  let joined = false;
  for (const point of points) {
    if (point) text += `${joined ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    joined = point !== null;
  }
  return text;
}

/** As many labels as fit beside each other, at even steps, none over the edge. */
function spaced(labels: readonly { x: number; text: string }[], width: number): { x: number; text: string }[] {
  const widest = Math.max(1, ...labels.map((label) => textWidth(label.text, 11.5))) + 14;
  const [one, two] = labels;
  const every = one && two ? Math.max(1, Math.ceil(widest / (two.x - one.x))) : 1;
  return labels.filter((label, index) => index % every === 0 && label.x + textWidth(label.text, 11.5) / 2 <= width + 2);
}
