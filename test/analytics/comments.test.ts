import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Scope } from '../../model/scope.ts';
import { toCsv } from '../../server/formats/csv.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { comments } from '../../server/analytics/comments.ts';
import { logOf, type Log } from '../support/log.ts';
import { giveAnswers, type Answer } from './answers.ts';

const scope: Scope = { process: 'log' };

interface Written {
  readonly text: string;
  readonly score?: number;
  readonly stage?: string;
  readonly language?: string;
  readonly case?: string | null;
}

async function logWith(written: readonly Written[]): Promise<Log> {
  const log = await logOf({ 'C-1': [['A', 0, 1]], 'C-2': [['B', 0, 1]] });
  await giveAnswers(
    log,
    written.map((one, at): Answer => ({
      case: one.case === undefined ? 'C-1' : one.case,
      score: one.score ?? 5,
      at: `2026-01-06 ${String(10 + Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00`,
      ...(one.stage === undefined ? {} : { stage: one.stage }),
    })),
  );
  for (const [at, { text, language }] of written.entries())
    await log.session.run(sql`UPDATE feedback SET comment = ${text}, language = ${language ?? null} WHERE identity = ${at}`);
  return log;
}
const repeat = (count: number, one: Written): Written[] => Array.from({ length: count }, () => one);

it('gives each comment with its case, the newest first, and says how its language is known', async () => {
  const log = await logWith([
    { text: 'Alles goed en snel, maar de wachtkamer was koud.', language: 'nl-NL', stage: 'Triage' },
    { text: 'The doctor was kind and did not rush.', score: 4 },
    { text: '👍', case: null },
  ]);
  const { rows, n, about } = await ask(log, comments, scope);
  expect(n).toBe(3);
  expect(
    rows.map(({ case: of, comment, language, languageFrom, stage, sentiment }) => [of, comment, language, languageFrom, stage, sentiment]),
  ).toEqual([
    [null, '👍', null, 'unknown', null, null],
    ['C-1', 'The doctor was kind and did not rush.', 'en', 'guess', null, 'positive'],
    ['C-1', 'Alles goed en snel, maar de wachtkamer was koud.', 'nl', 'file', 'Triage', null],
  ]);
  expect(rows[1]?.confidence).toBeGreaterThan(0.7);
  expect(about).toMatchObject({
    comments: 3,
    read: 3,
    unlinked: 1,
    instrument: 'csat',
    themes: [],
    sentiments: { positive: 1, negative: 0, mixed: 0, neutral: 0 },
  });
  expect(about?.languages.map(({ language, comments: count, guessed, themes }) => [language, count, guessed, themes])).toEqual([
    [null, 1, 0, false],
    ['en', 1, 1, false],
    ['nl', 1, 0, false],
  ]);
  expect(about?.stages).toMatchObject([
    { stage: null, comments: 2 },
    { stage: 'Triage', comments: 1 },
  ]);
});

it('finds themes, scores them, and says which come with unhappy answers', async () => {
  const log = await logWith([
    ...repeat(15, { text: 'Waited hours for the doctor in the waiting room.', score: 1, stage: 'Assessment' }),
    ...repeat(20, { text: 'Lovely nurses at the desk.', score: 5, stage: 'Intake' }),
    ...repeat(5, { text: 'All in all it was what it was.', score: 4 }),
  ]);
  const { about } = await ask(log, comments, scope);
  const [kind, waiting] = about?.themes ?? [];
  expect(kind).toMatchObject({ comments: 20, answers: 20, score: 100, leaning: 'happy' });
  expect(waiting).toMatchObject({ comments: 15, answers: 15, score: 0, leaning: 'unhappy' });
  expect(waiting?.words.join(' ')).toContain('wait');
  expect(about?.stages.find(({ stage }) => stage === 'Intake')?.words.join(' ')).toContain('nurses');
  const only = await ask(log, comments, scope, { theme: waiting?.key ?? '', limit: 5 });
  expect(only.n).toBe(15);
  expect(only.rows).toHaveLength(5);
  expect(only.rows.every(({ stage }) => stage === 'Assessment')).toBe(true);
});

it('looks for text in either case, by stage, by language, and counts what is found', async () => {
  const log = await logWith([
    { text: 'The WAITING room was cold', stage: 'Triage' },
    { text: 'No waiting at all, and the staff were kind' },
    { text: 'Der Arzt war sehr gut und hat alles erklärt' },
  ]);
  const asked = async (params: object) => (await ask(log, comments, scope, { ...params })).rows.map(({ comment }) => comment.slice(0, 6));
  expect(await asked({ search: 'waiting' })).toEqual(['No wai', 'The WA']);
  expect(await asked({ search: 'waiting', stage: 'Triage' })).toEqual(['The WA']);
  expect(await asked({ whole: 'true' })).toEqual(['Der Ar', 'No wai']);
  expect(await asked({ language: 'de' })).toEqual(['Der Ar']);
  expect(await asked({ language: 'unknown' })).toEqual([]);
  const { about } = await ask(log, comments, scope, { search: 'waiting' });
  expect(about?.languages).toMatchObject([
    { language: 'en', comments: 2, found: 2 },
    { language: 'de', comments: 1, found: 0 },
  ]);
});

it('takes hostile text as text: markup, formulas, quotes, letters without end, and a search made of them', async () => {
  const hostile = [
    "'; DROP TABLE feedback; --",
    '<img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x")',
    '%',
    '_',
    '\\',
    '\u202e evil',
    'a'.repeat(20_000),
    '((((((((((a+)+)+)+',
    '@SUM(1)',
  ];
  const log = await logWith(hostile.map((text) => ({ text })));
  for (const text of hostile.slice(0, 7)) {
    const { rows } = await ask(log, comments, scope, { search: text });
    expect(rows.map(({ comment }) => comment)).toContain(text);
    if (text !== '%' && text !== '_' && text !== '\\') expect(rows).toHaveLength(1);
  }
  expect((await ask(log, comments, scope, { search: '%' })).rows).toHaveLength(1);
  const { rows } = await ask(log, comments, scope);
  expect(rows).toHaveLength(hostile.length);
  const csv = toCsv(['comment'], rows);
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain("'@SUM(1)");
});

it('has nothing to say where nobody wrote', async () => {
  const log = await logWith([]);
  expect(await ask(log, comments, scope)).toMatchObject({
    n: 0,
    rows: [],
    about: { comments: 0, read: 0, languages: [], stages: [], themes: [] },
  });
});
