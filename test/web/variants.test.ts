import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { longerWith, variantsFinding, type Evidence } from '../../web/src/lib/panels/variants/finding.ts';
import { askedOf, lookFrom } from '../../web/src/lib/panels/variants/look.ts';
import { NOTHING, pressed, type Selection } from '../../web/src/lib/panels/variants/selection.ts';
import { legendOf, namesOf } from '../../web/src/lib/panels/variants/sequence-look.ts';
import { countWords, isWorse, scoreWords, shareText } from '../../web/src/lib/panels/variants/words.ts';

const words = { ...PLAIN_WORDS, case: 'visit', cases: 'visits', people: 'patients' };
const about = { cases: 100, variants: 20, time: 'delivery', throughputCases: 100, deliveryCases: 100, instrument: 'csat' } as const;
const rowsOf = (...shares: number[]): Evidence['rows'] =>
  shares.map((share, at) => ({
    share,
    cases: share * 100,
    activities: [],
    coverage: shares.slice(0, at + 1).reduce((sum, one) => sum + one, 0),
  }));
const repeat = {
  activity: 'Order tests',
  cases: 80,
  reworkedCases: 30,
  repeats: 31,
  selfLoops: 1,
  returns: 30,
  sameAgain: 20,
  otherAgain: 11,
  extraMs: 2 * HOUR,
  reworkMs: HOUR,
  n: 30,
  medianMs: 5 * HOUR,
  otherN: 70,
  otherMedianMs: 4 * HOUR,
  differenceMs: 48 * MINUTE,
  lowMs: 40 * MINUTE,
  highMs: 56 * MINUTE,
  credible: true,
  score: 57,
  answers: 12,
  otherScore: 72,
  otherAnswers: 20,
};
const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  words,
  where: 'in October 2026',
  rows: rowsOf(0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.04),
  about,
  rework: [],
  kind: 'whole',
  ...change,
});
/** Units stand after a space that does not break; tests are typed with a plain one. */
const typed = (text: string) => text.replaceAll('\u00a0', ' ');
const title = (change: Partial<Evidence> = {}) => typed(variantsFinding(evidence(change)).title);

it('says how many variants cover how much, and names no more than nine', () => {
  expect(title()).toBe('Nine variants cover 69 % of visits.');
  expect(title({ rows: rowsOf(0.5, 0.35, 0.1) })).toBe('Two variants cover 85 % of visits.');
  expect(title({ rows: rowsOf(0.9, 0.1) })).toBe('One variant covers 90 % of visits.');
  expect(title({ rows: rowsOf(0.6, 0.4), about: { ...about, variants: 2 } })).toBe('Visits go one of two ways.');
  expect(title({ rows: rowsOf(0.998, 0.001) })).toBe('One variant covers over 99 % of visits.');
  expect(title({ kind: 'stage', rows: rowsOf(0.7, 0.2) })).toBe('Two sequences of stages cover 90 % of visits.');
});

it('says what there is to say of few variants and of none', () => {
  expect(title({ rows: rowsOf(1), about: { ...about, variants: 1 } })).toBe('All 100 visits go the same way.');
  expect(title({ rows: rowsOf(0.01), about: { ...about, variants: 100 } })).toBe('No two visits go the same way.');
  expect(title({ rows: rowsOf(0.01), about: { ...about, variants: 97 } })).toBe(
    'Nearly every visit goes its own way: 97 variants for 100.',
  );
  expect(title({ rows: rowsOf(1), about: { ...about, cases: 1, variants: 1 } })).toBe('One visit, one way.');
  expect(variantsFinding(evidence({ rows: [], about: { ...about, cases: 0, variants: 0 } }))).toEqual({
    title: 'No visit in October 2026.',
    lead: '',
  });
});

it('says that repeats take longer only where the data support it, with both sides and their numbers', () => {
  const said = variantsFinding(evidence({ rework: [{ ...repeat, credible: false }, repeat] }));
  expect(typed(said.title)).toBe('Nine variants cover 69 % of visits. Repeating Order tests goes with 48 min more.');
  expect(typed(said.lead)).toBe(
    '20 variants in October 2026. With Order tests repeated (30 visits): median 5 h, 57 % satisfied. Without: 4 h, 72 % satisfied.',
  );
  expect(
    longerWith([
      { ...repeat, differenceMs: -HOUR },
      { ...repeat, differenceMs: null },
    ]),
  ).toBeNull();
  expect(longerWith([{ ...repeat, differenceMs: 20_000 }])).toBeNull();
});

