import { expect, it } from 'vitest';
import { bestUnit, shownAmount, typedAmount } from '../../web/src/lib/panels/improvements/amount.ts';
import { changeOf, clashes, rebased, type EditForm } from '../../web/src/lib/panels/improvements/edit-form.ts';
import { effectScale } from '../../web/src/lib/panels/improvements/effect-scale.ts';
import { effectText, fromTo, intervalText, savedText } from '../../web/src/lib/panels/improvements/effect-words.ts';
import { keptForm } from '../../web/src/lib/panels/improvements/kept-form.ts';
import { movesOf, refusedMove } from '../../web/src/lib/panels/improvements/moves.ts';
import {
  bodyOf,
  formOf,
  orderOf,
  predictionWrong,
  targetWrong,
  wants,
  withDraft,
} from '../../web/src/lib/panels/improvements/start-form.ts';
import { draftOrder, formName, startHref } from '../../web/src/lib/panels/improvements/start-from.ts';
import {
  balancedText,
  baselineWords,
  levelSentence,
  mixWords,
  movedSentence,
  pointsSentence,
  verdictChip,
  verdictTitle,
  type Balanced,
  type EffectSaid,
} from '../../web/src/lib/panels/improvements/verdict-words.ts';
import type { Draft } from '../../model/improvement-view.ts';
import type { Measure } from '../../model/measure.ts';
import { MINUTE } from '../../model/units.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const triage: Measure = {
  id: 'triage',
  name: 'Wait for triage',
  of: 'stage-wait',
  where: { stage: 'Triage' },
  statistic: 'median',
  better: 'lower',
};
const said: EffectSaid = {
  verdict: 'holding',
  effect: -6.4 * MINUTE,
  effectLow: -7.1 * MINUTE,
  effectHigh: -5.7 * MINUTE,
  unit: 'ms',
  better: 'lower',
  per: 'week',
  baseline: { from: '2026-05-04', to: '2026-09-07', points: 18, mean: 17.6 * MINUTE, low: 14.6 * MINUTE, high: 20.5 * MINUTE },
  after: { points: 8, mean: 11.2 * MINUTE, needed: 8 },
};

it('says differences with sign and unit, and an interval with its unit once', () => {
  expect(plain(effectText(-6.4 * MINUTE, 'ms'))).toBe('−6.4 min');
  expect(plain(effectText(0.19, 'share'))).toBe('+19 pts');
  expect(plain(effectText(-2.6, 'score'))).toBe('−2.6 pts');
  expect(effectText(0.04, 'count')).toBe('0');
  expect(plain(intervalText(-7.1 * MINUTE, -5.7 * MINUTE, 'ms'))).toBe('95 %: −7.1 to −5.7 min');
  expect(plain(intervalText(-0.02, 0.031, 'share'))).toBe('95 %: −2 to +3.1 pts');
  // one unit for both ends, and an end that is not 0 is not said to be
  expect(plain(intervalText(61_000, 15.7 * MINUTE, 'ms'))).toBe('95 %: +1 to +15.7 min');
  expect(plain(intervalText(-20 * MINUTE, 65 * MINUTE, 'ms'))).toBe('95 %: −0.3 to +1.1 h');
  expect(plain(intervalText(65 * MINUTE, 130 * MINUTE, 'ms'))).toBe('95 %: +1 h 05 m to +2 h 10 m');
  expect(plain(intervalText(-30_000, 20_000, 'ms'))).toBe('95 %: −30 to +20 s');
  expect(plain(intervalText(0, 3.2 * 24 * 60 * MINUTE, 'ms'))).toBe('95 %: 0 to +3.2 days');
  expect(plain(intervalText(12_000, 72 * MINUTE, 'ms'))).toBe('95 %: +0.003 to +1.2 h');
  expect(plain(fromTo(17.6 * MINUTE, 11.2 * MINUTE, 'ms'))).toBe('17.6 to 11.2 min');
  expect(plain(savedText(1240 * 60 * MINUTE))).toBe('1,240 h saved');
  expect(plain(savedText(-30 * MINUTE))).toBe('30 min lost');
});

