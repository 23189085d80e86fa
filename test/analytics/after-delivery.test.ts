import { expect, it } from 'vitest';
import type { Blueprint } from '../../model/blueprint.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { afterDelivery } from '../../server/analytics/after-delivery.ts';
import { logOfEvents, type LogRow } from '../support/log.ts';

const at = (name: string, activity: string, time: string, attributes?: LogRow['attributes']): LogRow => ({
  case: name,
  activity,
  start: `2026-01-${time}`,
  end: `2026-01-${time}`,
  attributes,
});
const paid = (amount: number) => ({ Amount: amount });

/**
 * A: done on the 5th, checked, invoiced on the 7th, paid on the 17th, closed. B: the check fails, the work is done again on
 * the 6th; invoiced on the 13th, disputed, corrected, never paid. C: a complaint resolved after 3 days, closed, reopened.
 * D: done on the 20th, its amount is known, no invoice yet. The data end on the 31st; cases rest for 10 days at most.
 */
const LOG: LogRow[] = [
  at('A', 'Do', '05 09:00:00', { ...paid(100), Site: 'North' }),
  at('A', 'Check', '05 10:00:00'),
  at('A', 'Send invoice', '07 09:00:00'),
  at('A', 'Receive payment', '17 09:00:00'),
  at('A', 'Close', '18 09:00:00'),
  at('B', 'Do', '05 09:00:00', { ...paid(50), Site: 'South' }),
  at('B', 'Check', '05 12:00:00'),
  at('B', 'Do', '06 09:00:00'),
  at('B', 'Check', '06 10:00:00'),
  at('B', 'Send invoice', '13 09:00:00'),
  at('B', 'Dispute invoice', '14 09:00:00'),
  at('B', 'Correct invoice', '15 09:00:00'),
  at('C', 'Do', '05 09:00:00', { Site: 'North' }),
  at('C', 'Complain', '06 09:00:00'),
  at('C', 'Resolve', '09 09:00:00'),
  at('C', 'Close', '10 09:00:00'),
  at('C', 'Do', '11 09:00:00'),
  at('C', 'Close', '12 09:00:00'),
  at('D', 'Do', '30 09:00:00', paid(70)),
  at('D', 'Complain', '31 09:00:00'),
];

const blueprint: Partial<Blueprint> = {
  endActivities: ['Close'],
  after: {
    delivered: ['Do'],
    invoice: ['Send invoice'],
    invoiceLimitMs: 3 * DAY,
    payment: ['Receive payment'],
    paymentLimitMs: 14 * DAY,
    correction: ['Correct invoice'],
    dispute: ['Dispute invoice'],
    amount: 'Amount',
    complaint: ['Complain'],
    resolved: ['Resolve'],
    resolutionLimitMs: 2 * DAY,
    checks: [{ activity: 'Check', of: 'Do', limitMs: 2 * HOUR, failedBy: ['Do'] }],
    mandatory: { activities: ['Check'], attributes: ['Amount', 'Site'] },
    closing: ['Close'],
  },
};
const made = (more: Partial<Blueprint> = blueprint) => logOfEvents(LOG, { blueprint: more, cutOffMs: 10 * DAY });

