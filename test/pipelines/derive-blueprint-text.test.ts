import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { blueprintToText, parseBlueprint } from '../../model/blueprint-text.ts';
import { parseDuration, writeDuration } from '../../model/duration-text.ts';
import { templateOf, TEMPLATES } from '../../model/templates.ts';

it('reads short forms from YAML, and writes a blueprint that it reads back unchanged', () => {
  const blueprint = parseBlueprint(`
stages:
  - name: Triage
    waitLimit: 1 h 30 min
    goal: 0.75
    activities: [Triage, { name: Status, note: true }]
  - { name: Billing, afterDelivery: true }
handOvers: [{ from: Triage, to: Send bill, limit: 7 days }]
measures:
  - { id: time, name: Time, of: delivery, statistic: median, better: lower, target: 40 min }
  - { id: fast, name: Fast, of: delivery, statistic: share-within, limit: 4 h, better: higher, target: 0.8 }`);
  expect(blueprint).toEqual({
    stages: [
      { name: 'Triage', waitLimitMs: 5_400_000, goal: 0.75, activities: [{ name: 'Triage' }, { name: 'Status', note: true }] },
      { name: 'Billing', afterDelivery: true, activities: [] },
    ],
    endActivities: [],
    handOvers: [{ from: 'Triage', to: 'Send bill', limitMs: 604_800_000 }],
    measures: [
      { id: 'time', name: 'Time', of: 'delivery', statistic: 'median', better: 'lower', target: 2_400_000 },
      { id: 'fast', name: 'Fast', of: 'delivery', statistic: 'share-within', limitMs: 14_400_000, better: 'higher', target: 0.8 },
    ],
  });
  expect(parseBlueprint(blueprintToText(blueprint))).toEqual(blueprint);
  expect(parseBlueprint(JSON.stringify(blueprint))).toEqual(blueprint);
});

it('reads the templates and the samples', async () => {
  for (const id of TEMPLATES) expect(parseBlueprint(blueprintToText(templateOf(id)))).toEqual(templateOf(id));
  for (const sample of ['ed', 'desk']) {
    const blueprint = parseBlueprint(await readFile(new URL(`../../sample-data/${sample}-blueprint.yaml`, import.meta.url), 'utf8'));
    expect(parseBlueprint(blueprintToText(blueprint))).toEqual(blueprint);
  }
});

it.each([
  ['stages: 3', 'stages', '“stages” should be a list.'],
  ['stages: [{ activities: [] }]', 'stages[0]', 'Stage 1 lacks “name”.'],
  ['stages: [{ name: A }, { name: A }]', 'stages[1].name', 'Stage 2 (“A”), “name” is the name of an earlier stage too.'],
  [
    'stages: [{ name: unplaced }]',
    'stages[0].name',
    "Stage 1 (“unplaced”), “name” can't be “Unplaced”: that is where activities without a stage are shown.",
  ],
  ['stages: [{ name: A, goal: 75 }]', 'stages[0].goal', 'Stage 1 (“A”), “goal” is a share, from 0 to 1.'],
  ['stages: [{ name: A, waitLimit: soon }]', 'waitLimit', '“soon” is not a time.'],
  ['stages: [{ name: A, colour: red }]', 'stages[0]', 'Stage 1 (“A”) has “colour”, which means nothing here.'],
  [
    'stages: [{ name: A, activities: [x] }, { name: B, activities: [x] }]',
    'stages[1].activities[0]',
    'Stage 2 (“B”), activity 1 (“x”) is in “A” already; an activity has one stage.',
  ],
  [
    '{ stages: [], measures: [{ id: a, name: A, of: speed, statistic: median, better: lower }] }',
    'measures[0].of',
    expect.stringContaining('takes one of throughput, delivery'),
  ],
  [
    '{ stages: [], measures: [{ id: A, name: A, of: open, statistic: count, better: lower }] }',
    'measures[0].id',
    expect.stringContaining('takes lower case letters'),
  ],
  [
    '{ stages: [], handOvers: [{ from: a, to: b, limit: 1 h }, { from: a, to: b, limit: 2 h }] }',
    'handOvers[1]',
    expect.stringContaining('listed twice; a hand-over has one limit'),
  ],
  ['{ stages: [], stagse: [] }', 'blueprint', 'The blueprint has “stagse”, which means nothing here.'],
  ['stages: [', 'blueprint', 'The blueprint is not readable as YAML or JSON.'],
  ['just words', 'blueprint', 'A blueprint is a list of named parts, beginning with “stages”.'],
])('refuses %s in words', (text, field, title: unknown) => {
  expect(() => parseBlueprint(text)).toThrow(expect.objectContaining({ status: 400, field, message: title }) as Error);
});

it('does not unfold a bomb of aliases', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(', ')}]`),
  ].join('\n');
  expect(() => parseBlueprint(bomb)).toThrow('not readable');
});

it('writes every duration so that it reads it back', () => {
  for (const ms of [0, 1, 1500, 60_000, 90_000, 3_600_000, 5_400_000, 86_400_000, 172_800_000, 604_800_000])
    expect(parseDuration(writeDuration(ms))).toBe(ms);
  expect(writeDuration(5_400_000)).toBe('90 min');
  expect(parseDuration('1.5 days')).toBe(129_600_000);
  for (const wrong of ['', '5', 'min', '5 parsecs', '5 min or so', '-5 min']) expect(parseDuration(wrong)).toBeUndefined();
});
