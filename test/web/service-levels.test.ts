import { filterToText } from '../../model/scope.ts';
import type { AfterDelivery } from '../../model/after-delivery.ts';
import { afterDraft, afterOfDraft, newCheck } from '../../web/src/lib/panels/service-levels/after-draft.ts';
import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { afterCards, afterFinding, type After } from '../../web/src/lib/panels/service-levels/after-words.ts';
import {
  beyondText,
  lateFilter,
  levelsFinding,
  limitText,
  partOf,
  timeWords,
  withoutTargets,
  type Level,
} from '../../web/src/lib/panels/service-levels/words.ts';

const words = { person: 'requester', people: 'requesters', case: 'request', cases: 'requests' };
const level = (more: Partial<Level>): Level => ({
  target: 't',
  name: 'T',
  kind: 'stage',
  of: 'stage-wait',
  stage: 'Billing',
  from: null,
  to: null,
  until: null,
  limitMs: 2 * DAY,
  goal: 0.75,
  n: 100,
  ended: 100,
  within: 0.2,
  low: 0.13,
  high: 0.29,
  verdict: 'missed',
  medianMs: 3 * DAY,
  p90Ms: 5 * DAY,
  late: 80,
  latenessMedianMs: DAY,
  latenessP90Ms: 3 * DAY,
  running: 0,
  openBreaches: 0,
  aboutToBreach: 0,
  never: 0,
  unknown: [],
  histogram: [],
  trend: [],
  ...more,
});
const about = { at: null, nearly: 0.8, openBreaches: 0, aboutToBreach: 0 };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('names the target that is missed by most, and what is open', () => {
  const whole = level({ kind: 'case', of: 'throughput', stage: null, limitMs: 15 * DAY, within: 0.6, goal: 0.7 });
  const said = levelsFinding([whole, level({})], { ...about, openBreaches: 3, aboutToBreach: 1 }, words, 'in October 2026');
  expect(plain(said.title)).toBe('20 % of waits before Billing stay within 2 days; 75 % is the goal.');
  expect(plain(said.lead)).toBe(
    '2 of 2 targets with a goal are missed in October 2026. 3 open times are beyond their limit right now, 1 more will be soon.',
  );
});

it('says that all are met, that one is too close to call, that there is no goal, and that there is no target', () => {
  const met = level({ verdict: 'met', within: 0.9 });
  expect(levelsFinding([met, met], about, words, '').title).toBe('All 2 targets with a goal are met.');
  const close = level({ verdict: 'unclear', within: 0.74, n: 20 });
  expect(plain(levelsFinding([close], about, words, '').title)).toBe('74 % of waits before Billing stay within 2 days; the goal is 75 %.');
  expect(levelsFinding([close], about, words, '').lead).toContain('too close to call');
  expect(levelsFinding([met, close], about, words, '').title).toBe('No target is missed for certain: 1 of 2 met, 1 too close to call.');
  const bare = level({ goal: null, verdict: null, of: 'between', from: 'Ask', to: 'Do' });
  expect(plain(levelsFinding([bare], about, words, '').title)).toBe('20 % of requests go from Ask to Do within 2 days.');
  expect(withoutTargets(undefined, words, '').title).toBe('No target is set yet.');
});

it('speaks of people where a case is somewhere until its delivery', () => {
  const visits = { person: 'patient', people: 'patients', case: 'visit', cases: 'visits', during: 'in the department' };
  const four = level({ kind: 'case', of: 'delivery', stage: null, limitMs: 4 * HOUR, within: 0.55 });
  expect(plain(levelsFinding([four], about, visits, '').title)).toBe(
    '55 % of patients spend 4 h or less in the department; 75 % is the goal.',
  );
});

it('writes limits as they were set, and what is left or beyond', () => {
  expect([2 * DAY, DAY, 36 * HOUR, HOUR, 90 * MINUTE, 1500].map((ms) => plain(limitText(ms)))).toEqual([
    '2 days',
    '24 h',
    '36 h',
    '1 h',
    '90 min',
    '2 s',
  ]);
  expect([3 * HOUR, 0, -3 * HOUR].map((ms) => plain(beyondText(ms)))).toEqual(['3 h beyond', 'due now', '3 h left']);
  expect(timeWords({ of: 'between', stage: null, from: 'Ask', to: 'Do', until: 'start' })).toBe('end of Ask to start of Do');
});

it('filters to the late ones where a filter says exactly that', () => {
  expect(lateFilter(level({}))).toEqual({ kind: 'stage-wait', stage: 'Billing', minMs: 2 * DAY + 1 });
  expect(lateFilter(level({ of: 'hand-over', from: 'A', to: 'B' }))).toEqual({
    kind: 'follows',
    from: 'A',
    to: 'B',
    way: 'hand-over',
    minMs: 2 * DAY + 1,
  });
  expect(lateFilter(level({ of: 'throughput' }))).toEqual({ kind: 'duration', of: 'throughput', minMs: 2 * DAY + 1 });
  expect(lateFilter(level({ of: 'between', from: 'A', to: 'B', until: 'complete' }))).toMatchObject({ kind: 'follows', way: 'to-end' });
  expect(lateFilter(level({ of: 'stage-time' }))).toMatchObject({ kind: 'stage-wait', of: 'time', stage: 'Billing' });
});

