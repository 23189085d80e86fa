import { Type } from 'typebox';
import { LocalDate } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { scopesAsked } from './effect-plan.ts';
import { effectRows } from './effect-rows.ts';
import { EffectAbout, EffectRow } from './effect-shape.ts';
import { effectStatements } from './effect-statements.ts';
import { MEASURE_PARAMS } from './measure-asked.ts';

const Params = Type.Object(
  {
    improvement: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Id of an improvement of the service, imp-001: its frozen measure, cases, baseline and change.',
      }),
    ),
    ...MEASURE_PARAMS,
    changed: Type.Optional(LocalDate),
    against: Type.Optional(
      Type.String({
        maxLength: 8000,
        description:
          'Cases that had no change, as the query of a page: where=Site:in:South. The effect on the difference to them is given too.',
      }),
    ),
    balancing: Type.Boolean({ default: true, description: 'Whether what must not get worse is looked at too.' }),
  },
  { additionalProperties: false },
);

/**
 * Whether a change helped: baseline against after, with a verdict.
 *
 * Grain: one row per day, week or month, oldest first, from 26 before the baseline to the end of the data. Units: as the measure.
 * Rejects with `NotFound` for an improvement that is not there, with `BadRequest` for a measure, scope or baseline that makes no sense.
 */
export const improvementEffect = analytic({
  id: 'improvement-effect',
  question: 'Did the change help, by how much, does it hold, and what else moved?',
  definition:
    'Whole days, weeks or months since the change against those of the baseline (locked; else the last 26 before the change). Effect: mean after minus mean of the baseline, with the 95 % interval ' +
    't(0.975, n_eff − 2) × s × root of (1 + r)/(1 − r) × root of 1/n before + 1/n after; s: pooled deviation of the residuals within each phase; r: their lag-1 autocorrelation, never across the change, ' +
    'corrected by (1 + 3r)/n, held in 0..0.6; n_eff = n (1 − r)/(1 + r). Improved: at least 8 points since, at least 80 % of them on the better side of the baseline’s mean, and the means more than 3 ' +
    'standard errors apart (sigma: mean moving range of the baseline / 1.128). Holding: still so 12 whole periods after it was first so. Got worse: the mirrored rule. Reverted: was improved, and of the last 8 ' +
    'at least 7 lie on the worse side of those since the change before them, more than 3 standard errors off, their sigma widened by the same root. Not enough data: fewer than 13 baseline points, or a ' +
    'median one with fewer than 10 cases. Shares count by their periods of at least 10 cases. Mix: the difference over all values before and since for an equal mix of cases, as in compare. Comparison: the same effect on ' +
    'the difference to the cases of “against”. Segmented: level and slope around the change, from 24 points before and 12 after. Balancing: by the same rule over the same periods. Value: what the values of ' +
    'the baseline took on average minus what each since took, added up; reached: cases counted since the change. Rows carry the limits of the baseline.',
  caveats: [
    'A difference between before and after goes with the change; without a comparison anything else that happened then is in it too.',
    'A change within a period counts from the next whole one.',
    'A locked baseline does not move; wouldNow says what it would be by the data of today.',
  ],
  params: Params,
  row: EffectRow,
  about: EffectAbout,
  others: (process, params) => scopesAsked(process, params),
  queries: effectStatements,
  answer: effectRows,
});
