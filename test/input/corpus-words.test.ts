import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../engine/package-root.ts';
import { ADVICE, REJECTIONS, type Receipt, type Rejection } from '../../model/event-log.ts';
import { CORPUS, corpusNames, type Outcome, type Refused } from './corpus-run.ts';

/** What is expected of the corpus; `corpus.test.ts` holds the program to it. */
const outcomes = await Promise.all(
  (await corpusNames()).map(async (name) => ({
    name,
    outcome: JSON.parse(await readFile(join(CORPUS, name, 'expected.json'), 'utf8')) as Outcome,
  })),
);
const receipts = outcomes.flatMap(({ name, outcome }) =>
  outcome.imports.flatMap((one) => ('receipt' in one ? [{ name, receipt: one.receipt as Receipt }] : [])),
);
const refusals = outcomes.flatMap(({ name, outcome }) =>
  [outcome.check as { refused?: Refused }, ...outcome.imports].flatMap((one) =>
    'refused' in one && one.refused !== undefined ? [{ name, refused: one.refused }] : [],
  ),
);

/** Reasons that speak of a whole row: nothing of it could be told apart, or all of it is meant. */
const OF_THE_ROW: readonly Rejection[] = ['too_many_fields', 'too_few_fields', 'damaged_record', 'equal_row', 'no_milestone'];
/** Reasons that come from one value, which is then named. */
const OF_A_VALUE: readonly Rejection[] = [
  'unreadable_start',
  'unreadable_end',
  'unreadable_milestone',
  'unreadable_arrival',
  'ends_before_it_starts',
  'unreadable_score',
  'score_out_of_scale',
  'unreadable_answer_time',
];

it.each(Object.keys(REJECTIONS) as Rejection[])('says where a row is refused as %s, why, and what to do', (reason) => {
  const groups = receipts.flatMap(({ name, receipt }) =>
    [...receipt.rejections].filter((one) => one.reason === reason).map((group) => ({ name, group })),
  );
  const rows = outcomes.flatMap(({ name, outcome }) =>
    (outcome.rejected as { line: number; reason: string; column?: string; value?: string; raw?: string }[])
      .filter((row) => row.reason === reason)
      .map((row) => ({ name, row })),
  );
  expect(rows.length, 'rows of the corpus that are refused so').toBeGreaterThan(0);
  for (const { name, row } of rows) {
    expect(row.line, name).toBeGreaterThan(0);
    if (!OF_THE_ROW.includes(reason) && reason !== 'open_quote') expect(row.column, name).toBeTruthy();
    if (OF_A_VALUE.includes(reason)) expect(row.value, name).toBeTruthy();
    expect(row.raw, name).toBeTruthy();
  }
  for (const { name, group } of groups) {
    expect(group.words, name).toBe(REJECTIONS[reason]);
    expect(group.advice, name).toBe(ADVICE[reason]);
    expect(group.examples.length, name).toBeGreaterThan(0);
    for (const example of group.examples) expect(example, name).toMatch(/^row \d+(?: \(row \d+ of “.+”\))?: ./);
  }
  expect(REJECTIONS[reason]).toMatch(/^[A-Z].*\.$/);
  expect(ADVICE[reason]).toMatch(/\b(?:write|correct|put|add|close|complete|save|remove|import|nothing needs)\b/i);
});

/** What a refusal may not be met by a file, and why. */
const NOT_OF_A_FILE = new Set([
  // data written by a newer program: test/pipelines/derive-schema.test.ts
  'newer_data',
  // a recipe asked for by name that is not there, or not that of the file: the corpus is read without recipes
  'no_recipe',
  'recipe_differs',
  // a kept original whose bytes have changed: test/versions/replay.test.ts
  'original_damaged',
]);

/** Every code a reading of a file can be refused with, as the sources name them. */
function codesOfSources(): string[] {
  const files = execFileSync('git', ['ls-files', 'pipelines'], { cwd: packageRoot, encoding: 'utf8' }).split('\n');
  const codes = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(packageRoot, file), 'utf8').matchAll(/\bnew (?:RefusedFile|Problem)\(\s*'([a-z_]+)'/g)])
    .map(([, code = '']) => code);
  return [...new Set(codes)].filter((code) => !NOT_OF_A_FILE.has(code)).toSorted();
}

it.each(codesOfSources())('says what to do about a file refused as %s', (code) => {
  const found = refusals.filter(({ refused }) => refused.code === code);
  expect(found.length, 'files of the corpus that are refused so').toBeGreaterThan(0);
  for (const { name, refused } of found) {
    expect(refused.title, name).toMatch(/^[A-Z“].*[.?]$/);
    expect(refused.detail, name).toMatch(
      /\b(?:export|save|pack|compress|import|open|give|name|say|remove|write|choose|correct|unpack|look|needs?|must|send|take|join)\b/i,
    );
  }
});

it.each([
  ['105-line-without-end', 'Line 3 '],
  ['121-quotes-everywhere-open', 'in line '],
  ['87-no-header', 'Line 1 looks like data'],
  ['87-no-header', '“2026-01-05 09:00”'],
  ['92-xes-cut-off', 'line 5 '],
  ['29-year-only', '“2024”'],
  ['29-year-only', '“year”'],
  ['32-day-or-month-first', '“start”'],
  ['32-day-or-month-first', '“03/04/2026 09:00”'],
  ['107-archive-with-password', '“log.csv”'],
  ['102-path-that-leads-out', '“../../../tmp/log.csv”'],
  ['122-sheet-breaks-off', '“Log”'],
  ['122-sheet-breaks-off', 'row 4'],
  ['95-json-cut-off', '{"case":"A-1","activity":"Shu'],
  ['123-mapping-of-another-file', '“patient”'],
  ['125-mapping-with-a-role-twice', '“activity”'],
  ['106-which-table', '“people.json”'],
])('names in the refusal of %s where it is: %s', (name, words) => {
  const said = refusals.filter((one) => one.name === name).map(({ refused }) => `${refused.title} ${refused.detail ?? ''}`);
  expect(said.length).toBeGreaterThan(0);
  for (const one of said) expect(one).toContain(words);
});

it('speaks in notes of column, row and value where a column is kept as text', () => {
  const notes = receipts.find(({ name }) => name === '17-late-row-breaks-a-type')?.receipt.notes.join('\n');
  expect(notes).toContain('“age” is kept as text: “about 40” in row 2,900 does not fit');
});

it('covers every pain of getting a file in, by its number', async () => {
  const notes = await Promise.all(outcomes.map(({ name }) => readFile(join(CORPUS, name, 'note.md'), 'utf8')));
  const pains = new Set(notes.flatMap((note) => [...note.matchAll(/\bPain (\d+)\b/g)].map(([, number]) => Number(number))));
  expect([...pains].toSorted((one, other) => one - other)).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
  expect((await readdir(CORPUS)).length).toBeGreaterThan(60);
});
