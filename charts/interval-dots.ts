/** A value with what is known of its certainty; no interval where there are too few for one. */
export interface Dot {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Where a row stands on the common scale, in px; null where it has no value. */
export interface PlacedDot {
  x: number | null;
  from: number | null;
  to: number | null;
}

export interface IntervalDots {
  width: number;
  rows: PlacedDot[];
  /** The line of the whole, and the dashes of what is wanted. */
  line: number | null;
  dashes: number | null;
  /** The ends of the scale. */
  min: number;
  max: number;
}

const SIDE = 6;

/**
 * Rows of values with their intervals on one scale of `width` px, with a line for the whole and dashes for what is wanted. The scale
 * begins at 0 unless a value is less, or `ends` say where it begins and ends. An interval that reaches far beyond every value is cut.
 */
export function intervalDots(
  rows: readonly Dot[],
  width: number,
  marks: { line?: number | null; dashes?: number | null; ends?: readonly [number, number] } = {},
): IntervalDots {
  const given = (value: number | null | undefined): number[] =>
    value === null || value === undefined || !Number.isFinite(value) ? [] : [value];
  const values = [...rows.flatMap(({ value }) => given(value)), ...given(marks.line), ...given(marks.dashes)];
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (most - least) * 0.35;
  const reach = rows.flatMap(({ low, high }) => [...given(low), ...given(high)]);
  const min = marks.ends?.[0] ?? Math.max(least - (least < 0 ? room : 0), Math.min(least, ...reach));
  const max = marks.ends?.[1] ?? Math.min(most + room, Math.max(most * 1.04, ...reach));
  const span = max - min || 1;
  const place = (value: number | null | undefined): number | null => {
    const [known] = given(value);
    return known === undefined ? null : SIDE + Math.min(Math.max((known - min) / span, 0), 1) * (width - 2 * SIDE);
  };
  return {
    width,
    rows: rows.map(({ value, low, high }) => ({ x: place(value), from: place(low), to: place(high) })),
    line: place(marks.line),
    dashes: place(marks.dashes),
    min,
    max,
  };
}
