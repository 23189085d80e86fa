import { expect, it } from 'vitest';
import { blueprintToText, parseBlueprint } from '../../model/blueprint-text.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';

const TEXT = `
stages: [{ name: Intake, activities: [Log] }, { name: Work, activities: [Do, Check] }]
handOvers: [{ from: Log, to: Do, limit: 2 h, goal: 0.9 }]
targets:
  - { id: stay, name: In work, kind: stage, stage: Work, limit: 2 days, goal: 0.8 }
  - { id: log-do, name: Log to work, kind: hand-over, from: Log, to: Do, limit: 90 min }
  - { id: heard, name: Complaint heard, kind: between, from: Complain, to: Resolve, until: start, limit: 5 days }
  - { id: whole, name: End to end, kind: case, time: throughput, limit: 15 days, goal: 0.7 }
mix: [Urgency, Building]
after:
  delivered: Do
  invoice: [Send invoice, Bill]
  invoiceLimit: 7 days
  payment: Receive payment
  paymentLimit: 30 days
  amount: Amount
  complaint: Complain
  resolved: Resolve
  resolutionLimit: 5 days
  checks: [Look over, { activity: Check, of: Do, limit: 1 h, result: Outcome, passes: ok }]
  mandatory: { activities: Log, attributes: [Urgency] }
  closing: Close
`;

it('reads targets, mix and steps after delivery, and writes them so that they are read back unchanged', () => {
  const blueprint = parseBlueprint(TEXT);
  expect(blueprint.handOvers).toEqual([{ from: 'Log', to: 'Do', limitMs: 2 * HOUR, goal: 0.9 }]);
  expect(blueprint.targets).toEqual([
    { id: 'stay', name: 'In work', kind: 'stage', stage: 'Work', limitMs: 2 * DAY, goal: 0.8 },
    { id: 'log-do', name: 'Log to work', kind: 'hand-over', from: 'Log', to: 'Do', limitMs: 90 * MINUTE },
    { id: 'heard', name: 'Complaint heard', kind: 'between', from: 'Complain', to: 'Resolve', until: 'start', limitMs: 5 * DAY },
    { id: 'whole', name: 'End to end', kind: 'case', time: 'throughput', limitMs: 15 * DAY, goal: 0.7 },
  ]);
  expect(blueprint.mix).toEqual(['Urgency', 'Building']);
  expect(blueprint.after).toEqual({
    delivered: ['Do'],
    invoice: ['Send invoice', 'Bill'],
    invoiceLimitMs: 7 * DAY,
    payment: ['Receive payment'],
    paymentLimitMs: 30 * DAY,
    amount: 'Amount',
    complaint: ['Complain'],
    resolved: ['Resolve'],
    resolutionLimitMs: 5 * DAY,
    checks: [{ activity: 'Look over' }, { activity: 'Check', of: 'Do', limitMs: HOUR, result: 'Outcome', passes: ['ok'] }],
    mandatory: { activities: ['Log'], attributes: ['Urgency'] },
    closing: ['Close'],
  });
  const text = blueprintToText(blueprint);
  expect(text).toContain('paymentLimit: 30 days');
  expect(parseBlueprint(text)).toEqual(blueprint);
  expect(parseBlueprint(JSON.stringify(blueprint))).toEqual(blueprint);
});

it('a blueprint of before is the same as ever', () => {
  const blueprint = parseBlueprint('stages: [{ name: A, activities: [x] }]');
  expect(blueprint).toEqual({ stages: [{ name: 'A', activities: [{ name: 'x' }] }], endActivities: [], handOvers: [], measures: [] });
  expect(blueprintToText(blueprint)).not.toMatch(/targets|mix|after/);
});

const target = (more: string) => `{ stages: [{ name: A }], targets: [{ id: t, name: T, limit: 1 h, ${more} }] }`;

it.each([
  ['{ stages: [], targets: [{ id: t, name: T, kind: case, limit: soon }] }', 'limit', '“soon” is not a time.'],
  [target('kind: week'), 'targets[0].kind', 'Target 1 (“T”), “kind” takes one of stage, hand-over, between, case.'],
  [target('kind: stage'), 'targets[0]', 'Target 1 (“T”) is about a stage and lacks “stage”.'],
  [target('kind: stage, stage: B'), 'targets[0].stage', 'Target 1 (“T”), “stage” names no stage of the blueprint: “B”. There is “A”.'],
  [target('kind: case, stage: A'), 'targets[0].stage', 'Target 1 (“T”), “stage” means nothing for a target about a whole case.'],
  [target('kind: between, from: x, to: x'), 'targets[0].to', 'Target 1 (“T”), “to” is the same activity as “from”.'],
  [target('kind: case, goal: 80'), 'targets[0].goal', 'Target 1 (“T”), “goal” is a share, from 0 to 1.'],
  [
    '{ stages: [], targets: [{ id: t, name: T, kind: case, limit: 1 h }, { id: t, name: U, kind: case, limit: 2 h }] }',
    'targets[1].id',
    'Target 2 (“U”), “id” is the id of an earlier target too.',
  ],
  ['{ stages: [], mix: [a, a] }', 'mix[1]', 'Attribute 2 (“a”) is listed twice.'],
  ['{ stages: [], after: { invoiced: x } }', 'after', '“after” has “invoiced”, which means nothing here.'],
  [
    '{ stages: [], after: { checks: [{ activity: c, result: Outcome }] } }',
    'after.checks[0]',
    'Check 1 needs both “result”, an attribute, and “passes”, its values that mean passed.',
  ],
])('refuses %s in words', (text, field, title) => {
  expect(() => parseBlueprint(text)).toThrow(expect.objectContaining({ status: 400, field, message: title }) as Error);
});
