import { expect, it } from 'vitest';
import { and, identifier, join, list, render, sql } from '../../engine/sql.ts';

const text = (query: Parameters<typeof render>[0]) => render(query, (index) => `$${index}`);

it('binds every value and nests fragments', () => {
  const inner = sql`stage = ${'Triage'} AND visit > ${1}`;
  expect(text(sql`SELECT * FROM step WHERE ${inner} AND case_key IN ${list([7, 8])}`)).toEqual({
    text: 'SELECT * FROM step WHERE stage = $1 AND visit > $2 AND case_key IN ($3, $4)',
    values: ['Triage', 1, 7, 8],
  });
});

it('quotes names so that they stay names', () => {
  expect(text(identifier('a"; DROP TABLE step; --')).text).toBe('"a""; DROP TABLE step; --"');
});

it('joins conditions, and none of them means all rows', () => {
  expect(text(and([])).text).toBe('true');
  expect(text(and([sql`a = ${1}`, sql`b`]))).toEqual({ text: '(a = $1) AND (b)', values: [1] });
  expect(text(join([])).text).toBe('');
});
