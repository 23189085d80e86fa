import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBlueprint } from '../../model/blueprint-text.ts';
import { sampleFolder, samples } from '../../sample-data/samples.ts';
import type { Source } from '../../server/analytics/analytic.ts';
import { imported } from './imported.ts';

export interface HandOver {
  readonly from: string;
  readonly to: string;
  readonly occurrences: number;
  readonly medianMs: number;
  readonly limitMs: number;
  readonly limitFrom: string;
  readonly lostMs: number;
}
export interface Month {
  readonly from: string;
  readonly to: string;
  readonly cases: number;
  readonly medianTimeMs: number;
  readonly p90TimeMs: number;
  readonly handOvers: readonly HandOver[];
}
export interface WaitGroup {
  readonly value: string;
  readonly n: number;
  readonly medianMs: number;
  readonly withinLimit: number;
  readonly lostMs: number;
}
/** What both services hold. */
export interface Truth {
  readonly cases: number;
  readonly events: number;
  readonly variants: number;
  readonly answers: { readonly whole: number; readonly stage: number };
  readonly handOvers: readonly HandOver[];
  readonly lastMonth: Month;
  readonly bottleneck: {
    readonly from: string;
    readonly to: string;
    readonly lostMs: number;
    readonly share: number;
    readonly medianMs: number;
    readonly p90Ms: number;
    readonly withinLimit: number;
  };
  readonly rework: readonly {
    readonly activity: string;
    readonly cases: number;
    readonly reworkedCases: number;
    readonly repeats: number;
  }[];
  readonly unhappyVariant: {
    readonly activities: readonly string[];
    readonly cases: number;
    readonly answers: number;
    readonly score: number;
  };
}
export interface EdTruth extends Truth {
  readonly change: {
    readonly week: number;
    readonly date: string;
    readonly triage: { readonly weeklyMedianMinutes: readonly number[] };
    readonly assessment: { readonly weeklyMedianMinutes: readonly number[] };
  };
  readonly satisfiedShare: number;
  readonly satisfiedShareAssessedWithinHour: number;
  readonly satisfiedShareAssessedLater: number;
  readonly satisfiedShareByStage: Readonly<Record<string, number>>;
  readonly nightShortage: readonly WaitGroup[];
  readonly priorityEffect: readonly WaitGroup[];
  readonly slope: { readonly answers: number; readonly pointsPerHour: number };
}
export interface DeskTruth extends Truth {
  readonly nps: number;
  readonly complaintShare: number;
  readonly lateInvoices: {
    readonly invoices: number;
    readonly limitDays: number;
    readonly medianDays: number;
    readonly late: number;
    readonly lateShare: number;
  };
  readonly openAmount: { readonly cases: number; readonly amount: number };
  readonly reversal: {
    readonly attribute: string;
    readonly value: string;
    readonly mix: readonly string[];
    readonly cases: number;
    readonly otherCases: number;
    readonly medianMs: number;
    readonly otherMedianMs: number;
    readonly adjustedMs: number;
    readonly otherAdjustedMs: number;
    readonly strataOf: string;
    readonly strata: readonly {
      readonly value: string;
      readonly cases: number;
      readonly medianMs: number;
      readonly otherMedianMs: number;
    }[];
  };
}

/** What was planted in the samples, worked out from the simulation. */
export const truth = JSON.parse(readFileSync(join(sampleFolder, 'truth.json'), 'utf8')) as {
  readonly ed: EdTruth;
  readonly desk: DeskTruth;
};

/** A sample, imported as the product does at its first start. The caller closes it. */
export async function sampleOf(id: string): Promise<Source & { close: () => Promise<void> }> {
  const sample = samples.find((one) => one.id === id);
  if (sample === undefined) throw new Error(`There is no sample called ${id}.`);
  const blueprint = parseBlueprint(readFileSync(join(sampleFolder, sample.blueprintFile), 'utf8'));
  return imported(
    sample.files.map(({ name, mapping }) => ({ path: join(sampleFolder, name), mapping })),
    { zone: sample.zone, blueprint },
  );
}

/** How far a figure may be from the truth, as a share of it. */
export const within = (found: number | null | undefined, planted: number, share: number): boolean =>
  typeof found === 'number' && Math.abs(found - planted) <= share * Math.abs(planted);
