import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { letterCodes } from '../../charts/letter-codes.ts';
import { barScale, CHEVRON, chevronRow, chevronsIn, medianBar, sequenceWords, stageColours } from '../../charts/variants.ts';

const codesOf = (...names: string[]) => [...letterCodes(names).values()];
const plain = { codes: letterCodes(['A', 'B', 'C']), colours: stageColours(['A', 'B']) };

it('makes codes a reader would guess, and resolves what collides', () => {
  expect(codesOf('Register', 'Triage', 'Order tests', 'Review results', 'Specialist advice')).toEqual(['Re', 'Tr', 'Or', 'Rr', 'Sp']);
  expect(codesOf('Treat', 'Treatment', 'Triage', 'trial')).toEqual(['Tr', 'Te', 'Ti', 'Ta']);
  expect(codesOf('Activity 1', 'Activity 2', 'Activity 012', 'ACTIVITY 1', 'Activity 4711')).toEqual(['A1', 'A2', '12', 'Ac', 'A4']);
  expect(codesOf('T02 Check', 'T06 Determine', 'T10 Determine', 'T10 Again')).toEqual(['T02', 'T06', 'T10', 'T1']);
});

it('reads any script, signs, digits and nothing at all', () => {
  expect(codesOf('تسجيل المريض', '登録', '🚑', '🚑 Ambulance', '1st check', 'X', '', '…', '"><b>')).toEqual([
    'تس',
    '登録',
    '🚑',
    'Am',
    '1s',
    'X',
    'X2',
    '…',
    'B',
  ]);
  // a family is one sign, and an accent stays with its letter
  expect(codesOf('👨‍👩‍👧', 'e\u0301tude')).toEqual(['👨‍👩‍👧', 'E\u0301t']);
});

it('never gives one code twice, however many and whatever names', () => {
  const many = letterCodes(Array.from({ length: 3000 }, (_, at) => `Activity ${at}`));
  expect(new Set([...many.values()].map((code) => code.toUpperCase())).size).toBe(3000);
  const law = fc.property(fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }), { maxLength: 80 }), (names) => {
    const codes = letterCodes(names);
    expect(codes.size).toBe(new Set(names).size);
    expect(new Set([...codes.values()].map((code) => code.toLocaleUpperCase('en-GB'))).size).toBe(codes.size);
    expect([...codes.values()].every((code) => code !== '')).toBe(true);
  });
  fc.assert(law, { numRuns: 200 });
});

it('keeps the code of a name when others come after it', () => {
  expect(codesOf('Register', 'Review').slice(0, 1)).toEqual(codesOf('Register'));
});

it('colours stages in their order, nine tokens at most, none for what is unplaced', () => {
  expect([...stageColours(['In', 'Do', 'Unplaced']).entries()]).toEqual([
    ['In', 's1'],
    ['Do', 's2'],
    ['Unplaced', 'none'],
  ]);
  const many = [...stageColours(Array.from({ length: 20 }, (_, at) => `S${at}`)).values()].slice(0, 20);
  expect([many[0], many.at(-1)]).toEqual(['s1', 's9']);
  expect(many).toEqual([...many].sort());
});

it('draws a sequence as arrows, repeats marked', () => {
  const row = chevronRow(['A', 'B', 'A', 'C'], [2], plain, 10);
  expect(row.marks.map(({ at, x, code, colour, repeated }) => [at, x, code, colour, repeated])).toEqual([
    [0, 0, 'A', 's1', false],
    [1, 32.5, 'B', 's2', false],
    [2, 65, 'A', 's1', true],
    [3, 97.5, 'C', 'none', false],
  ]);
  expect(row).toMatchObject({ width: 133.5, left: null });
  expect(chevronRow([], [], plain, 10)).toMatchObject({ width: 0, marks: [] });
});

it('shortens a long sequence in the middle and never draws more than there is room for', () => {
  const long = Array.from({ length: 5000 }, (_, at) => (at % 2 ? 'A' : 'B'));
  const row = chevronRow(long, [4999], plain, 11);
  expect(row.marks.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 4995, 4996, 4997, 4998, 4999]);
  expect(row.left).toEqual({ count: 4990, x: 5 * 32.5 });
  expect(row.marks.at(-1)).toMatchObject({ repeated: true, x: 10 * 32.5 });
  const law = fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 900 }), (steps, width) => {
    const most = chevronsIn(width);
    const drawn = chevronRow(long.slice(0, steps), [], plain, most);
    expect(drawn.marks.length + (drawn.left?.count ?? 0)).toBe(steps);
    if (width > 110) expect(drawn.width).toBeLessThanOrEqual(width + CHEVRON.notch);
  });
  fc.assert(law);
});

it('says a sequence in words, and cuts a long one', () => {
  expect(sequenceWords(['Ask', 'Test', 'Test'], [2])).toBe('Ask, Test, Test again');
  expect(sequenceWords(['A', 'B', 'C'], [], 2)).toBe('A, B, and 1 more');
  expect(sequenceWords([], [])).toBe('No stage');
});

it('gives bars one scale that one odd variant does not break', () => {
  expect(barScale([10, 20, null], 10)).toBe(20);
  expect(barScale([10, 2000], 10)).toBe(30);
  expect(barScale([5, 5], 10)).toBe(16);
  expect(barScale([null], null)).toBe(0);
  expect(medianBar(15, 30, 98)).toEqual({ width: 49, beyond: false });
  expect(medianBar(2000, 30, 98)).toEqual({ width: 98, beyond: true });
  expect(medianBar(0, 30, 98).width).toBe(0);
  expect(medianBar(5, 0, 98).width).toBe(0);
});
