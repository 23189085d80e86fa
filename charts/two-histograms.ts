import { binLabel, type Bin } from './histogram.ts';
import { axisDuration } from './scale.ts';

/** One step of both distributions: the share of the values of each side that lie in it. */
export interface TwoBar {
  fromMs: number;
  toMs: number | null;
  x: number;
  y: number;
  width: number;
  height: number;
  one: number;
  other: number;
  /** `10 to 20 min`. */
  label: string;
}

export interface TwoHistograms {
  width: number;
  height: number;
  base: number;
  /** This side, as bars. */
  bars: TwoBar[];
  /** The other side, as an outline over them. */
  outline: string;
  /** The medians, on the axis; the text of the other side hangs left of its tick when the two are close. */
  ticks: { x: number; textX: number; anchor: 'start' | 'middle' | 'end'; text: string; side: 'one' | 'other' }[];
  ends: { x: number; anchor: 'start' | 'end'; text: string }[];
}

export interface TwoSide {
  readonly bins: readonly Bin[];
  readonly n: number;
  readonly medianMs: number | null;
}

const SIZE = { top: 20, foot: 30, close: 34 } as const;

/**
 * Two distributions of the same time over one axis, each as shares of its own values, so that sides of different size can be
 * compared. Bars as wide as the wider ones of the two; the last step is open where one of them is.
 */
export function twoHistograms(one: TwoSide, other: TwoSide, size: { width: number; height: number }): TwoHistograms {
  const steps = alignedBins(one.bins, other.bins);
  const base = size.height - SIZE.foot;
  const most = Math.max(1e-9, ...steps.map((step) => Math.max(share(step.one, one.n), share(step.other, other.n))));
  const wide = size.width / Math.max(1, steps.length);
  const gap = Math.min(1.4, wide * 0.16);
  const y = (value: number) => base - (value / most) * (base - SIZE.top);
  const step = (steps[0]?.toMs ?? 1) - (steps[0]?.fromMs ?? 0);
  const bars = steps.map((bin, at): TwoBar => {
    const top = y(share(bin.one, one.n));
    return {
      ...{ fromMs: bin.fromMs, toMs: bin.toMs, one: share(bin.one, one.n), other: share(bin.other, other.n) },
      ...{ x: at * wide + gap / 2, y: top, width: wide - gap, height: base - top },
      label: binLabel({ ...bin, count: 0 }, step),
    };
  });
  const outline = [`M0 ${base}`, ...bars.map((bar, at) => `V${px(y(bar.other))}H${px((at + 1) * wide)}`), `V${base}`].join('');
  const open = steps.at(-1)?.toMs === null;
  const last = open ? (steps.length - 1) * wide : size.width;
  const place = (ms: number) => Math.min((ms / step) * wide, open ? last + wide / 2 : last);
  return { ...size, base, bars, outline, ticks: ticksOf(one, other, place, size.width), ends: endsOf(steps, step, size.width) };
}

const share = (count: number, n: number) => (n === 0 ? 0 : count / n);
const px = (value: number) => String(Math.round(value * 10) / 10);

interface Aligned {
  fromMs: number;
  toMs: number | null;
  one: number;
  other: number;
}

/** Both in bars of one width; narrower ones are put together by where they begin. */
function alignedBins(one: readonly Bin[], other: readonly Bin[]): Aligned[] {
  const widthOf = (bins: readonly Bin[]) => (bins[0] ? (bins[0].toMs ?? 0) - bins[0].fromMs : 0);
  const width = Math.max(widthOf(one), widthOf(other));
  if (width <= 0) return [];
  const opens = [one, other].flatMap((bins) => bins.filter(({ toMs }) => toMs === null).map(({ fromMs }) => Math.floor(fromMs / width)));
  const end = Math.max(0, ...[...one, ...other].map(({ fromMs }) => Math.floor(fromMs / width)));
  // an open bar of either side is open for both
  const openAt = opens.length > 0 ? Math.min(...opens) : null;
  const count = (openAt ?? end) + 1;
  const sum = (bins: readonly Bin[], at: number) =>
    bins.reduce((all, bin) => all + (Math.min(Math.floor(bin.fromMs / width), count - 1) === at ? bin.count : 0), 0);
  return Array.from({ length: count }, (_, at) => ({
    fromMs: at * width,
    toMs: openAt === at ? null : (at + 1) * width,
    one: sum(one, at),
    other: sum(other, at),
  }));
}

function ticksOf(one: TwoSide, other: TwoSide, place: (ms: number) => number, width: number): TwoHistograms['ticks'] {
  const tick = (side: 'one' | 'other', ms: number | null) =>
    ms === null
      ? []
      : [{ side, x: place(ms), textX: place(ms), anchor: 'middle' as 'start' | 'middle' | 'end', text: axisDuration(ms, 60_000) }];
  const ticks = [...tick('other', other.medianMs), ...tick('one', one.medianMs)];
  const [first, second] = ticks;
  if (first && second && Math.abs(first.x - second.x) < SIZE.close) {
    const [left, right] = first.x <= second.x ? [first, second] : [second, first];
    left.anchor = 'end';
    left.textX = left.x + 1;
    right.anchor = 'start';
    right.textX = right.x - 1;
  }
  for (const one of ticks) one.textX = Math.min(Math.max(one.textX, 14), width - 14);
  return ticks;
}

function endsOf(steps: readonly Aligned[], step: number, width: number): TwoHistograms['ends'] {
  const last = steps.at(-1);
  if (!last) return [];
  const end = last.toMs === null ? `${axisDuration(last.fromMs, step)}+` : axisDuration(last.toMs, step);
  return [
    { x: 0, anchor: 'start', text: '0' },
    { x: width, anchor: 'end', text: end },
  ];
}
