import { Type } from 'typebox';
import { STEPS_AFTER } from '../../model/after-delivery.ts';
import { Count, Instant, Milliseconds, OneOf, OrNull, Share } from '../../model/units.ts';
import { ageRows, afterRows, FIGURES, unknownNames, unrecordedChecks } from './after-rows.ts';
import { amountOf } from './after-roles.ts';
import { afterStatements } from './after-sql.ts';
import { analytic, NoParams } from './analytic.ts';

/**
 * The steps after delivery.
 *
 * Grain: one row per figure the log has the activities for, checks and mandatory parts by name; no rows where neither the
 * blueprint nor a name points to any. Sources: `step` (read once for all steps and checks, once for mandatory activities),
 * `case_fact`, `event` for attributes that vary. Which activity is what comes from the blueprint (`after`); where it is
 * silent, from names, and the row says `proposed`.
 */
export const afterDelivery = analytic({
  id: 'after-delivery',
  question: 'How long do invoice, payment and complaints take, what is still to be paid, are checks done and records whole?',
  definition:
    'Invoice: from the last completion of the delivered work before the first invoice (where the case has none, or the blueprint marks stages as after delivery and names no such work: the delivery these mark) to that invoice. Payment: ' +
    'from the first invoice to the first payment after it. Resolution: from the first complaint to the first “resolved” after it. Share: within the limit, with its ' +
    '95 % interval (Wilson); null without a limit. Correction and dispute: share of invoiced cases with one. Unpaid: invoices without a payment after them, at the end of ' +
    'the data and whatever the period; amount: the attribute (where it varies in a case, its largest value) added up over these cases; late: beyond the limit. Uninvoiced: delivered, an amount on record, no invoice. ' +
    'Check done: of complete cases with the checked work, those with the check after it. On time: the first check, by what it waited for. Passed: at the first check, told by ' +
    'the attribute named where that check has a value in it, else by no failing activity later in the case, else by the check not being done again. Missing: complete cases without the activity, or with ' +
    'nothing in the attribute. Unclosed: complete cases without a closing activity (where all closing activities end a case: and not ended by another end activity), with no payment, invoice or complaint outstanding. Reopened: of cases with a ' +
    'closing activity, those with a step after the first one.',
  caveats: [
    'Times count cases of the scope in which the later step has happened; what is still open is told apart.',
    'A step without an end is under way while its case is open: an invoice is not sent yet. In a complete case it counts from its start, and no time is taken of it.',
    'Where a log says nothing of who is charged, cases without an invoice are not late: they may owe nothing.',
    'A proposal is made from names alone: a person should look at it.',
    'A check that nothing tells the failure of (no outcome, no failing activity, never done again) has no “passed”.',
  ],
  params: NoParams,
  row: Type.Object({
    figure: OneOf(FIGURES),
    name: OrNull(Type.String({ description: 'The check, or the mandatory activity or attribute.' })),
    activities: Type.Array(Type.String(), { description: 'Of the log that it is about.' }),
    proposed: Type.Boolean({ description: 'Some of these by their names alone.' }),
    n: Type.Integer({ minimum: 0, description: 'What the figure is over: times, invoices, cases.' }),
    count: OrNull(Count),
    share: OrNull(Share),
    low: OrNull(Share),
    high: OrNull(Share),
    medianMs: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    limitMs: OrNull(Milliseconds),
    late: OrNull(Count),
    amount: OrNull(Type.Number()),
    lateAmount: OrNull(Type.Number()),
  }),
  about: Type.Object({
    at: OrNull(Instant),
    cases: Count,
    amount: OrNull(Type.Object({ name: Type.String(), proposed: Type.Boolean() })),
    ages: Type.Array(
      Type.Object({ fromDays: Type.Integer(), toDays: OrNull(Type.Integer()), cases: Count, amount: OrNull(Type.Number()) }),
      { description: 'Unpaid invoices by days since they were sent.' },
    ),
    steps: Type.Array(Type.Object({ step: OneOf(STEPS_AFTER), activities: Type.Array(Type.String()), proposed: Type.Boolean() }), {
      description: 'Which activities of the log are what, the steps without any too.',
    }),
    unrecorded: Type.Array(Type.String(), { description: 'Checks whose failure nothing in the log tells, so that “passed” says nothing.' }),
    unknown: Type.Array(Type.String(), { description: 'Names of the blueprint that the log does not have.' }),
  }),
  queries: afterStatements,
  answer: (found, asked) => {
    const amount = amountOf(asked);
    return {
      rows: afterRows(found, asked),
      about: {
        at: asked.process.endAt,
        cases: Number(found.steps?.[0]?.cases ?? 0),
        amount: amount === null ? null : { name: amount.attribute.name, proposed: amount.proposed },
        ages: ageRows(found.steps?.[0]),
        steps: STEPS_AFTER.map((step) => {
          const some = (found.roles ?? []).filter(({ role }) => role === step);
          return { step, activities: some.map(({ name }) => String(name)), proposed: some.some(({ proposed }) => proposed === true) };
        }),
        unrecorded: unrecordedChecks(found, asked),
        unknown: unknownNames(found, asked),
      },
    };
  },
});
