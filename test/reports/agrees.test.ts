import { expect, it } from 'vitest';
import type { Letter } from '../../model/letter.ts';
import { makeLetter } from '../../server/reports/letter.ts';
import { mailOf, withUnsubscribe } from '../../server/reports/mail.ts';
import { checkText } from '../../server/reports/letter/check.ts';
import { dayOfWeek, planOf, weeksCsv } from '../improvements/support.ts';
import { ask, importCsv } from '../server/support.ts';
import { clinicAt, grows, mondayAfter, steadyWeeks } from './clinic.ts';
import { figuresOf } from './figures.ts';
import { normal, readHtml, timesIn } from './mail-forms.ts';
import { textOf } from './pdf-text.ts';

const ADDRESS = 'http://127.0.0.1:4600';

/** The same numbers each time: which filters, of which values. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Twenty choices of cases, of one or two filters of different kinds. */
function scopes(): string[] {
  const random = numbers(11);
  const next = () => random.next().value;
  const one = () =>
    [
      `Priority:in:${1 + Math.floor(next() * 3)}`,
      `Priority:not-in:${1 + Math.floor(next() * 3)}`,
      `@duration:throughput:${25 + Math.floor(next() * 20)}min..`,
      '@activity:Assess',
      '@follows:directly:Register:Triage',
    ][Math.floor(next() * 5)] ?? '';
  return Array.from({ length: 20 }, (_, at) =>
    at === 0 ? '' : [...new Set(at % 2 === 0 ? [one()] : [one(), one()])].map((filter) => `where=${encodeURIComponent(filter)}`).join('&'),
  );
}

/** What a form of a letter does not print of its figures. A mail prints each as often as the letter has it. */
function missing(letter: Letter, form: string, { each }: { each: boolean }): string[] {
  const texts = figuresOf(letter).map(({ text }) => normal(text));
  return [...new Set(texts)].filter((text) => timesIn(form, text) < (each ? texts.filter((one) => one === text).length : 1));
}

it('prints every figure of twenty letters in the PDF, in both forms of the mail, with the same check', async () => {
  const app = await clinicAt(
    weeksCsv(0, 30, (week) => 12 + (week % 5) + (week > 24 ? 9 : 0)),
    { now: mondayAfter(30) },
  );
  const answers = Array.from(
    { length: 150 },
    (_, at) => `C-${10 + Math.floor(at / 8)}-${at % 8},${dayOfWeek(10 + Math.floor(at / 8), 6)} 12:00:00,${1 + ((at * 7) % 5)},Fine`,
  );
  await importCsv(app, 'clinic', `case,answered,score,comment\n${answers.join('\n')}\n`, {
    ...{ kind: 'feedback', instrument: 'csat' },
    roles: { case: 'case', answered: 'answered-at', score: 'score', comment: 'comment' },
  });
  await ask(app, 'POST', '/processes/clinic/improvements', { name: 'Two nurses', plan: planOf(20), madeOn: dayOfWeek(20) });
  const house = app.throughline;
  let printed = 0;
  for (const [at, scope] of scopes().entries()) {
    const letter = await makeLetter(house, { kind: at % 4 === 3 ? 'monthly' : 'weekly', process: 'clinic', scope });
    const { html, text } = mailOf(letter, { address: ADDRESS });
    const pdf = normal(await textOf(await house.printer.pdf(letter, { address: ADDRESS })));
    const forms = { html: readHtml(html), text: normal(text), pdf };
    expect(missing(letter, forms.html, { each: true }), `HTML, ${scope}`).toEqual([]);
    expect(missing(letter, forms.text, { each: true }), `text, ${scope}`).toEqual([]);
    expect(missing(letter, forms.pdf, { each: false }), `PDF, ${scope}`).toEqual([]);
    for (const form of Object.values(forms)) expect(form).toContain(normal(checkText(letter.check)));
    printed += figuresOf(letter).length;
  }
  expect(printed).toBeGreaterThan(300);
}, 240_000);

it('says in at most 120 words that nothing is new, in every form', async () => {
  const clock = { now: mondayAfter(40) };
  const app = await clinicAt(steadyWeeks(0, 40), clock);
  const house = app.throughline;
  const first = await makeLetter(house, { kind: 'weekly', process: 'clinic' });
  await grows(app, steadyWeeks(40, 41));
  clock.now = mondayAfter(41);
  const sending = 'Sent each Monday at 07:00 to 9 people.';
  const quiet = await makeLetter(house, { kind: 'weekly', process: 'clinic' }, { previous: first, sending });
  expect(quiet.quiet).toBe(true);
  const { html, text } = mailOf(quiet, { address: ADDRESS, page: '/clinic/letters/8a1f' });
  const leave = `${ADDRESS}/unsubscribe/8a1f`;
  const pdf = await textOf(await house.printer.pdf(quiet, { address: ADDRESS }));
  for (const form of [readHtml(withUnsubscribe(html, leave)), normal(withUnsubscribe(text, leave)), normal(pdf)]) {
    const words = form.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length, form).toBeLessThanOrEqual(120);
  }
}, 120_000);
