import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { guessLanguage, namedLanguage } from '../../server/text/language.ts';
import { LANGUAGES } from '../../server/text/stopwords.ts';

it.each([
  ['en', 'The doctor was very kind, but we waited for three hours.'],
  ['nl', 'De dokter was heel vriendelijk maar we moesten drie uur wachten.'],
  ['de', 'Der Arzt war sehr freundlich, aber wir mussten drei Stunden warten.'],
  ['fr', 'Le médecin était très gentil mais nous avons attendu trois heures.'],
  ['es', 'El médico fue muy amable pero tuvimos que esperar tres horas.'],
  ['it', 'Il medico è stato molto gentile ma abbiamo aspettato tre ore.'],
  ['pt', 'O médico foi muito simpático mas esperamos três horas para ser atendidos.'],
  ['sv', 'Läkaren var mycket vänlig men vi fick vänta i tre timmar.'],
])('tells %s by its common words', (language, text) => {
  const guess = guessLanguage(text);
  expect(guess?.language).toBe(language);
  expect(guess?.confidence).toBeGreaterThan(0.6);
});

it('is less sure of a few words, and says nothing of none', () => {
  expect(guessLanguage('Painless and quick.')).toEqual({ language: 'en', confidence: 0.6 });
  for (const text of ['', '10/10', 'Super!', '👍👍', 'OK', 'شكرا جزيلا', 'とても良かった', 'xkcd qwrt', '<script>alert(1)</script>'])
    expect(guessLanguage(text)).toBeNull();
});

it('reads what a file calls a language', () => {
  expect(['EN', 'en-GB', 'English', 'englisch', 'Français', 'nl_BE', '  de '].map(namedLanguage)).toEqual([
    'en',
    'en',
    'en',
    'en',
    'fr',
    'nl',
    'de',
  ]);
  expect([null, '', '  '].map(namedLanguage)).toEqual([null, null, null]);
  expect(namedLanguage('Klingon')).toBe('klingon');
});

it('takes any text, the same way each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const guess = guessLanguage(text);
      expect(guessLanguage(text)).toEqual(guess);
      if (guess !== null) {
        expect(LANGUAGES).toContain(guess.language);
        expect(guess.confidence).toBeGreaterThanOrEqual(0.5);
        expect(guess.confidence).toBeLessThan(1);
      }
    }),
    { numRuns: 200 },
  );
});
