import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { logOddsOf } from '../../server/text/log-odds.ts';
import { sentimentOf } from '../../server/text/sentiment.ts';
import { stemOf } from '../../server/text/stems.ts';
import { termsOf } from '../../server/text/terms.ts';
import { themesOf, wordsOfGroup, type Text } from '../../server/text/themes.ts';
import { clausesOf } from '../../server/text/words.ts';

const many = (count: number, text: string): string[] => Array.from({ length: count }, () => text);
const texts = (...groups: string[][]): Text[] => groups.flat().map((text, id) => ({ id, text }));

it('cuts a text into clauses and words, articles that lean on a word apart', () => {
  expect(clausesOf("Didn't wait: the nurse's desk, 3 times!")).toEqual([["didn't", 'wait'], ['the', 'nurse', 'desk'], ['times']]);
  expect(clausesOf('L’attente était longue')).toEqual([['l', 'attente', 'était', 'longue']]);
  expect(clausesOf(' \n\t,.')).toEqual([]);
});

it('puts the forms of a word together', () => {
  const stems = (language: Parameters<typeof stemOf>[1], ...words: string[]) => new Set(words.map((word) => stemOf(word, language)));
  expect(stems('en', 'wait', 'waits', 'waiting', 'waited').size).toBe(1);
  expect(stems('en', 'nurse', 'nurses').size).toBe(1);
  expect(stems('en', 'stop', 'stopped', 'stopping').size).toBe(1);
  expect(stems('en', 'letter', 'later').size).toBe(2);
  expect(stems('nl', 'wachten', 'wachtte', 'wacht').size).toBe(1);
  expect(stems('de', 'Termine'.toLowerCase(), 'termin', 'terminen').size).toBe(1);
  expect(stems('fr', 'attente', 'attentes').size).toBe(1);
  expect(stems('es', 'espera', 'esperas', 'esperar', 'esperando').size).toBe(1);
});

it('finds what comments are about: words in the same texts are one theme, each with its texts', () => {
  const found = themesOf(
    texts(
      many(8, 'We waited for the doctor in the waiting room.'),
      many(4, 'Waiting too long.'),
      many(6, 'The bill was wrong.'),
      many(12, 'Lovely garden outside!'),
    ),
    'en',
  );
  expect(found.map(({ words, texts: ids }) => [words, ids.length])).toEqual([
    [['garden outside'], 12],
    [['waiting', 'doctor', 'room', 'long'], 12],
    [['bill was wrong'], 6],
  ]);
  expect(found[1]?.key).toBe('en:wait');
});

it('has no themes below twenty comments, and none of what all say', () => {
  expect(themesOf(texts(many(19, 'Waiting for the doctor.')), 'en')).toEqual([]);
  expect(themesOf(texts(many(40, 'Waiting for the doctor.')), 'en')).toEqual([]);
  expect(themesOf(texts(many(40, 'The and of to in.')), 'en')).toEqual([]);
});

it('gives the same themes in whatever order the comments come', () => {
  const comment = fc
    .array(fc.constantFrom('wait', 'doctor', 'bill', 'wrong', 'garden', 'nurse', 'long', 'the', 'not', '<b>', '=1+1'), { maxLength: 6 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(comment, { minLength: 20, maxLength: 60 }), fc.integer(), (some, seed) => {
      const straight = themesOf(
        some.map((text, id) => ({ id, text })),
        'en',
      );
      const order = some
        .map((text, id) => ({ id, text }))
        .sort((one, other) => ((one.id * 7919 + seed) % 101) - ((other.id * 7919 + seed) % 101));
      expect(themesOf(order, 'en')).toEqual(straight);
      for (const { texts: ids, words } of straight) {
        expect(words.length).toBeGreaterThan(0);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }),
    { numRuns: 60 },
  );
});

it('says which words tell a group from the rest', () => {
  const all = texts(many(12, 'The bill was wrong.'), many(30, 'The nurse was kind.'));
  const bills = new Set(all.slice(0, 12).map(({ id }) => id));
  expect(wordsOfGroup(termsOf(all, 'en'), bills, all.length)).toEqual(['bill', 'wrong']);
  // 12 of 12 against 0 of 30, with a prior of ten texts like the whole: ln(14.857/7.143) - ln(2.857/37.143), by hand
  const difference = Math.log((12 + 120 / 42) / (0 + 10 - 120 / 42)) - Math.log((0 + 120 / 42) / (30 + 10 - 120 / 42));
  const error = Math.sqrt(1 / (12 + 120 / 42) + 1 / (0 + 120 / 42));
  expect(logOddsOf(12, 12, 12, 42)).toBeCloseTo(difference / error, 10);
  expect(logOddsOf(5, 10, 5, 10)).toBe(0);
});

it.each([
  ['Everyone was kind and the doctor listened.', 'positive'],
  ['Far too long and nobody told us anything.', 'negative'],
  ['Not good at all.', 'negative'],
  ['No complaint about the treatment.', 'positive'],
  ['Friendly staff, slow start.', 'mixed'],
  ['I came on Tuesday.', 'neutral'],
  ['', 'neutral'],
])('hears how an English comment sounds: %s', (text, sentiment) => {
  expect(sentimentOf(text)).toBe(sentiment);
});
