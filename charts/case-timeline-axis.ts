import { addDays, addMonths, localDay, mondayOf, startOfDay } from '../model/calendar.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/units.ts';
import { textWidth } from './text.ts';

/** Room of a broken-off stretch in px: its length fits into it. Together they take no more than this share of the axis. */
const BREAK = 64;
const BREAKS_SHARE = 0.45;
const MOST_BREAKS = 4;
/** Least distance of two marks on the axis in px. */
const APART = 66;

/** A stretch of time, in ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch of the axis: drawn to scale, or broken off. */
export interface Stretch extends Span {
  readonly x: number;
  readonly width: number;
  readonly broken: boolean;
}

export interface TimeMark {
  x: number;
  label: string;
  /** The label stands to the right of the mark, not in its middle. */
  starts: boolean;
}

/** The axis of one case: where a moment lies, and what is written above it. */
export interface TimeAxis {
  readonly stretches: readonly Stretch[];
  /** x of a moment; moments outside lie at the ends. */
  readonly at: (moment: number) => number;
  /** Days, above the clock; empty when everything happens on one day, or when the marks themselves are days. */
  readonly days: readonly TimeMark[];
  readonly marks: readonly TimeMark[];
}

/**
 * Stretches in which nothing runs, so long that the rest could not be read beside them: each is at least twice as long
 * as all that is left, and something worth reading is left (three steps between two of them).
 *
 * `busy` are steps in order of their start; an instant is a span without length.
 */
export function longPauses(busy: readonly Span[]): Span[] {
  const pauses: Span[] = [];
  let free = busy[0]?.from ?? 0;
  for (const { from, to } of busy) {
    if (from > free) pauses.push({ from: free, to: from });
    free = Math.max(free, to);
  }
  const whole = free - (busy[0]?.from ?? 0);
  const longest = [...pauses].sort((one, other) => other.to - other.from - (one.to - one.from));
  for (let count = Math.min(MOST_BREAKS, longest.length); count > 0; count -= 1) {
    const chosen = longest.slice(0, count);
    const rest = whole - chosen.reduce((sum, one) => sum + one.to - one.from, 0);
    const least = chosen.at(-1);
    if (least === undefined || rest <= 0 || least.to - least.from < 2 * rest) continue;
    chosen.sort((one, other) => one.from - other.from);
    if (mostBetween(busy, chosen) >= 3) return chosen;
  }
  return [];
}