it('tells days to invoice and payment, what is open, complaints, checks and gaps in the records', async () => {
  const { rows, about } = await ask(await made(), afterDelivery, { process: 'log' });
  const of = (figure: string, name?: string) => rows.find((row) => row.figure === figure && (name === undefined || row.name === name));
  // A: 2 days; B: 7 days from the second time the work was done
  expect(of('invoice')).toMatchObject({ n: 2, count: 1, share: 0.5, late: 1, medianMs: 4.5 * DAY, limitMs: 3 * DAY, amount: 150 });
  expect(of('invoice')?.p90Ms).toBeCloseTo(6.5 * DAY, 0);
  expect(of('payment')).toMatchObject({ n: 1, count: 1, share: 1, late: 0, medianMs: 10 * DAY });
  expect(of('correction')).toMatchObject({ n: 2, count: 1, share: 0.5 });
  expect(of('dispute')).toMatchObject({ n: 2, count: 1 });
  expect(of('uninvoiced')).toMatchObject({ n: 1, amount: 70, late: 0 });
  // B's invoice is 18 days old
  expect(of('unpaid')).toMatchObject({ n: 1, amount: 50, late: 1, lateAmount: 50 });
  expect(of('complaint')).toMatchObject({ n: 4, count: 2, share: 0.5 });
  expect(of('resolution')).toMatchObject({ n: 1, count: 0, late: 1, medianMs: 3 * DAY });
  expect(of('unresolved')).toMatchObject({ n: 1, late: 0 });
  // complete are A, C and B, which has rested for 16 days; C was never checked
  expect(of('check-done')).toMatchObject({ name: 'Check', n: 3, count: 2 });
  expect(of('check-on-time')).toMatchObject({ n: 2, count: 1, late: 1, medianMs: 2 * HOUR, limitMs: 120 * MINUTE });
  expect(of('check-passed')).toMatchObject({ n: 2, count: 1 });
  expect(of('missing-activity', 'Check')).toMatchObject({ n: 3, count: 1 });
  expect(of('missing-attribute', 'Amount')).toMatchObject({ n: 3, count: 1 });
  expect(of('missing-attribute', 'Site')).toMatchObject({ n: 3, count: 0 });
  // B is idle, but its invoice is not paid yet: it waits and is not forgotten
  expect(of('unclosed')).toMatchObject({ n: 3, count: 0 });
  expect(of('reopened')).toMatchObject({ n: 2, count: 1 });
  expect(rows.every(({ proposed }) => !proposed)).toBe(true);
  expect(about).toMatchObject({ cases: 4, amount: { name: 'Amount', proposed: false }, unknown: [] });
  expect(about?.ages.map(({ fromDays, cases, amount }) => [fromDays, cases, amount])).toEqual([
    [0, 1, 50],
    [30, 0, null],
    [60, 0, null],
    [90, 0, null],
  ]);
});

it('asks names where the blueprint says nothing, and says that these are proposals', async () => {
  const { rows, about } = await ask(await made({}), afterDelivery, { process: 'log' });
  const step = (name: string) => about?.steps.find((one) => one.step === name);
  expect(step('invoice')).toEqual({ step: 'invoice', activities: ['Send invoice'], proposed: true });
  expect(step('payment')?.activities).toEqual(['Receive payment']);
  expect(step('correction')?.activities).toEqual(['Correct invoice']);
  expect(step('complaint')?.activities).toEqual(['Complain']);
  expect(step('resolved')?.activities).toEqual(['Resolve']);
  expect(step('closing')?.activities).toEqual(['Close']);
  expect(step('delivered')).toEqual({ step: 'delivered', activities: [], proposed: false });
  expect(about?.amount).toEqual({ name: 'Amount', proposed: true });
  expect(rows.find(({ figure }) => figure === 'payment')).toMatchObject({
    proposed: true,
    n: 1,
    medianMs: 10 * DAY,
    limitMs: null,
    share: null,
  });
  // a check by its name: nobody has said who should have it
  expect(rows.some(({ figure }) => figure === 'check-done')).toBe(false);
  expect(rows.find(({ figure }) => figure === 'check-passed')).toMatchObject({ name: 'Check', proposed: true, n: 2, count: 1 });
});

it('counts the days to the invoice from the delivery that the stages mark, not from work whose name sounds like it', async () => {
  const rows = [at('A', 'Deliver plan', '05 09:00:00'), at('A', 'Do', '10 09:00:00'), at('A', 'Send invoice', '12 09:00:00')];
  const stages: Blueprint['stages'] = [
    { name: 'Work', activities: [{ name: 'Deliver plan' }, { name: 'Do' }] },
    { name: 'Money', afterDelivery: true, activities: [{ name: 'Send invoice' }] },
  ];
  const asked = async (more: Partial<Blueprint>) => {
    const answer = await ask(await logOfEvents(rows, { blueprint: more, cutOffMs: 30 * DAY }), afterDelivery, { process: 'log' });
    return answer.rows.find(({ figure }) => figure === 'invoice')?.medianMs;
  };
  expect(await asked({ stages })).toBe(2 * DAY);
  expect(await asked({ stages, after: { delivered: ['Deliver plan'] } })).toBe(7 * DAY);
  // without marked stages the name is all there is
  expect(await asked({})).toBe(7 * DAY);
});

