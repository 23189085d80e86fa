import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { run } from '../../server/cli/run.ts';

async function said(...words: string[]): Promise<{ code: number; err: string }> {
  let err = '';
  const sink = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      err += piece.toString();
      done();
    },
  });
  const code = await run(['report', ...words], { out: sink, err: sink });
  return { code, err };
}

it.each([
  [[], /Say preview or send and the kind of letter/],
  [['post'], /Say preview or send/],
  [['send', 'weekly', '--process', 'ed'], /Say to whom/],
  [['send', '--to', 'a@example.org'], /Say which letter: weekly/],
  [['send', 'weekly', '--to', 'a@example.org'], /Say which service/],
  [['send', 'weekly', '--schedule', 'S-1'], /without a kind/],
  [['send', '--schedule', 'S-1', '--pdf'], /without --pdf/],
  [['send', 'weekly', '--process', 'ed', '--to', 'a@example.org', '--out', 'x.pdf'], /report send does not take --out/],
  [['list', '--to', 'a@example.org'], /report list does not take --to/],
  [['list', 'weekly'], /list takes no kind/],
])('refuses report %j before it touches anything', async (words, reason) => {
  const { code, err } = await said(...words);
  expect(code).toBe(2);
  expect(err).toMatch(reason);
});
