import type { ChartPer } from './chart-decision.ts';
import type { VerdictId } from './improvement-verdict.ts';
import type { Measure, MeasureUnit } from './measure.ts';
import type { LocalDate } from './units.ts';

/** So many points with a value are needed before the change. */
export const BASELINE_LEAST = 13;
/** So many whole buckets are needed after it. */
export const AFTER_LEAST = 8;
/** So many more make an improvement one that holds. */
export const HOLDING_AFTER = 12;
/** Fewer cases than this in the median bucket of the baseline say nothing. */
export const CASES_LEAST = 10;

/** A bucket of the baseline or after it that has a value. */
export interface VerdictPoint {
  readonly bucket: LocalDate;
  readonly value: number;
  readonly n: number;
}

export interface JudgeInput {
  /** Oldest first, whole buckets only. */
  readonly baseline: readonly VerdictPoint[];
  readonly after: readonly VerdictPoint[];
  readonly better: Measure['better'];
  readonly unit: MeasureUnit;
  readonly per?: ChartPer;
  /** How many cases the median bucket of the baseline has at least; 10. */
  readonly minimumCases?: number;
  /** What is known from before: it was improved or holding once, so a reversal can be one. */
  readonly wasImproved?: boolean;
}

export interface Effect {
  /** Mean after minus mean of the baseline, in the unit of the measure. */
  readonly effect: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Pooled deviation of the residuals within each phase, their lag-1 autocorrelation as it was used, and how many points they are worth. */
  readonly deviation: number;
  readonly autocorrelation: number;
  readonly effective: number;
}

export interface Judgement {
  readonly verdict: VerdictId;
  /** “Improved and holding”, “Too early: 3 of 8 weeks”. */
  readonly words: string;
  /** Which rule decided, in a sentence with its figures. */
  readonly rule: string;
  readonly effect: number | null;
  readonly effectLow: number | null;
  readonly effectHigh: number | null;
  /** Share of the points after that lie on the better side of the mean of the baseline, and how many standard errors the means are apart, to the better side. */
  readonly betterShare: number | null;
  readonly z: number | null;
  /** Since which bucket the verdict has been what it is, without a break. */
  readonly since: LocalDate | null;
  /** At which bucket the rule of an improvement was first true; after a reversal: true again. */
  readonly reachedAt: LocalDate | null;
  /** At which bucket it first counted as holding. */
  readonly holdsFrom: LocalDate | null;
  /** The first of the eight buckets in which a reversal was first seen. */
  readonly revertedFrom: LocalDate | null;
}
