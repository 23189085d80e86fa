import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Letter, sectionOf, type LetterOrder } from '../../model/letter.ts';
import { makeLetter } from '../../server/reports/letter.ts';
import { clinicAt, mondayAfter, steadyWeeks, wordsOf } from './clinic.ts';
import { ask, importCsv, testApp } from '../server/support.ts';
import { oddLogs } from '../support/odd-logs.ts';
import { figuresOf } from './figures.ts';

/** What no letter may ever say. */
const NONSENSE = /\b(NaN|undefined|null|Infinity)\b|\[object|\{\{| {2}/;

async function letters(app: Awaited<ReturnType<typeof testApp>>, process: string): Promise<Letter[]> {
  const orders: LetterOrder[] = [{ kind: 'weekly', process }, { kind: 'monthly', process }, { kind: 'house' }];
  const made: Letter[] = [];
  for (const order of orders) made.push(await makeLetter(app.throughline, order));
  return made;
}

function expectSound(letter: Letter): void {
  expect([...Value.Errors(Letter, letter)]).toEqual([]);
  expect(wordsOf(letter).join(' ')).not.toMatch(NONSENSE);
  for (const { value, text } of figuresOf(letter)) {
    expect(text.trim()).toBe(text);
    if (value !== null) expect(Number.isFinite(value)).toBe(true);
  }
}

describe('services as they are', () => {
  it.each(oddLogs)('$name: every letter is whole and says nothing senseless', async ({ id, name, events, mapping, answers }) => {
    const app = await testApp();
    await ask(app, 'POST', '/processes', { name, id, zone: 'UTC' });
    await importCsv(app, id, events, mapping);
    if (answers) await importCsv(app, id, answers.csv, answers.mapping, 'answers.csv');
    const [week, month] = await letters(app, id).then((all) => {
      all.forEach(expectSound);
      return all;
    });
    for (const letter of [week, month]) {
      if (letter === undefined) continue;
      expect(sectionOf(letter, 'satisfaction') === undefined).toBe(answers === undefined);
      // nobody is called waiting where the files can't tell
      if (id === 'only-dates' || id === 'only-ends') {
        expect(sectionOf(letter, 'ribbon')?.told ?? false).toBe(false);
        expect(wordsOf(letter).join(' ')).not.toMatch(/of it was waiting/);
      }
    }
  });

  it('of three weeks say that it is too early', async () => {
    const app = await clinicAt(steadyWeeks(0, 3), { now: mondayAfter(3) });
    const letter = await makeLetter(app.throughline, { kind: 'weekly', process: 'clinic' });
    expectSound(letter);
    expect(letter.headline).toEqual(['Too few weeks yet to tell change from chance.']);
    const rows = sectionOf(letter, 'measures')?.rows ?? [];
    expect(rows.map(({ variation, assurance, meaning }) => [variation, assurance, meaning])).toEqual(
      rows.map(() => [null, null, expect.stringMatching(/^\d weeks? so far; limits from 12$/) as unknown]),
    );
    expect(sectionOf(letter, 'about')?.notes.join(' ')).toContain('Limits and signals need twelve whole weeks.');
  });

  it('of sixty activities in fourteen stages keep every stage', async () => {
    const stages = Array.from({ length: 14 }, (_, at) => ({
      name: `Stage ${String(at + 1)}`,
      activities: Array.from({ length: at < 4 ? 5 : 4 }, (_none, one) => ({ name: `Step ${String(at + 1)}.${String(one + 1)}` })),
    }));
    const rows = ['Case,Activity,Start,End,Priority'];
    for (let one = 0; one < 120; one += 1) {
      let clock = Date.UTC(2026, 0, 5, 8) + one * 16 * 3_600_000;
      for (const { activities } of stages)
        for (const { name } of activities) {
          const start = new Date(clock).toISOString();
          clock += (5 + (one % 3)) * 60_000;
          rows.push(`C-${String(one)},${name},${start},${new Date(clock).toISOString()},${String(one % 3)}`);
          clock += (3 + (one % 5)) * 60_000;
        }
    }
    const blueprint = { stages, endActivities: [], handOvers: [], measures: [] };
    const app = await clinicAt(`${rows.join('\n')}\n`, { now: mondayAfter(12) }, { blueprint });
    const letter = await makeLetter(app.throughline, { kind: 'weekly', process: 'clinic' });
    expectSound(letter);
    const ribbon = sectionOf(letter, 'ribbon');
    expect(ribbon?.table.map(({ stage }) => stage)).toEqual(stages.map(({ name }) => name));
    const minutes = (ribbon?.table ?? []).reduce((sum, { waiting, processing }) => sum + (waiting.value ?? 0) + (processing.value ?? 0), 0);
    expect(minutes).toBe(Math.round((ribbon?.total.value ?? 0) / 60_000) * 60_000);
  });

  it('print foreign names as they are, on one line in the subject', async () => {
    const evil = 'Triage <b>$x^2$</b> #emph[x] =1+1 שלום 😀';
    const csv = steadyWeeks(0, 14).replaceAll(',Triage,', `,${evil},`);
    const blueprint = {
      stages: [
        { name: 'Intake', activities: [{ name: 'Register' }] },
        { name: evil, activities: [{ name: evil }], waitLimitMs: 60_000 },
      ],
      endActivities: ['Assess'],
      handOvers: [],
      measures: [],
    };
    const app = await clinicAt(csv, { now: mondayAfter(14) }, { blueprint });
    const letter = await makeLetter(app.throughline, { kind: 'weekly', process: 'clinic' });
    expectSound(letter);
    expect(sectionOf(letter, 'lost')?.items[0]?.name).toContain(evil);
    expect(sectionOf(letter, 'lost')?.items[0]?.href).not.toMatch(/[<>" ]/);
    expect(letter.subject).not.toMatch(/[\r\n]/);
  });
});
