import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Letter, sectionOf } from '../../model/letter.ts';
import { canonicalJson, checkOf, makeLetter } from '../../server/reports/letter.ts';
import { isSameMonth } from '../../server/reports/letter/lost.ts';
import { periodsOf, weekNumber } from '../../server/reports/letter/period.ts';
import { ask } from '../server/support.ts';
import { weeksCsv, planOf, dayOfWeek, MEASURE } from '../improvements/support.ts';
import { CLINIC, clinicAt, grows, mondayAfter, steadyWeeks, wordsOf } from './clinic.ts';
import { figuresOf } from './figures.ts';

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ');
const weekly = { kind: 'weekly', process: 'clinic' } as const;

describe('the check code', () => {
  it('does not look at the order of keys, and sees every figure', () => {
    expect(canonicalJson([0.1 + 0.2, 1 / 3, 1e13 + 1])).toBe(canonicalJson([0.3, 0.3333333333, 10_000_000_000_001]));
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: null }] })).toBe('{"a":[{"c":null}],"b":1}');
    const answers = [{ process: 'a', analytic: 'summary', query: '', dataVersion: 1, rows: [{ x: 1, y: 2 }] }];
    const check = checkOf({ scope: '', dataVersion: 1, answers });
    expect(check).toMatch(/^[0-9a-f]{8}$/);
    expect(checkOf({ scope: '', dataVersion: 1, answers: [{ ...answers[0]!, rows: [{ y: 2, x: 1 }] }] })).toBe(check);
    expect(checkOf({ scope: '', dataVersion: 1, answers: [{ ...answers[0]!, rows: [{ y: 2, x: 2 }] }] })).not.toBe(check);
    expect(checkOf({ scope: '', dataVersion: 2, answers })).not.toBe(check);
  });
});

describe('the period of a letter', () => {
  const data = { first: '2025-11-03', last: '2026-11-01', wholeTo: '2026-11-02' };

  it('is the last week of which the data are whole, beside the last whole month', () => {
    const { now, context, words } = periodsOf('weekly', data);
    expect([now.from, now.to, words]).toEqual(['2026-10-26', '2026-11-02', 'Week 44, 26 October to 1 November 2026']);
    expect([context.from, context.to, context.head]).toEqual(['2026-10-01', '2026-11-01', 'October']);
    expect(periodsOf('weekly', { ...data, wholeTo: '2026-11-01' }).now.from).toBe('2026-10-19');
  });

  it('is a month, or a day’s own', () => {
    expect(periodsOf('monthly', data).now).toMatchObject({ from: '2026-10-01', to: '2026-11-01', where: 'in October' });
    expect(periodsOf('monthly', data).context.head).toBe('Jul to Sep');
    expect(periodsOf('weekly', data, '2025-12-31')).toMatchObject({ words: 'Week 1, 29 December 2025 to 4 January 2026', open: false });
    expect(() => periodsOf('weekly', data, '2026-12-24')).toThrow(/say nothing of 24 December 2026/);
  });

  it('takes a week as whole where nobody works on the days left of it', async () => {
    const weekdays = steadyWeeks(0, 30)
      .split('\n')
      .filter((line, at) => at === 0 || ![0, 6].includes(new Date(`${(line.split(',')[2] ?? '').slice(0, 10)}T00:00:00Z`).getUTCDay()))
      .join('\n');
    const app = await clinicAt(weekdays, { now: mondayAfter(30) });
    expect((await makeLetter(app.throughline, weekly)).period).toEqual({ from: dayOfWeek(29), to: dayOfWeek(30) });
    // and so do the charts
    const { rows } = (
      await ask<{ rows: { bucket: string; whole: boolean }[] }>(
        app,
        'GET',
        `/processes/clinic/analytics/control-chart?measure=${MEASURE.id}`,
      )
    ).body;
    expect(rows.at(-1)).toMatchObject({ bucket: dayOfWeek(29), whole: true });
  });

  it('takes what there is where there is little', () => {
    expect(periodsOf('weekly', { first: '2026-10-07', last: '2026-10-09', wholeTo: '2026-10-09' })).toMatchObject({
      now: { from: '2026-10-05' },
      context: { head: 'Since 7 October' },
      open: true,
    });
    expect(weekNumber('2026-12-28')).toEqual({ week: 53, year: 2026 });
  });
});

