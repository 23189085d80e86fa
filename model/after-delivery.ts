import { Type, type Static } from 'typebox';
import { Milliseconds } from './units.ts';

const Name = Type.String({ minLength: 1, maxLength: 200 });
/** The steps after delivery that an activity of the log can be. */
export const STEPS_AFTER = ['delivered', 'invoice', 'payment', 'correction', 'dispute', 'complaint', 'resolved', 'closing'] as const;
export type StepAfter = (typeof STEPS_AFTER)[number];

/** Activities that mean the same here: the first of them that a case has counts. */
const Activities = Type.Array(Name, { minItems: 1, maxItems: 100 });

/**
 * One check (inspection, second look, sign-off).
 *
 * `of`: the activity that is checked; without it every complete case should have the check. `limitMs`: on time when the
 * check starts so soon after the end of the step before it (without it: the limit of that hand-over, else the wait limit
 * of the check's stage). Passed is told by, in this order: the attribute `result` having one of the values `passes`; none
 * of the activities `failedBy` coming later in the case; the check not being done again.
 */
export const BlueprintCheck = Type.Object(
  {
    activity: Name,
    of: Type.Optional(Name),
    limitMs: Type.Optional(Milliseconds),
    failedBy: Type.Optional(Activities),
    result: Type.Optional(Name),
    passes: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 100 })),
  },
  { additionalProperties: false },
);
export type BlueprintCheck = Static<typeof BlueprintCheck>;

/** What the record of a complete case must hold: these activities, and a value in these attributes. */
export const Mandatory = Type.Object(
  { activities: Type.Optional(Activities), attributes: Type.Optional(Activities) },
  { additionalProperties: false },
);

/**
 * The steps after delivery: which activity of the log is which of them. Each part is optional; where a part is left out,
 * names are asked, and what they point to is said to be a proposal.
 *
 * `delivered`: the work the days to the invoice are counted from, at its last end before the invoice (without it the
 * delivery that the stages mark). `invoice`, `payment`: sent, received. `correction`: an invoice is changed; `dispute`:
 * the payer objects. `amount`: a numeric attribute with what is to be paid. `complaint`, `resolved`: someone is unhappy,
 * and has been heard. `closing`: the case is closed for good. `invoiceLimitMs`, `paymentLimitMs`, `resolutionLimitMs`:
 * the longest time wanted to each of them.
 */
export const AfterDelivery = Type.Object(
  {
    delivered: Type.Optional(Activities),
    invoice: Type.Optional(Activities),
    invoiceLimitMs: Type.Optional(Milliseconds),
    payment: Type.Optional(Activities),
    paymentLimitMs: Type.Optional(Milliseconds),
    correction: Type.Optional(Activities),
    dispute: Type.Optional(Activities),
    amount: Type.Optional(Name),
    complaint: Type.Optional(Activities),
    resolved: Type.Optional(Activities),
    resolutionLimitMs: Type.Optional(Milliseconds),
    checks: Type.Optional(Type.Array(BlueprintCheck, { maxItems: 30 })),
    mandatory: Type.Optional(Mandatory),
    closing: Type.Optional(Activities),
  },
  { additionalProperties: false },
);
export type AfterDelivery = Static<typeof AfterDelivery>;