it('reads the outcome of a check from an attribute, and names what the log does not have', async () => {
  const log = await logOfEvents(
    [
      at('A', 'Do', '05 09:00:00'),
      at('A', 'Check', '05 10:00:00', { Outcome: 'ok' }),
      at('B', 'Do', '05 09:00:00'),
      at('B', 'Check', '05 10:00:00', { Outcome: 'bad' }),
    ],
    {
      blueprint: { after: { invoice: ['Send bill'], checks: [{ activity: 'Check', result: 'Outcome', passes: ['ok'] }], amount: 'Total' } },
      cutOffMs: MINUTE,
    },
  );
  const { rows, about } = await ask(log, afterDelivery, { process: 'log' });
  expect(rows.find(({ figure }) => figure === 'check-passed')).toMatchObject({ n: 2, count: 1 });
  expect(rows.some(({ figure }) => figure === 'invoice')).toBe(false);
  expect(about?.unknown).toEqual(['Send bill', 'Total']);
});

it('takes the outcome of the first check and not that of a later one', async () => {
  const check = (name: string, hour: number, outcome?: string): LogRow[] => [
    { case: name, activity: 'Check', end: `2026-01-05 ${String(hour)}:00:00`, lifecycle: 'start' },
    {
      case: name,
      activity: 'Check',
      end: `2026-01-05 ${String(hour)}:30:00`,
      lifecycle: 'complete',
      attributes: outcome === undefined ? {} : { Outcome: outcome },
    },
  ];
  const log = await logOfEvents(
    // A: its outcome is on record with the end. B: of the first check nothing is on record, and it was done again. C: the same, done once
    [
      ...check('A', 10, 'ok'),
      ...check('A', 12, 'bad'),
      ...check('B', 10),
      ...check('B', 12, 'ok'),
      ...check('C', 10),
      ...check('D', 10, 'bad'),
    ],
    { blueprint: { after: { checks: [{ activity: 'Check', result: 'Outcome', passes: ['ok'] }] } }, cutOffMs: MINUTE },
  );
  const { rows } = await ask(log, afterDelivery, { process: 'log' });
  expect(rows.find(({ figure }) => figure === 'check-passed')).toMatchObject({ n: 4, count: 2 });
});

it('a case that ended without its closing activity is unclosed once nothing is outstanding', async () => {
  const log = await logOfEvents(
    [at('A', 'Do', '05 09:00:00'), at('A', 'Close', '06 09:00:00'), at('B', 'Do', '05 09:00:00'), at('C', 'Do', '30 09:00:00')],
    { blueprint: { endActivities: ['Close'], after: { closing: ['Close'] } }, cutOffMs: 2 * DAY },
  );
  const { rows } = await ask(log, afterDelivery, { process: 'log' });
  // C has not rested long enough to be complete
  expect(rows.find(({ figure }) => figure === 'unclosed')).toMatchObject({ n: 2, count: 1 });
});

it('a delivered case with no amount on record waits for no invoice: never closed, it is unclosed', async () => {
  const delivered = (id: string, amount?: LogRow['attributes']) => [
    at(id, 'Do', '05 09:00:00', amount),
    at(id, 'Hand over', '06 09:00:00'),
  ];
  const log = await logOfEvents(
    [
      ...delivered('billed', paid(80)),
      at('billed', 'Send bill', '07 09:00:00'),
      ...delivered('owes', paid(50)),
      ...delivered('owes nothing', paid(0)),
      ...delivered('no amount'),
      ...delivered('closed'),
      at('closed', 'Close', '08 09:00:00'),
      at('new', 'Do', '30 09:00:00'),
    ],
    { blueprint: { after: { delivered: ['Hand over'], invoice: ['Send bill'], amount: 'Amount', closing: ['Close'] } }, cutOffMs: 2 * DAY },
  );
  const { rows } = await ask(log, afterDelivery, { process: 'log' });
  const of = (figure: string) => rows.find((row) => row.figure === figure);
  expect(of('uninvoiced')).toMatchObject({ n: 1, amount: 50 });
  // what is owed is still waited for; the log knows of no payment, so the billed one waits for nothing
  expect(of('unclosed')).toMatchObject({ n: 5, count: 3 });
});

