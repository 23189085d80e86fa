import { expect, it } from 'vitest';
import { scoreLine, type ScorePoint } from '../../charts/score-line.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { commentsFinding, languageWords } from '../../web/src/lib/panels/voice/comments-words.ts';
import { voiceFinding } from '../../web/src/lib/panels/voice/finding.ts';
import { scoreSeries } from '../../web/src/lib/panels/voice/series.ts';
import { intervalText, pointsText, scoreText, slopeText, type VoiceRow } from '../../web/src/lib/panels/voice/words.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');
const about = {
  instrument: 'csat' as const,
  answers: 324,
  score: 69.4,
  low: 64.2,
  high: 74.2,
  target: 75,
  answersPerCase: 0.22,
  responseRate: null,
  invited: 0,
};
const row = (more: Partial<VoiceRow>): VoiceRow => ({
  ...{ kind: 'stage', stage: null, from: null, to: null, variant: null, activities: null, attribute: null, value: null, cases: null },
  ...{ answers: 20, enough: true, score: null, low: null, high: null, scoreTarget: null },
  ...{ difference: null, differenceLow: null, differenceHigh: null, p: null, credible: false },
  ...{ limitMs: null, withinScore: null, withinAnswers: null, beyondScore: null, beyondLow: null, beyondHigh: null, beyondAnswers: null },
  ...{ effect: null, effectLow: null, effectHigh: null, meanWaitMs: null, slopePerHour: null, slopeLow: null, slopeHigh: null },
  ...{ slopeAnswers: null, bendMs: null, slopeBefore: null, slopeAfter: null, least: null, most: null },
  ...more,
});
const assessment = row({
  stage: 'Assessment',
  limitMs: HOUR,
  beyondScore: 53,
  effect: -7,
  effectLow: -9,
  effectHigh: -5,
  meanWaitMs: 50 * MINUTE,
  slopePerHour: -22.4,
  slopeLow: -28,
  slopeHigh: -16,
});
const say = (more: Partial<typeof about>, rows: readonly VoiceRow[] = [], where = 'in October 2026') => {
  const { title, lead } = voiceFinding({ words: PLAIN_WORDS, where, about: { ...about, ...more }, rows });
  return { title: plain(title), lead: plain(lead) };
};

it('says how many are satisfied, and what goes with the longest waits', () => {
  const said = say({}, [row({ stage: 'Triage', effect: -2, effectLow: -5, effectHigh: 1, beyondScore: 40, limitMs: HOUR }), assessment]);
  expect(said.title).toBe('69 % are satisfied in October 2026; of those who wait longer than 1 h for assessment, 53 %.');
  expect(said.lead).toBe(
    '324 answers, one for 22 % of cases; 95 % interval 64 to 74 %. That is below the target of 75 %. Each hour more of waiting for assessment goes with 22 pts less.',
  );
});

it('names what is liked least where no wait tells, and nothing where chance may have made it', () => {
  const loop = row({ kind: 'hand-over', from: 'Check', to: 'Carry out', score: -45, credible: true, difference: -90 });
  expect(say({ instrument: 'nps' as never, score: 35, low: 23, high: 48, target: 30 }, [loop]).title).toBe(
    'The net promoter score in October 2026 is 35; where Carry out follows Check, -45.',
  );
  expect(say({ target: null as never }, [{ ...loop, credible: false }], '').title).toBe('69 % are satisfied.');
});

it('says that too few answered, or nobody', () => {
  expect(say({ answers: 7, score: null as never }).title).toBe('7 answers in October 2026: too few for a score.');
  expect(say({ answers: 0, score: null as never }, [], '').title).toBe('Nobody answered.');
});

