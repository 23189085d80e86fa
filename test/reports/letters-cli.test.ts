import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Door } from '../../server/cli/door.ts';
import { reportTask } from '../../server/cli/letters.ts';
import { Voice } from '../../server/cli/output.ts';
import { weekly } from './letters.ts';

/** A way to a server that gives a letter in every form, and what it was asked. */
function desk() {
  const letter = { ...weekly(), headline: ['Turned \u202e text'] };
  const asked: [string, unknown][] = [];
  const door = new Door({
    send: async (url, { body }) => {
      const format = url.split('format=')[1] ?? '';
      asked.push([format, JSON.parse(typeof body === 'string' ? body : '')]);
      return Promise.resolve({ status: 200, type: '', body: Buffer.from(format === 'json' ? JSON.stringify(letter) : `the ${format}`) });
    },
    token: 'x',
    close: async () => Promise.resolve(),
  });
  const [out, err] = [new PassThrough(), new PassThrough()];
  return { door, asked, voice: new Voice({ out, err }), said: () => String(out.read() ?? '') };
}

it.each<[string, readonly string[], Parameters<typeof reportTask>[1]]>([
  ['Say preview', ['print', 'weekly'], { process: 'ed', out: 'a.pdf' }],
  ['one at a time', ['preview', 'weekly', 'monthly'], { process: 'ed', out: 'a.pdf' }],
  ['Say which letter', ['preview', 'daily'], { process: 'ed', out: 'a.pdf' }],
  ['Say where', ['preview', 'weekly'], { process: 'ed' }],
  ['ends in .pdf', ['preview', 'weekly'], { process: 'ed', out: 'a.txt' }],
  ['Say which service', ['preview', 'weekly'], { out: 'a.pdf' }],
  ['without --process', ['preview', 'house'], { process: 'ed', out: 'a.pdf' }],
  ['--improvement ID', ['preview', 'improvement'], { process: 'ed', out: 'a.pdf' }],
  ['--improvement ID', ['preview', 'weekly'], { process: 'ed', improvement: 'imp-001', out: 'a.pdf' }],
  ['is not a day', ['preview', 'weekly'], { process: 'ed', on: 'May', out: 'a.pdf' }],
  ['no section', ['preview', 'weekly'], { process: 'ed', sections: 'measures,about', out: 'a.pdf' }],
])('refuses a command line that makes no sense: %s', (words, rest, values) => {
  expect(() => reportTask(rest, values, desk().voice)).toThrow(words);
});

it('writes the PDF, and the mail beside it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-'));
  const { door, asked, voice, said } = desk();
  const values = { process: 'ed', scope: '?where=Priority:in:1', sections: 'measures, ribbon', on: '2026-10-31' };
  await reportTask(['preview', 'weekly'], { ...values, out: path.join(folder, 'letter.pdf') }, voice)(door);
  expect((await readdir(folder)).toSorted()).toEqual(['letter.html', 'letter.pdf', 'letter.txt']);
  expect(await readFile(path.join(folder, 'letter.txt'), 'utf8')).toBe('the text');
  const order = { kind: 'weekly', process: 'ed', scope: 'where=Priority:in:1', sections: ['measures', 'ribbon'], on: '2026-10-31' };
  expect(asked).toContainEqual(['pdf', order]);
  const words = said();
  expect(words).toContain('data version 41, check 7c1e90ab');
  expect(words).not.toContain('\u202e');

  const improvement = { process: 'ed', improvement: 'IMP-001', out: path.join(folder, 'a3.pdf'), json: true };
  await reportTask(['preview', 'improvement'], improvement, voice)(door);
  expect(asked).toContainEqual(['text', { kind: 'improvement', process: 'ed', improvement: 'imp-001' }]);
  expect(JSON.parse(said())).toMatchObject({ check: '7c1e90ab', files: expect.arrayContaining([path.join(folder, 'a3.json')]) as unknown });
});

it('says when there is no folder to write to', async () => {
  const { door, voice, asked } = desk();
  const out = path.join(tmpdir(), 'not-there', 'letter.pdf');
  await expect(reportTask(['preview', 'house'], { out }, voice)(door)).rejects.toMatchObject({ code: 'no_folder' });
  expect(asked).toEqual([]);
});
