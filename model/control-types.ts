import type { ChartPer } from './chart-decision.ts';
import type { Measure, MeasureUnit } from './measure.ts';
import type { LocalDate } from './units.ts';

/** XmR for figures, Laney's p' for shares, a run chart below twelve points. */
export const CHART_KINDS = ['xmr', 'p-prime', 'run'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What is no chance, and whether it is wanted; of a neutral measure only whether it is high or low. */
export const SIGNALS = ['improvement', 'concern', 'high', 'low'] as const;
export type Signal = (typeof SIGNALS)[number];
/** What the process does now: a signal, or what chance does. */
export const VARIATIONS = ['improvement', 'concern', 'common', 'high', 'low'] as const;
export type Variation = (typeof VARIATIONS)[number];
/** Whether the target will be met as things are. */
export const ASSURANCES = ['always', 'never', 'hit-and-miss'] as const;
export type Assurance = (typeof ASSURANCES)[number];

/** 1 outside a limit, 2 seven on one side, 3 seven rising or falling, 4 two of three beyond two thirds. */
export type Rule = 1 | 2 | 3 | 4;

/** One bucket of a measure. `whole` is false of one that is not over: it is shown apart and takes part in nothing. */
export interface SeriesPoint {
  readonly bucket: LocalDate;
  readonly value: number | null;
  readonly n: number;
  readonly whole: boolean;
}

/** One point of a baseline as it was when the baseline was locked. */
export interface LockedPoint {
  readonly bucket: LocalDate;
  readonly value: number | null;
  readonly n: number;
}

export interface ControlChartOptions {
  readonly unit: MeasureUnit;
  readonly better: Measure['better'];
  readonly target?: number | null;
  readonly per?: ChartPer;
  /**
   * What the limits are made of: the buckets from `from` up to, not including, `to`. `points` are used as they are in place of what
   * the series says of them now. Nothing: the first half of the series, from 12 to 26 points.
   */
  readonly baseline?: {
    readonly from?: LocalDate;
    readonly to?: LocalDate;
    readonly points?: readonly LockedPoint[];
    readonly locked?: boolean;
  };
  /** Moving ranges of 3.267 times their mean and more are left out, once. */
  readonly screened?: boolean;
  /** Oldest first. A phase has limits of its own from twelve points on; until then it is held against those before it. */
  readonly phases?: readonly { readonly from: LocalDate; readonly reason: string }[];
}

export interface ControlPoint extends SeriesPoint {
  /** The centre line at this point: mean, of shares the share of all, of a run chart the median. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** From 0. */
  readonly phase: number;
  readonly rules: readonly Rule[];
  readonly signal: Signal | null;
}

/** A control chart: the points with their limits, and what they say of today. */
export interface ControlChart {
  readonly kind: ChartKind;
  readonly points: readonly ControlPoint[];
  /** First bucket, first bucket no longer in it, how many points with a value; null without any. */
  readonly baseline: { readonly from: LocalDate; readonly to: LocalDate; readonly points: number; readonly locked: boolean } | null;
  /** Of the newest phase; limits of shares at the median number of cases. Null where there are none. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Mean moving range / 1.128; of shares that of p'. */
  readonly sigma: number | null;
  readonly meanRange: number | null;
  /** Null below twelve points. */
  readonly variation: Variation | null;
  /**
   * Null without a target, without limits and of neutral measures. Where the newest point is part of a run of at least twelve on one side
   * of the centre line, by the limits of that run: what counts is what the process does now.
   */
  readonly assurance: Assurance | null;
  /** Where what the newest whole point is part of began. */
  readonly since: { readonly bucket: LocalDate; readonly rule: Rule; readonly direction: 'up' | 'down' } | null;
  /** Runs about the median (Anhoej): longest run and its most, crossings and their least. Run charts only. */
  readonly runs: {
    readonly longest: number;
    readonly longestMost: number;
    readonly crossings: number;
    readonly crossingsLeast: number;
  } | null;
  /** The foot of a tile: “8 weeks above the centre line”. */
  readonly words: string;
}