describe('a weekly letter', () => {
  it('says what changed, since when, how sure, and what is asked', async () => {
    const clock = { now: mondayAfter(44) };
    const app = await clinicAt(
      weeksCsv(0, 44, (week) => (week < 20 ? 16 : 10)),
      clock,
    );
    const made = await ask<{ id: string }>(app, 'POST', '/processes/clinic/improvements', {
      name: 'Two nurses',
      owner: 'Triage lead',
      reviewOn: '2026-11-20',
      plan: planOf(20),
      madeOn: dayOfWeek(20),
    });
    expect(made.status).toBe(201);
    const letter = await makeLetter(app.throughline, weekly, { sending: 'Sent each Monday at 07:00 to 9 people.' });
    expect([...Value.Errors(Letter, letter)]).toEqual([]);
    expect(letter.headline[0]).toBe('The wait for triage is shorter and stays so.');
    expect(letter.subject).toBe('Clinic, week 45: The wait for triage is shorter and stays so');
    expect(plain(letter.lead)).toMatch(/^Patients spent|^Visits took/);
    expect(plain(letter.lead)).toMatch(/fell from .* after the change on 25 May \(95 %: /);
    const [asked] = sectionOf(letter, 'asked')?.items ?? [];
    expect(asked).toMatchObject({ lead: 'Decide by 20 November:', due: '2026-11-20', source: 'improvement', id: made.body.id });
    expect(asked?.words).toContain('make “Two nurses” the standard, or not: improved and holding');
    expect(letter.footFigures).toContain(`check ${letter.check.slice(0, 4)} ${letter.check.slice(4)}`);
    expect(letter.footSending).toBe('Sent each Monday at 07:00 to 9 people. Times in UTC.');
    expect(figuresOf(letter).every(({ href }) => href === null || href.startsWith('/clinic/'))).toBe(true);

    // about an earlier week nothing is said of what came after it
    const before = await makeLetter(app.throughline, { ...weekly, on: dayOfWeek(12) });
    expect(before.headline.join(' ')).not.toContain('shorter');
    expect(sectionOf(before, 'improvements')).toMatchObject({ rows: [], none: 'No improvement had begun by then.' });
    expect(sectionOf(before, 'asked')).toMatchObject({ title: 'Asked of you', items: [] });
    const since = await makeLetter(app.throughline, { ...weekly, on: dayOfWeek(30) });
    expect(since.headline.join(' ')).not.toContain('stays so');
    expect(sectionOf(since, 'improvements')).toMatchObject({
      note: 'begun by then, as they stand on 9 November',
      rows: [{ id: made.body.id }],
    });

    const story = await makeLetter(app.throughline, { kind: 'improvement', process: 'clinic', improvement: made.body.id });
    expect([...Value.Errors(Letter, story)]).toEqual([]);
    expect(story.headline).toEqual(['Two nurses.', 'Improved, and the change is holding.']);
    expect(
      (await makeLetter(app.throughline, { kind: 'improvement', process: 'clinic', improvement: made.body.id }, { previous: story })).quiet,
    ).toBe(false);
    expect(sectionOf(story, 'story')).toMatchObject({ verdict: 'holding', tone: 'better', changedOn: dayOfWeek(20) });

    const house = await makeLetter(app.throughline, { kind: 'house' });
    expect([...Value.Errors(Letter, house)]).toEqual([]);
    expect(sectionOf(house, 'services')?.rows.map(({ id, asks }) => [id, asks.text])).toEqual([['clinic', '1']]);
    expect(sectionOf(house, 'asked')?.items[0]?.words).toMatch(/^Clinic, make/);
  });

  it('names what nobody has taken up', async () => {
    const app = await clinicAt(
      weeksCsv(0, 40, (week) => (week < 30 ? 16 : 40)),
      { now: mondayAfter(40) },
    );
    const letter = await makeLetter(app.throughline, weekly);
    expect(letter.headline.map((line) => line.replace(/ since .*/, ''))).toEqual([
      'The time per case is longer',
      'The wait for triage is longer',
    ]);
    expect(sectionOf(letter, 'asked')?.items).toContainEqual(
      expect.objectContaining({ lead: 'Name an owner for the wait for triage:', source: 'signal', id: MEASURE.id, due: null }),
    );
  });

  it('is short where nothing is new, and never the first time', async () => {
    const clock = { now: mondayAfter(40) };
    const app = await clinicAt(steadyWeeks(0, 40), clock);
    const first = await makeLetter(app.throughline, weekly);
    expect(first.quiet).toBe(false);
    expect(sectionOf(first, 'asked')?.none).toBe('Nothing is asked of you this week.');
    await grows(app, steadyWeeks(40, 41));
    clock.now = mondayAfter(41);
    const second = await makeLetter(app.throughline, weekly, { previous: first, sending: 'Sent each Monday at 07:00 to 9 people.' });
    expect(second.quiet).toBe(true);
    expect(second.headline).toEqual(['Nothing new in week 41.']);
    expect(wordsOf(second).length).toBeLessThanOrEqual(100);
    expect([...Value.Errors(Letter, second)]).toEqual([]);
    // the same figures stand behind it as behind the long one
    expect(second.answers.map(({ analytic }) => analytic)).toEqual(first.answers.map(({ analytic }) => analytic));
    const houses = [await makeLetter(app.throughline, { kind: 'house' })];
    houses.push(await makeLetter(app.throughline, { kind: 'house' }, { previous: houses[0] ?? null }));
    expect(houses.map(({ quiet }) => quiet)).toEqual([false, true]);
    expect(houses[1]?.headline).toEqual(['Nothing new in the one service.']);
    clock.now = mondayAfter(43);
    expect((await makeLetter(app.throughline, weekly, { previous: second })).quiet).toBe(false);
  });

  it('says what is defined in another way than in the letter before', async () => {
    const clock = { now: mondayAfter(30) };
    const app = await clinicAt(steadyWeeks(0, 30), clock);
    const first = await makeLetter(app.throughline, weekly);
    const { body } = await ask<{ revision?: number }>(app, 'GET', '/processes/clinic/blueprint');
    const measures = CLINIC.measures.map((one) => (one.id === MEASURE.id ? { ...one, statistic: 'p90' } : one));
    const { status } = await ask(app, 'PUT', '/processes/clinic/blueprint', {
      ...CLINIC,
      measures,
      ...(body.revision === undefined ? {} : { revision: body.revision }),
    });
    expect(status).toBeLessThan(300);
    const second = await makeLetter(app.throughline, weekly, { previous: first });
    expect(second.quiet).toBe(false);
    expect(sectionOf(second, 'about')?.notes.join(' ')).toContain(
      'Defined in another way than in the last letter: the measure “Wait for triage”.',
    );
  });

  it('holds what was chosen, and says which cases it is about', async () => {
    const app = await clinicAt(steadyWeeks(0, 30), { now: mondayAfter(30) });
    const letter = await makeLetter(app.throughline, { ...weekly, sections: ['ribbon'], scope: 'where=Priority:in:1|2&from=2026-01-01' });
    expect(letter.sections.map(({ kind }) => kind)).toEqual(['ribbon', 'asked', 'about']);
    expect(letter.scope).toBe('where=Priority:in:1|2');
    expect(letter.scopeWords).toBe('Visits with Priority: 1 or 2');
    expect(letter.footSending).toContain('Visits with Priority: 1 or 2.');
    expect(letter.answers.every(({ query, analytic }) => analytic === 'improvements' || query.includes('where=Priority'))).toBe(true);
  });

  it('is refused in words where it makes no sense', async () => {
    const app = await clinicAt(steadyWeeks(0, 3), { now: mondayAfter(3) });
    await ask(app, 'POST', '/processes', { name: 'Empty', id: 'empty', zone: 'UTC' });
    await expect(makeLetter(app.throughline, { kind: 'weekly', process: 'empty' })).rejects.toMatchObject({ code: 'no_data' });
    await expect(makeLetter(app.throughline, { kind: 'weekly', process: 'none' })).rejects.toMatchObject({ status: 404 });
    await expect(makeLetter(app.throughline, { kind: 'weekly' })).rejects.toMatchObject({ field: 'process' });
    await expect(makeLetter(app.throughline, { ...weekly, on: '2027-01-01' })).rejects.toMatchObject({ field: 'on' });
    await expect(makeLetter(app.throughline, { ...weekly, scope: 'where=nonsense' })).rejects.toMatchObject({ field: 'where' });
    await expect(makeLetter(app.throughline, { kind: 'improvement', process: 'clinic' })).rejects.toMatchObject({ field: 'improvement' });
    await expect(makeLetter(app.throughline, { kind: 'improvement', process: 'clinic', improvement: 'imp-009' })).rejects.toMatchObject({
      status: 404,
    });
    const house = await makeLetter(app.throughline, { kind: 'house' });
    expect(sectionOf(house, 'about')?.notes.join(' ')).toContain('No data yet: Empty.');
  });
});

describe('the change of hours lost', () => {
  it('is left out where the month has other hours than the cases complete in it', () => {
    expect(isSameMonth({ lostMs: 1000, trend: [800, 990] }, 'month')).toBe(true);
    expect(isSameMonth({ lostMs: 9_588_535_660, trend: [9_588_343_298, 256_247] }, 'month')).toBe(false);
    expect(isSameMonth({ lostMs: 9_588_535_660, trend: [9_588_343_298, 256_247] }, 'week')).toBe(true);
    expect(isSameMonth({ lostMs: 1000, trend: [] }, 'month')).toBe(false);
  });
});