it('says when times are over part of the cases or over none', () => {
  expect(variantsFinding(evidence({ about: { ...about, deliveryCases: 60 } })).lead).toContain('Times are over 60 complete visits.');
  expect(variantsFinding(evidence({ about: { ...about, deliveryCases: 0 } })).lead).toContain('None is complete yet');
  expect(variantsFinding(evidence({ state: 'open', where: '' })).lead).toBe(
    '20 variants. Times of open visits are as far as they are known.',
  );
  expect(variantsFinding(evidence({ kind: 'folded', where: '' })).lead).toBe('20 variants, repeats left out.');
});

it('chooses rows one by one, more of them, and from one to another', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  const press = (selection: Selection, key: string, how: 'only' | 'toggle' | 'range') => pressed(selection, key, how, order);
  const one = press(NOTHING, 'b', 'only');
  expect(one).toEqual({ keys: ['b'], current: 'b' });
  expect(press(one, 'b', 'only')).toEqual(NOTHING);
  expect(press(one, 'd', 'range')).toEqual({ keys: ['b', 'c', 'd'], current: 'd' });
  expect(press(press(one, 'e', 'toggle'), 'c', 'range')).toEqual({ keys: ['b', 'c', 'd', 'e'], current: 'c' });
  expect(press(press(one, 'e', 'toggle'), 'e', 'toggle')).toEqual(one);
  expect(press(NOTHING, 'c', 'range')).toEqual({ keys: ['c'], current: 'c' });
  expect(press({ keys: ['gone'], current: 'gone' }, 'a', 'range')).toEqual({ keys: ['a'], current: 'a' });
});

it('colours a score only when its interval lies below that of all, and says how few answers there are', () => {
  expect(isWorse({ high: 60 }, 72)).toBe(true);
  expect(isWorse({ high: 75 }, 72)).toBe(false);
  expect(isWorse({ high: null }, 72)).toBe(false);
  expect(scoreWords({ score: null, answers: 3, low: null, high: null })).toBe('3 answers; a score needs 10');
  expect(scoreWords({ score: -20, answers: 40, low: -40.2, high: 0 })).toBe('40 answers; 95 %: −40 to 0');
  expect(scoreWords({ score: null, answers: 0, low: null, high: null })).toBe('No answer');
});

it('says how many rows are shown of how many', () => {
  const all = { variants: 412 } as Parameters<typeof countWords>[2];
  expect(countWords(50, 412, all, false)).toBe('50 of 412');
  expect(countWords(7, 7, all, true)).toBe('7 found, 412 in all');
  expect([0, 0.0001, 0.164].map((share) => typed(shareText(share)))).toEqual(['0.0 %', '< 0.1 %', '16.4 %']);
});

it('reads how the list is looked at from the address, and takes nothing it does not know', () => {
  const look = lookFrom(new URLSearchParams('search=A&fold=repeats&sort=steps&order=asc&variant=7&case=C-1'));
  expect(look).toEqual({ search: 'A', fold: true, sort: 'steps', order: 'asc', variant: '7', case: 'C-1' });
  expect(askedOf(look, false)).toEqual({ search: 'A', fold: 'repeats', sort: 'steps', order: 'asc' });
  expect(askedOf(look, true)).toEqual({ search: 'A', sort: 'steps', order: 'asc' });
  expect(askedOf(lookFrom(new URLSearchParams('fold=all&sort=name&order=up')), false)).toEqual({});
});

it('gives every name its code and the colour of its stage, whatever is filtered', () => {
  const known = {
    activities: [
      { activity: 'Register', stage: 'In' },
      { activity: 'Review', stage: 'Out' },
      { activity: 'Odd', stage: 'Unplaced' },
    ],
    stages: ['In', 'Out'],
  };
  const names = namesOf(known, 'activity');
  expect([...names.codes]).toEqual([
    ['Register', 'Re'],
    ['Review', 'Rv'],
    ['Odd', 'Od'],
  ]);
  expect([...names.colours.values()]).toEqual(['s1', 's2', 'none']);
  expect(names.stageOf('Review')).toBe('Out');
  expect([...namesOf(known, 'stage').codes]).toEqual([
    ['In', 'In'],
    ['Out', 'Ou'],
    ['Unplaced', 'Un'],
  ]);
  expect(legendOf([])).toEqual([]);
  expect([...namesOf({ ...known, stages: [] }, 'activity').colours.values()]).toEqual(['s1', 's1', 's1']);
});
