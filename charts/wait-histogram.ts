import { binLabel, type Bin, type HistogramBar } from './histogram.ts';
import { durationTicks, shortDuration } from './scale.ts';
import { textWidth } from './text.ts';
import { NBSP } from '../model/format.ts';

/** A line from above the bars down to the axis, with its words. */
export interface WaitMark {
  x: number;
  top: number;
  text: string;
  textX: number;
  textY: number;
  anchor: 'start' | 'end';
  bold: boolean;
}

export interface WaitHistogram {
  width: number;
  height: number;
  base: number;
  bars: HistogramBar[];
  median: WaitMark | null;
  p90: WaitMark | null;
  limit: WaitMark | null;
  axis: { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[];
  /** Where the part beyond the limit begins; null without a limit in sight. */
  beyondFrom: number | null;
}

const SIZE = { top: 26, foot: 40, text: 11.5 } as const;

/**
 * A distribution of waits, large: equal bars, the last one open, the limit dotted, the median and p90 as lines with their words, bars
 * beyond the limit one class darker. Times are ms.
 */
export function waitHistogram(
  bins: readonly Bin[],
  size: { width: number; height: number },
  marks: { limitMs: number | null; medianMs: number | null; p90Ms: number | null; limitName: string },
): WaitHistogram {
  const base = size.height - SIZE.foot;
  const step = bins[0] ? (bins[0].toMs ?? 1) - bins[0].fromMs : 1;
  const pitch = size.width / Math.max(1, bins.length);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const gap = Math.min(2, pitch * 0.16);
  const open = bins.at(-1)?.toMs === null;
  const closed = Math.max(1, bins.length - (open ? 1 : 0));
  const end = closed * pitch;
  const place = (ms: number) => Math.min((ms / step) * pitch, open ? end + pitch / 2 : size.width - 1, size.width - 1);
  const bars = bins.map((bin, at): HistogramBar => {
    const height = bin.count === 0 ? 0 : Math.max(1.5, (bin.count / most) * (base - SIZE.top));
    const beyond = marks.limitMs !== null && bin.fromMs >= marks.limitMs;
    return { ...bin, x: at * pitch + gap / 2, y: base - height, width: pitch - gap, height, beyond, label: binLabel(bin, step) };
  });
  const mark = (ms: number | null, name: string, way: { top: number; textY: number; bold: boolean; left: boolean }): WaitMark | null => {
    if (ms === null) return null;
    const [x, text] = [place(ms), `${name} ${shortDuration(ms)}`];
    const wide = textWidth(text, SIZE.text) + 6;
    const left = way.left || x + wide > size.width;
    // above its line, so that it may reach over it at the edge
    return {
      x,
      text,
      top: way.top,
      textX: left ? Math.max(x - 6, wide - 6) : x + 6,
      textY: way.textY,
      anchor: left ? 'end' : 'start',
      bold: way.bold,
    };
  };
  const limit = mark(marks.limitMs, marks.limitName, {
    top: 6,
    textY: 15,
    bold: false,
    left: (marks.limitMs ?? 0) < (marks.medianMs ?? 0),
  });
  const median = mark(marks.medianMs, 'median', {
    top: 18,
    textY: 15,
    bold: true,
    left: marks.limitMs === null || (marks.medianMs ?? 0) <= marks.limitMs,
  });
  // two words at one height would cover each other: the second goes a line down
  if (median && limit && meet(median, limit)) {
    median.textY = 29;
    median.top = 21;
  }
  const p90 = mark(marks.p90Ms, 'p90', { top: (SIZE.top + base) / 2, textY: (SIZE.top + base) / 2 + 9, bold: true, left: false });
  return {
    ...size,
    base,
    bars,
    median,
    p90,
    limit,
    axis: axisOf(bins, { step, closed, end, width: size.width, open }),
    beyondFrom: marks.limitMs === null || marks.limitMs >= closed * step ? null : place(marks.limitMs),
  };
}

function meet(one: WaitMark, other: WaitMark): boolean {
  const span = ({ textX, anchor, text }: WaitMark): [number, number] => {
    const wide = textWidth(text, SIZE.text);
    return anchor === 'start' ? [textX, textX + wide] : [textX - wide, textX];
  };
  const [a, b] = [span(one), span(other)];
  return a[0] < b[1] + 6 && b[0] < a[1] + 6;
}

function axisOf(
  bins: readonly Bin[],
  { step, closed, end, width, open }: { step: number; closed: number; end: number; width: number; open: boolean },
): WaitHistogram['axis'] {
  if (bins.length === 0) return [];
  const ticks = durationTicks(closed * step, end, 58).map(({ value, label }, at) => ({
    x: (value / (closed * step)) * end,
    text: label,
    anchor: at === 0 ? ('start' as const) : ('middle' as const),
  }));
  const last = bins.at(-1);
  const more = open && last ? { x: width, text: `${shortDuration(last.fromMs)}${NBSP}+`, anchor: 'end' as const } : null;
  const room = width - (more === null ? 0 : textWidth(more.text, SIZE.text) + 10);
  const kept = ticks.filter(({ x, text }) => x + textWidth(text, SIZE.text) / 2 <= room);
  return more === null ? kept : [...kept, more];
}