/** The most steps that lie between two pauses. */
function mostBetween(busy: readonly Span[], pauses: readonly Span[]): number {
  const counts = new Map<number, number>();
  for (const { from } of busy) {
    const place = pauses.filter((pause) => pause.to <= from).length;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** The axis of a stretch of time on `width` px that begin at `x`; pauses are broken off. Labels are in the zone and end before `right`. */
export function timeAxis(
  whole: Span,
  pauses: readonly Span[],
  place: { x: number; width: number; right?: number },
  zone: string,
): TimeAxis {
  const stretches = stretchesOf(whole, pauses, place);
  const scale = scaleOf(stretches, whole, place.width);
  const at = (moment: number): number => {
    const held = stretches.find((one) => moment <= one.to) ?? stretches.at(-1);
    if (held === undefined) return place.x;
    const share = held.to > held.from ? (moment - held.from) / (held.to - held.from) : 0;
    return held.x + Math.min(Math.max(share, 0), 1) * held.width;
  };
  const step = STEPS.find((one) => one.ms * scale >= APART) ?? STEPS.at(-1)!;
  const marks: TimeMark[] = [];
  const days: TimeMark[] = [];
  const severalDays = localDay(whole.from, zone) !== localDay(whole.to, zone);
  for (const stretch of stretches.filter((one) => !one.broken)) {
    for (const moment of moments(stretch, step, zone))
      marks.push({ x: at(moment), label: labelOf(moment, step.unit, zone), starts: false });
    if (!severalDays || step.unit === 'day') continue;
    days.push({ x: stretch.x, label: dayLabel(stretch.from, zone), starts: true });
    for (const moment of moments(
      stretch,
      STEPS.find((one) => one.unit === 'day')!,
      zone,
    )) {
      if (moment > stretch.from) days.push({ x: at(moment), label: dayLabel(moment, zone), starts: true });
    }
  }
  if (severalDays && step.unit === 'day') {
    const after = stretches.filter((one, index) => !one.broken && (index > 0 || marks.length === 0));
    for (const stretch of after) marks.push({ x: stretch.x, label: dayLabel(stretch.from, zone), starts: true });
    marks.sort((one, other) => one.x - other.x);
  }
  if (marks.length === 0 && stretches[0]) marks.push({ x: stretches[0].x, label: labelOf(whole.from, step.unit, zone), starts: true });
  const right = place.right ?? Infinity;
  return { stretches, at, days: withRoom(days, right), marks: withRoom(marks, right) };
}

function stretchesOf(whole: Span, pauses: readonly Span[], { x, width }: { x: number; width: number }): Stretch[] {
  const rest = whole.to - whole.from - pauses.reduce((sum, one) => sum + one.to - one.from, 0);
  const gap = pauses.length === 0 ? 0 : Math.min(BREAK, (width * BREAKS_SHARE) / pauses.length);
  const scale = rest > 0 ? Math.max(0, width - pauses.length * gap) / rest : 0;
  const stretches: Stretch[] = [];
  let from = whole.from;
  let left = x;
  const add = (to: number, room: number, broken: boolean) => {
    stretches.push({ from, to, x: left, width: room, broken });
    from = to;
    left += room;
  };
  for (const pause of pauses) {
    add(pause.from, (pause.from - from) * scale, false);
    add(pause.to, gap, true);
  }
  add(whole.to, (whole.to - from) * scale, false);
  return stretches;
}

/** Pixels of a millisecond. */
function scaleOf(stretches: readonly Stretch[], whole: Span, width: number): number {
  const longest = stretches.reduce<Stretch | null>((most, one) => (!one.broken && one.width > (most?.width ?? 0) ? one : most), null);
  return longest === null ? width / Math.max(1, whole.to - whole.from) : longest.width / (longest.to - longest.from);
}

type Unit = 'second' | 'minute' | 'day';
interface Step {
  readonly ms: number;
  readonly unit: Unit;
  /** Days (or 7 for Mondays) or months that lie between two marks. */
  readonly days?: number;
  readonly months?: number;
}

const STEPS: readonly Step[] = [
  ...[1, 5, 15, 30].map((count): Step => ({ ms: count * SECOND, unit: 'second' })),
  ...[1, 2, 5, 10, 15, 30].map((count): Step => ({ ms: count * MINUTE, unit: 'minute' })),
  ...[1, 2, 3, 6, 12].map((count): Step => ({ ms: count * HOUR, unit: 'minute' })),
  ...[1, 2, 7, 14].map((count): Step => ({ ms: count * DAY, unit: 'day', days: count })),
  ...[1, 2, 3, 6, 12, 24, 60, 120].map((count): Step => ({ ms: count * 30.4 * DAY, unit: 'day', months: count })),
];

/** The moments of a stretch that get a mark: full hours, days, Mondays, first days of months of the zone. */
function moments({ from, to }: Span, step: Step, zone: string): number[] {
  const found: number[] = [];
  const first = localDay(from, zone);
  if (step.unit !== 'day') {
    for (let day = first; startOfDay(day, zone) <= to; day = addDays(day, 1)) {
      const begin = startOfDay(day, zone);
      const end = startOfDay(addDays(day, 1), zone);
      const skipped = Math.max(0, Math.ceil((from - begin) / step.ms));
      for (let moment = begin + skipped * step.ms; moment < end && moment <= to; moment += step.ms) found.push(moment);
    }
    return found;
  }
  const [start, next] = calendar(step, first);
  for (let day = start; startOfDay(day, zone) <= to; day = next(day)) {
    const moment = startOfDay(day, zone);
    if (moment >= from) found.push(moment);
  }
  return found;
}

/** The first day of a mark on or before a day, and the way to the next one. */
function calendar({ days, months }: Step, first: string): [start: string, next: (day: string) => string] {
  if (months !== undefined) {
    const [year = 1970, month = 1] = first.split('-').map(Number);
    // quarters begin in January, decades in a year that ends with 0
    const whole = year * 12 + month - 1;
    return [addMonths(first, -(whole % months)), (day) => addMonths(day, months)];
  }
  const step = days ?? 1;
  return [step >= 7 ? mondayOf(first) : first, (day) => addDays(day, step)];
}

/** Drops marks whose label would touch the one before, or leave the drawing. */
function withRoom(marks: readonly TimeMark[], right: number): TimeMark[] {
  let free = -Infinity;
  return marks.filter((mark) => {
    const width = textWidth(mark.label, 11.5);
    const left = mark.starts ? mark.x : mark.x - width / 2;
    if (left < free || left + width > right) return false;
    free = left + width + 8;
    return true;
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Making a format takes far longer than using it, and a case may have thousands of steps. */
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.keys(options).join(' ')}`;
  let made = formats.get(key);
  if (made === undefined) formats.set(key, (made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })));
  return made;
}

/** `10:42`, in the zone; with seconds where minutes can't tell steps apart. */
export const clock = (moment: number, zone: string, seconds = false): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) }).format(moment);

/** `16 Feb`, in the zone. */
export const dayLabel = (moment: number, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short' }).format(moment).replace('Sept', 'Sep');

/** `16 Feb 2026`, in the zone. */
export const fullDay = (moment: number, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(moment).replace('Sept', 'Sep');

const labelOf = (moment: number, unit: Unit, zone: string): string =>
  unit === 'day' ? dayLabel(moment, zone) : clock(moment, zone, unit === 'second');