it('says a verdict as the head of a page does', () => {
  expect(verdictTitle(said)).toBe('Improved, and the change is holding.');
  expect(plain(levelSentence(triage, said))).toBe('The wait for triage fell from 17.6 to 11.2 min.');
  expect(plain(levelSentence({ name: 'Triaged within 20 min' }, { ...said, verdict: 'no-change' }))).toContain(
    '“Triaged within 20 min” went',
  );
  const after = [10, 11, 12, 10, 11, 12, 11, 12].map((value) => value * MINUTE);
  const mix = mixWords({ adjusted: -6 * MINUTE, explains: -0.4 * MINUTE, flips: false }, 'ms');
  expect(plain(pointsSentence(said, after, mix))).toContain('All 8 weeks since the start lie below the old lower limit, and');
  expect(pointsSentence(said, [...after, 18 * MINUTE], '')).toBe('8 of 9 weeks since the start lie below the old lower limit.');
  expect(baselineWords(said.baseline)).toBe('4 May to 6 Sep');
  expect(verdictChip('too-early', { points: 3, needed: 8 })).toBe('Too early: 3 of 8 weeks');
  expect(verdictTitle({ ...said, verdict: 'too-early', after: { points: 1, mean: null, needed: 8 } })).toBe('Too early: 1 of 8 weeks.');
});

it('tells what else got worse, and colours nothing that is chance', () => {
  const moved = (name: string, verdict: string, effect: number): Balanced => ({
    ...{ id: name, name, verdict, effect, unit: 'ms', better: 'lower', before: 1, after: 2, low: null, high: null },
  });
  const rows = [moved('Wait for assessment', 'worse', 4.7 * MINUTE), moved('Re-triage', 'no-change', MINUTE)];
  expect(plain(movedSentence(rows, 'week'))).toBe('The queue has moved on: the wait for assessment is up 4.7 min in the same weeks.');
  expect(rows.map((row) => plain(balancedText(row)))).toEqual(['+4.7 min', 'no change']);
  expect(movedSentence(rows.slice(1), 'week')).toBe('');
});

it('draws an effect within its room, wherever it lies', () => {
  for (const [effect, low, high, goal] of [
    [-6.4, -7.1, -5.7, -5],
    [0, -0.5, 0.5, null],
    [900, 10, 2000, 5],
    [-0.01, null, null, -0.01],
  ] as const) {
    const scale = (value: number | null) => (value === null ? null : value * MINUTE);
    const drawn = effectScale({ effect: effect * MINUTE, low: scale(low), high: scale(high), goal: scale(goal), unit: 'ms' });
    const places = [drawn.zero, drawn.effect, ...(drawn.bar ?? []), ...(drawn.goal === null ? [] : [drawn.goal])];
    expect(places.every((x) => x >= 18 && x <= 282)).toBe(true);
    expect(drawn.ticks.length).toBeGreaterThan(1);
    expect(drawn.ticks.length).toBeLessThan(10);
    expect(drawn.ticks.some(({ text }) => text === '0')).toBe(true);
    expect(new Set(drawn.ticks.map(({ text }) => text)).size).toBe(drawn.ticks.length);
  }
  const picture = effectScale({ effect: -6.4 * MINUTE, low: -7.1 * MINUTE, high: -5.7 * MINUTE, goal: -5 * MINUTE, unit: 'ms' });
  expect(picture.labels.goal?.text).toBe('goal −5');
  expect(picture.unit).toBe('minutes');
});

it('keeps a half-written form, reads only what looks like one, and lives without a store', () => {
  const held = new Map<string, string>();
  const store = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
  const isText = (value: unknown): value is { text: string } => typeof value === 'object' && value !== null && 'text' in value;
  const kept = keptForm('note ed imp-001', isText, () => store);
  expect(kept.read()).toBeNull();
  kept.keep({ text: 'half' });
  expect(keptForm('note ed imp-001', isText, () => store).read()).toEqual({ text: 'half' });
  held.set('throughline.form.note ed imp-001', '{"other":1}');
  expect(kept.read()).toBeNull();
  held.set('throughline.form.note ed imp-001', 'no json');
  expect(kept.read()).toBeNull();
  kept.drop();
  expect(held.size).toBe(0);
  const none = keptForm('x', isText, () => {
    throw new Error('No store here.');
  });
  none.keep({ text: 'lost' });
  expect(none.read()).toBeNull();
});

it('leads to the form with the place and the choice of cases, and reads it back', () => {
  const href = startHref(
    'ed',
    { kind: 'bottleneck', wait: { kind: 'hand-over', from: 'Register', to: 'Triage' } },
    'bottlenecks/Register%3ETriage?from=2026-10-01&to=2026-11-01&where=attribute:Priority:in:1&metric=x',
  );
  const query = new URLSearchParams(href.slice(href.indexOf('?')));
  expect(draftOrder(query)).toEqual({
    kind: 'bottleneck',
    from: 'Register',
    to: 'Triage',
    scope: 'from=2026-10-01&to=2026-11-01&where=attribute:Priority:in:1',
    page: 'bottlenecks/Register%3ETriage?from=2026-10-01&to=2026-11-01&where=attribute:Priority:in:1&metric=x',
  });
  expect(draftOrder(new URLSearchParams('of=bottleneck'))).toEqual({ kind: 'blank' });
  expect(draftOrder(new URLSearchParams('of=nonsense'))).toEqual({ kind: 'blank' });
  expect(formName('ed', query)).not.toBe(formName('ed', new URLSearchParams('of=blank')));
});

