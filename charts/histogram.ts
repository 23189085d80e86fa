import { NBSP, number } from '../model/format.ts';
import { DAY } from '../model/units.ts';
import { axisDuration, shortDuration } from './scale.ts';
import { textWidth } from './text.ts';

/** A bar of a distribution as the questions give it: the last one may be open. */
export interface Bin {
  fromMs: number;
  toMs: number | null;
  count: number;
}

export interface HistogramBar extends Bin {
  x: number;
  y: number;
  width: number;
  height: number;
  /** All of it lies beyond the limit. */
  beyond: boolean;
  /** `10 to 20 min`, `3 h or more`. */
  label: string;
}

/** A word on the axis or at a line. */
export interface HistogramMark {
  x: number;
  textX: number;
  anchor: 'start' | 'middle' | 'end';
  text: string;
}

export interface Histogram {
  width: number;
  height: number;
  /** The axis. */
  base: number;
  bars: HistogramBar[];
  limit: HistogramMark | null;
  /** p50 and p90, each with a tick. */
  ticks: HistogramMark[];
  /** What the axis begins and ends with, where the ticks leave room. */
  ends: HistogramMark[];
}

const SIZE = { top: 26, foot: 28, text: 11, apart: 8 } as const;

/**
 * A distribution of times as bars of equal width, `width` x `height` px, with its limit dotted and p50 and p90 marked.
 * Times are ms. Marks beyond the last closed bar stand in the middle of the open one.
 */
export function histogramOf(
  bins: readonly Bin[],
  size: { width: number; height: number },
  marks: { limitMs?: number | null; medianMs?: number | null; p90Ms?: number | null; limitName?: string },
): Histogram {
  const base = size.height - SIZE.foot;
  const step = bins[0] ? (bins[0].toMs ?? 1) - bins[0].fromMs : 1;
  const wide = size.width / Math.max(1, bins.length);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const gap = Math.min(1.4, wide * 0.16);
  const limit = marks.limitMs ?? null;
  const bars = bins.map((bin, index): HistogramBar => {
    const height = bin.count === 0 ? 0 : Math.max(1.5, (bin.count / most) * (base - SIZE.top));
    return {
      ...bin,
      x: index * wide + gap / 2,
      y: base - height,
      width: wide - gap,
      height,
      beyond: limit !== null && bin.fromMs >= limit,
      label: binLabel(bin, step),
    };
  });
  const open = bins.at(-1)?.toMs === null;
  const end = open ? (bins.length - 1) * wide : size.width;
  const at = (ms: number) => {
    const x = (ms / step) * wide;
    return x <= end ? x : open ? end + wide / 2 : size.width;
  };
  const ticks = tickMarks(marks, at, size.width);
  return {
    ...size,
    base,
    bars,
    limit: limit === null ? null : limitMark(`${marks.limitName ?? 'limit'} ${shortDuration(limit)}`, at(limit), size.width),
    ticks,
    ends: endMarks(bins, step, size.width).filter((mark) => ticks.every((tick) => apart(mark, tick))),
  };
}

/** `10 min to 20 min`, `3 h or more`. */
export function binLabel({ fromMs, toMs }: Bin, step: number): string {
  if (toMs === null) return `${edge(fromMs, step)} or more`;
  return fromMs === 0 ? `below ${edge(toMs, step)}` : `${edge(fromMs, step)} to ${edge(toMs, step)}`;
}

/** Where a bar begins or ends: as on an axis, from two days on in days. */
function edge(ms: number, step: number): string {
  if (ms < 2 * DAY || step >= DAY) return axisDuration(ms, step);
  return `${number(ms / DAY, ms % DAY === 0 ? 0 : 1)}${NBSP}d`;
}

function limitMark(text: string, x: number, width: number): HistogramMark {
  const right = x + 5 + textWidth(text, SIZE.text) <= width;
  return { x, text, textX: right ? x + 5 : x - 5, anchor: right ? 'start' : 'end' };
}

function tickMarks(marks: { medianMs?: number | null; p90Ms?: number | null }, at: (ms: number) => number, width: number): HistogramMark[] {
  const said = [
    ['p50', marks.medianMs],
    ['p90', marks.p90Ms],
  ] as const;
  const ticks = said.flatMap(([name, ms]) =>
    ms === null || ms === undefined ? [] : [tick(`${name}${NBSP}${shortDuration(ms)}`, at(ms), width)],
  );
  const [first, second] = ticks;
  if (first && second && !apart(first, second)) {
    // side by side around their ticks; at an edge the other one gives way
    first.anchor = 'end';
    first.textX = Math.max(first.x + 3, textWidth(first.text, SIZE.text));
    second.anchor = 'start';
    second.textX = first.textX + SIZE.apart;
    const over = second.textX + textWidth(second.text, SIZE.text) - width;
    if (over > 0) {
      first.textX -= over;
      second.textX -= over;
    }
  }
  return ticks;
}

function tick(text: string, x: number, width: number): HistogramMark {
  const half = textWidth(text, SIZE.text) / 2;
  return { x, text, anchor: 'middle', textX: Math.min(Math.max(x, half), width - half) };
}

function endMarks(bins: readonly Bin[], step: number, width: number): HistogramMark[] {
  const last = bins.at(-1);
  if (!last) return [];
  const text = last.toMs === null ? `${edge(last.fromMs, step)}${NBSP}+` : edge(last.toMs, step);
  return [
    { x: 0, textX: 0, anchor: 'start', text: '0' },
    { x: width, textX: width, anchor: 'end', text },
  ];
}

function span({ textX, anchor, text }: HistogramMark): [number, number] {
  const size = textWidth(text, SIZE.text);
  const from = anchor === 'start' ? textX : anchor === 'end' ? textX - size : textX - size / 2;
  return [from, from + size];
}

function apart(one: HistogramMark, other: HistogramMark): boolean {
  const [a, b] = [span(one), span(other)];
  return a[1] + SIZE.apart <= b[0] || b[1] + SIZE.apart <= a[0];
}