it('writes scores, points and slopes in the unit people wait in', () => {
  expect([scoreText(72.4, 'csat'), scoreText(-31.2, 'nps'), scoreText(63, 'other')].map(plain)).toEqual(['72 %', '-31', '63']);
  expect(plain(intervalText(64.2, 74.2, 'csat'))).toBe('64 to 74 %');
  expect(plain(pointsText(-1))).toBe('-1.0 pt');
  const slope = (meanWaitMs: number) => {
    const said = slopeText({ slopePerHour: -6, slopeLow: -12, slopeHigh: 3, meanWaitMs });
    return [plain(said?.text ?? ''), plain(said?.interval ?? '')];
  };
  expect(slope(5 * MINUTE)).toEqual(['-1.0 pt per 10 min', '-2.0 to +0.5']);
  expect(slope(2 * HOUR)).toEqual(['-6.0 pts an hour', '-12.0 to +3.0']);
  expect(slope(48 * HOUR)).toEqual(['-144.0 pts a day', '-288.0 to +72.0']);
  expect(slopeText({ slopePerHour: null, slopeLow: null, slopeHigh: null, meanWaitMs: null })).toBeNull();
});

const week = (bucket: string, score: number | null, whole = true) => ({
  bucket,
  whole,
  instrument: 'csat' as const,
  answers: 12,
  score,
  low: score === null ? null : score - 10,
  high: score === null ? null : score + 10,
});

it('draws whole weeks up to the end of the period, those without an answer as gaps', () => {
  const rows = [week('2026-09-28', 70, false), week('2026-10-05', 70), week('2026-10-19', 80), week('2026-10-26', 60)];
  const series = scoreSeries(rows, 'csat', '2026-10-26');
  expect(series.map(({ bucket, score }) => [bucket, score])).toEqual([
    ['2026-10-05', 70],
    ['2026-10-12', null],
    ['2026-10-19', 80],
  ]);
  expect(scoreSeries(rows, 'nps', undefined)).toEqual([]);
});

it('keeps the line within its axis, breaks it at gaps, and puts the target where it is', () => {
  const points: ScorePoint[] = [week('2026-10-05', 70), week('2026-10-12', null), week('2026-10-19', 80)];
  const drawn = scoreLine(points, 'week', { width: 400, height: 200 }, 75, [0, 100], String);
  expect(drawn.line.match(/M/g)).toHaveLength(2);
  expect(drawn.points[1]?.y).toBeNull();
  const [first, , third] = drawn.points;
  expect(((first?.y ?? 0) + (third?.y ?? 0)) / 2).toBeCloseTo(drawn.targetY ?? 0, 6);
  for (const { y } of drawn.grid) {
    expect(y).toBeGreaterThanOrEqual(drawn.top - 1e-6);
    expect(y).toBeLessThanOrEqual(drawn.base + 1e-6);
  }
  expect(scoreLine([], 'week', { width: 400, height: 200 }, null, [-100, 100], String)).toMatchObject({ line: '', points: [] });
});

it('says how the language of a comment is known, and what the unhappy write about', () => {
  expect(plain(languageWords({ language: 'nl', languageFrom: 'guess', confidence: 0.8 }))).toBe('Dutch, a guess (80 % sure)');
  expect(languageWords({ language: 'en', languageFrom: 'file', confidence: null })).toBe('English');
  expect(languageWords({ language: null, languageFrom: 'unknown', confidence: null })).toBe('language unknown');
  const base = {
    comments: 40,
    read: 40,
    unlinked: 0,
    instrument: 'csat' as const,
    stages: [],
    sentiments: { positive: 0, negative: 0, mixed: 0, neutral: 0 },
  };
  const languages = [
    { language: 'en', comments: 38, found: 38, guessed: 0, themes: true },
    { language: null, comments: 2, found: 2, guessed: 0, themes: false },
  ];
  const theme = {
    key: 'en:wait',
    language: 'en',
    words: ['wait', 'doctor', 'room'],
    comments: 12,
    found: 12,
    answers: 12,
    score: 8,
    low: 1,
    high: 30,
    leaning: 'unhappy' as const,
  };
  const said = commentsFinding({ ...base, languages, themes: [theme] }, '');
  expect(plain(said.title)).toBe('40 comments; 12 are about “wait, doctor”, 8 % of them satisfied.');
  expect(said.lead).toBe('38 in English, 2 in a language that can’t be told. 2 comments take no part in themes.');
  expect(commentsFinding({ ...base, comments: 0, languages: [], themes: [] }, 'in May 2026').title).toBe('No comments in May 2026.');
});