const after = (figure: After['figure'], more: Partial<After> = {}): After => ({
  figure,
  name: null,
  activities: [],
  proposed: false,
  n: 0,
  count: null,
  share: null,
  low: null,
  high: null,
  medianMs: null,
  p90Ms: null,
  limitMs: null,
  late: null,
  amount: null,
  lateAmount: null,
  ...more,
});
const nothing = { at: null, cases: 10, amount: null, ages: [], steps: [], unrecorded: [], unknown: [] };

it('says how soon invoices go out, what is open, and which step is only a proposal', () => {
  const rows = [
    after('invoice', { n: 40, medianMs: 4.2 * DAY, p90Ms: 6 * DAY, share: 0.31, limitMs: 3 * DAY, late: 28, proposed: true }),
    after('unpaid', { n: 94, amount: 25_179, late: 1, lateAmount: 411, limitMs: 30 * DAY }),
    after('resolution', { n: 45, late: 9, limitMs: 5 * DAY, share: 0.8, medianMs: 3 * DAY }),
  ];
  const said = afterFinding(rows, nothing, words, 'in October 2026');
  expect(plain(said.title)).toBe('Invoices go out 4.2 days after delivery at the median in October 2026; 31 % within 3 days.');
  expect(plain(said.lead)).toBe(
    '25,179 is open in 94 invoices, 1 for more than 30 days. 9 of 45 complaints took longer than 5 days to resolve. ' +
      'Which step is which is read from names: have a look at it below.',
  );
  const cards = afterCards(rows, words);
  expect(cards.map(({ id }) => id)).toEqual(['billing', 'open', 'complaints']);
  expect(plain(cards[1]?.lines[0]?.words ?? '')).toBe('94 invoices, 1 of them longer than 30 days (411)');
});

it('speaks of closure where that is all there is', () => {
  const rows = [after('unclosed', { n: 20, count: 0, share: 0 }), after('reopened', { n: 20, count: 2, share: 0.1 })];
  expect(afterFinding(rows, nothing, words, 'in May').title).toBe('All 20 complete requests were closed, 2 came back in May.');
});

it('is honest where a log points to nothing', () => {
  expect(afterFinding([], nothing, words, '').title).toBe('Nothing in this log points to an invoice, a payment, a complaint or a check.');
  expect(afterFinding([], { ...nothing, unknown: ['Send bill'] }, words, '').lead).toBe(
    'The blueprint names “Send bill”, which the log does not have.',
  );
  expect(afterCards([], words)).toEqual([]);
});

it('leads from what is open now to its cases, in any period', () => {
  const step = (name: 'invoice' | 'payment' | 'complaint' | 'resolved', ...activities: string[]) => ({
    step: name,
    activities,
    proposed: false,
  });
  const about = {
    ...nothing,
    steps: [step('invoice', 'Bill'), step('payment', 'Pay', 'Pay cash'), step('complaint', 'Complain'), step('resolved', 'Resolve')],
  };
  const cards = afterCards(
    [after('correction', { n: 3, activities: ['Credit'] }), after('unpaid', { n: 3 }), after('unresolved', { n: 2 })],
    words,
    about,
  );
  const lines = cards.flatMap((card) => card.lines);
  expect(lines.map(({ now, filters }) => [now, filters.map(filterToText)])).toEqual([
    [false, ['@activity:Bill', '@activity:Credit']],
    [true, ['@activity:Bill', '@not-follows:eventually:Bill:Pay', '@not-follows:eventually:Bill:Pay cash']],
    [true, ['@activity:Complain', '@not-follows:eventually:Complain:Resolve']],
  ]);
});

it('gives back the limits, checks and mandatory parts it is opened with, and says what it can’t read', () => {
  const blueprint: AfterDelivery = {
    invoice: ['Bill'],
    invoiceLimitMs: 3 * DAY,
    amount: 'Fee',
    checks: [
      { activity: 'Inspect', of: 'Do', limitMs: 2 * HOUR, failedBy: ['Do'] },
      { activity: 'Sign', result: 'Outcome', passes: ['ok', 'fine'] },
    ],
    mandatory: { activities: ['File'], attributes: ['Site'] },
  };
  const draft = afterDraft(blueprint);
  expect(afterOfDraft(draft, blueprint)).toEqual({ after: blueprint });
  expect(afterOfDraft({ ...draft, paymentLimit: '14 days', checks: [] }, blueprint)).toMatchObject({
    after: { paymentLimitMs: 14 * DAY, checks: [], invoice: ['Bill'] },
  });
  expect(afterOfDraft(afterDraft({}), {})).toEqual({ after: {} });
  expect(afterOfDraft({ ...draft, invoiceLimit: 'soon' }, {})).toEqual({
    fault: 'Delivered to invoice: “soon” is not a length of time. Write 30 min, 2 h or 14 days.',
  });
  expect(afterOfDraft({ ...draft, checks: [{ ...newCheck(), activity: 'Sign', result: 'Outcome' }] }, {})).toHaveProperty('fault');
});

it('marks a weekly line with what was changed about the same times, and one of a pair with nothing', () => {
  expect(partOf(level({}))).toEqual({ of: 'stage-wait', where: { stage: 'Billing' } });
  expect(partOf(level({ of: 'stage-time' }))).toEqual({ of: 'stage-time', where: { stage: 'Billing' } });
  expect(partOf(level({ of: 'hand-over', stage: null, from: 'A', to: 'B' }))).toEqual({ of: 'hand-over', where: { from: 'A', to: 'B' } });
  expect(partOf(level({ of: 'delivery', stage: null }))).toEqual({ of: 'delivery' });
  expect(partOf(level({ of: 'between', from: 'A', to: 'B', until: 'start' }))).toBeNull();
});