const draft: Draft = {
  name: 'Shorter wait for triage',
  problem: 'Patients wait 16 min.',
  source: { kind: 'bottleneck', page: null, words: 'Register to Triage' },
  plan: { measure: triage, scope: '', per: 'week', baseline: { from: '2026-01-05', to: '2026-06-01' }, balancing: [] },
  baseline: null,
  unit: 'ms',
  target: 12 * MINUTE,
  prediction: { value: -4 * MINUTE, words: '' },
  hypothesis: '',
  routedTo: '',
  links: [],
  measures: [triage],
  latest: '2026-11-02',
  earliest: '2025-11-03',
  warnings: [],
};

it('lets a new draft come in only where nobody has written', () => {
  const form = { ...formOf(draft), name: 'Mine', touched: ['name'] };
  const next = withDraft(form, { ...draft, name: 'Theirs', problem: 'Another.', target: 10 * MINUTE });
  expect(next).toMatchObject({ name: 'Mine', problem: 'Another.', target: 10 * MINUTE });
  expect(orderOf({ ...form, touched: ['window'], from: '2026-02-02' }, { kind: 'blank' })).toEqual({
    kind: 'blank',
    baseline: { from: '2026-02-02', to: '2026-06-01' },
    madeOn: '2026-11-02',
  });
  expect(bodyOf({ ...form, team: 'Ann, Bea; Ann' }, draft)).toMatchObject({
    name: 'Mine',
    team: ['Ann', 'Bea'],
    madeOn: '2026-11-02',
    plan: { baseline: { from: '2026-01-05', to: '2026-06-01' } },
  });
  expect(bodyOf({ ...form, when: 'idea' }, draft)).not.toHaveProperty('plan');
  expect(bodyOf({ ...form, when: 'later', plannedOn: '2026-12-01' }, draft)).not.toHaveProperty('madeOn');
});

it('says what a form wants before it is sent', () => {
  const form = formOf(draft);
  expect(wants(form)).toBe('');
  expect(wants({ ...form, name: '  ' })).toBe('Give it a name.');
  expect(wants({ ...form, to: '2026-01-01' })).toBe('The baseline begins before it ends.');
  expect(wants({ ...form, madeOn: '' })).toContain('day');
  expect(targetWrong({ ...form, target: 20 * MINUTE }, 16 * MINUTE)).not.toBe('');
  expect(targetWrong(form, 16 * MINUTE)).toBe('');
  expect(predictionWrong({ ...form, predicted: MINUTE })).not.toBe('');
});

it('types an amount in the unit a person thinks in', () => {
  expect(bestUnit(15 * MINUTE, 'ms').name).toBe('min');
  expect(bestUnit(72 * 60 * MINUTE, 'ms').name).toBe('days');
  expect(bestUnit(0.05, 'share', true).name).toBe('points');
  expect(shownAmount(0.07, 0.01)).toBe(7);
  expect(typedAmount(-5, MINUTE)).toBe(-5 * MINUTE);
  expect(typedAmount(Number.NaN, MINUTE)).toBeNull();
});

it('merges what two people wrote, and shows both where they wrote the same field', () => {
  const base: EditForm = {
    ...{ name: 'A', problem: 'P', hypothesis: '', predicted: null, predictedWords: '', target: null, owner: '', team: '', routedTo: '' },
    ...{ plannedOn: '', reviewOn: '', face: 'pdsa', background: '', causes: '', countermeasures: '', followUp: '' },
  };
  const mine = { ...base, name: 'Mine', owner: 'Me' };
  const theirs = { ...base, name: 'Theirs', problem: 'Changed' };
  expect(clashes(base, mine, theirs)).toEqual([{ field: 'name', theirs: 'Theirs', mine: 'Mine' }]);
  expect(rebased(base, mine, theirs)).toMatchObject({ name: 'Mine', owner: 'Me', problem: 'Changed' });
  expect(changeOf(theirs, rebased(base, mine, theirs))).toEqual({ name: 'Mine', owner: 'Me' });
});

it('moves a card only where there is evidence behind it', () => {
  expect(movesOf({ state: 'planned' }).map(({ to }) => to)).toEqual(['running', 'abandoned']);
  expect(refusedMove({ state: 'idea' }, 'adopted')).not.toBe('');
  expect(refusedMove({ state: 'running' }, 'adopted')).toBe('');
});