it('an invoice, a payment or a complaint without an end is not there yet while its case is open, and was there without a time once it is complete', async () => {
  const begun = (name: string, activity: string, time: string): LogRow => ({ case: name, activity, start: `2026-01-${time}` });
  const log = await logOfEvents(
    [
      ...['A', 'B', 'C', 'D'].flatMap((name) => [at(name, 'Do', '05 09:00:00', paid(10))]),
      begun('A', 'Send invoice', '06 09:00:00'),
      at('A', 'Receive payment', '08 09:00:00'),
      at('A', 'Close', '09 09:00:00'),
      at('B', 'Send invoice', '07 09:00:00'),
      begun('B', 'Receive payment', '08 09:00:00'),
      at('B', 'Close', '09 09:00:00'),
      begun('C', 'Complain', '06 09:00:00'),
      at('C', 'Resolve', '07 09:00:00'),
      at('C', 'Close', '09 09:00:00'),
      begun('D', 'Send invoice', '30 09:00:00'),
      begun('D', 'Complain', '31 09:00:00'),
    ],
    { blueprint, cutOffMs: 10 * DAY },
  );
  const { rows } = await ask(log, afterDelivery, { process: 'log' });
  const of = (figure: string) => rows.find((row) => row.figure === figure);
  // A is invoiced and paid, B is paid, of neither it is known when; of B alone the days to the invoice are
  expect(of('invoice')).toMatchObject({ n: 1, medianMs: 2 * DAY, amount: 20 });
  expect(of('payment')).toMatchObject({ n: 0, medianMs: null });
  expect(of('unpaid')).toMatchObject({ n: 0 });
  // C owes and has no invoice, that of D is being written
  expect(of('uninvoiced')).toMatchObject({ n: 2, amount: 20 });
  expect(of('complaint')).toMatchObject({ n: 4, count: 1 });
  expect(of('resolution')).toMatchObject({ n: 0 });
  expect(of('unresolved')).toMatchObject({ n: 0 });
});

it('a check is done when one comes after the work, whatever came before it', async () => {
  const log = await logOfEvents(
    [
      ...['Check', 'Do', 'Check'].map((activity, hour) => at('A', activity, `05 0${hour}:00:00`)),
      ...['Check', 'Do'].map((activity, hour) => at('B', activity, `05 0${hour}:00:00`)),
      ...['Do', 'Check'].map((activity, hour) => at('C', activity, `05 0${hour}:00:00`)),
      at('Z', 'Do', '30 09:00:00'),
    ],
    { blueprint: { after: { checks: [{ activity: 'Check', of: 'Do' }] } }, cutOffMs: 2 * DAY },
  );
  const { rows } = await ask(log, afterDelivery, { process: 'log' });
  expect(rows.find(({ figure }) => figure === 'check-done')).toMatchObject({ n: 3, count: 2 });
});

it('has no rows where nothing points anywhere', async () => {
  const log = await logOfEvents([at('A', 'Paint', '05 09:00:00')], {});
  expect((await ask(log, afterDelivery, { process: 'log' })).rows).toEqual([]);
});

it('leaves out “passed” where nothing says when a check fails, and says so', async () => {
  const log = LOG.filter((row) => row.case !== 'B');
  const of = async (checks: NonNullable<Blueprint['after']>['checks']) => {
    const { rows, about } = await ask(await logOfEvents(log, { blueprint: { after: { checks } }, cutOffMs: 10 * DAY }), afterDelivery, {
      process: 'log',
    });
    return [rows.filter(({ figure }) => figure === 'check-passed').map(({ name, share }) => [name, share]), about?.unrecorded];
  };
  expect(await of([{ activity: 'Check' }])).toEqual([[], ['Check']]);
  expect(await of([{ activity: 'Check', failedBy: ['Do'] }])).toEqual([[['Check', 1]], []]);
  // done again once: then it is recorded
  const again = await ask(await made({ after: { checks: [{ activity: 'Check' }] } }), afterDelivery, { process: 'log' });
  expect(again.rows.find(({ figure }) => figure === 'check-passed')).toMatchObject({ n: 2, count: 1 });
});
