import { describe, expect, it } from 'vitest';
import type { Letter, Section } from '../../model/letter.ts';
import { Printer } from '../../server/reports/print.ts';
import { figuresOf } from './figures.ts';
import { HOSTILE_NAMES, manyStages, measure, named, ribbonOf, satisfactionOf, usual, weekly } from './letters.ts';
import { readPdf, textOf } from './pdf-text.ts';

const printer = new Printer();
const address = 'https://flow.example.org';
const printed = async (letter: Letter) => readPdf(await printer.pdf(letter, { address }));
const A4 = [595.28, 841.89];

describe('the PDF of a letter', () => {
  it('is the letter of the picture on two A4 pages: words, figures, feet, in reading order', async () => {
    const { pages, size, info } = await printed(weekly());
    expect(pages).toHaveLength(2);
    expect(size.map((side) => Math.round(side))).toEqual(A4.map((side) => Math.round(side)));
    const [first = '', second = ''] = pages;
    const order = [
      'Week 44, 26 October',
      'Triage is faster',
      'Measures',
      'Time in department',
      'From intake to follow-up',
      'Asked of you',
      '1 of 2',
    ];
    expect(order.map((words) => first.indexOf(words))).toEqual(
      order.map((words) => first.indexOf(words)).toSorted((one, other) => one - other),
    );
    expect(order.every((words) => first.includes(words))).toBe(true);
    expect(first).toContain('check 7c1e 90ab');
    for (const words of [
      'Where hours are lost',
      'Improvements',
      'Satisfaction',
      'About these data',
      'Sent each Monday',
      'check 7c1e 90ab',
      '2 of 2',
    ])
      expect(second).toContain(words);
    expect(info).toMatchObject({ Title: weekly().subject, Author: 'Throughline', Language: 'en' });
  });

  it('says every figure that has a text', async () => {
    const letter = weekly();
    const text = await textOf(await printer.pdf(letter, { address }));
    const missing = figuresOf(letter).filter((one) => !text.includes(one.text.replace(/[\s\u00a0]+/g, ' ')));
    expect(missing.map((one) => one.text)).toEqual([]);
  });

  it('leads from figures and names to the pages they are of, and nowhere else', async () => {
    const evil = weekly([
      {
        ...{ kind: 'asked', title: 'Asked', note: '', none: '' },
        items: ['javascript:alert(1)', '//evil.example', 'https://evil.example', '/ed/measures?version=41'].map((href, at) => ({
          ...{ lead: 'Do:', words: String(at), due: null, source: 'signal' as const, id: 'x', href },
        })),
      },
    ]);
    expect((await printed(weekly())).links).toContain(`${address}/ed/improvements/imp-014?version=41`);
    expect(new Set((await printed(evil)).links)).toEqual(new Set([`${address}/ed/measures?version=41`]));
  });

  it('is the same each time, byte by byte', async () => {
    const [one, other] = [await printer.pdf(weekly(), { address }), await printer.pdf(weekly(), { address })];
    expect(Buffer.compare(one, other)).toBe(0);
  });

  it('repeats the heads of a table that goes on, and leaves no head behind', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => measure(`Measure number ${String(at + 1)}`));
    const [measures] = usual();
    const { pages } = await printed(weekly([{ ...(measures as Extract<Section, { kind: 'measures' }>), rows }]));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages.slice(0, -1)) expect(page).toContain('What it means');
    for (let at = 1; at <= 60; at += 1) expect(pages.some((page) => page.includes(`Measure number ${String(at)} `))).toBe(true);
  });

  it('names stages that the drawing has no room for', async () => {
    const rows = manyStages();
    const text = await textOf(await printer.pdf(weekly([ribbonOf(rows), satisfactionOf(rows.map(({ name }) => name))]), { address }));
    for (const { name } of rows) expect(text).toContain(name);
  });

  it('of one improvement is one lying page, however much there is to say', async () => {
    const boxes = Array.from({ length: 10 }, (_, at) => ({
      ...{ name: `Box ${String(at)}`, side: at % 2 === 0 ? ('left' as const) : ('right' as const) },
      text: ['Patients wait for triage at the median, and one in ten of them longer than an hour. '.repeat(2)],
    }));
    const story: Section = {
      ...{
        kind: 'story',
        title: 'Two-nurse triage',
        note: 'IMP-001',
        verdict: 'holding',
        verdictWords: 'Improved and holding',
        tone: 'better',
      },
      ...{
        effect: { value: -1, text: '−6.4 min', href: null },
        interval: '95 %: −7.1 to −5.7',
        facts: [{ name: 'Owner', text: 'Triage lead' }],
      },
      ...{ boxes, points: [], about: {}, changedOn: '2026-09-07', balancing: [], alt: 'Before and after.' },
    };
    const { pages, size } = await printed(weekly([story], { kind: 'improvement' }));
    expect(pages).toHaveLength(1);
    expect(size[0]).toBeGreaterThan(size[1]);
    for (let at = 0; at < 10; at += 1) expect(pages[0]).toContain(`Box ${String(at)}`);
  });

  it('says so when there is nothing to draw or list', async () => {
    const empty = await textOf(
      await printer.pdf(
        weekly([
          { ...ribbonOf([]), alt: 'No times to show yet.' },
          { ...{ kind: 'asked', title: 'Asked of you', note: '', items: [], none: 'Nothing is asked of you this week.' } },
          { ...{ kind: 'lost', title: 'Lost', note: '', items: [], none: 'No hours were lost.' } },
          { ...satisfactionOf([]), words: ['Nobody was asked.'] },
        ]),
        { address },
      ),
    );
    for (const words of ['No times to show yet.', 'Nothing is asked of you this week.', 'No hours were lost.', 'Nobody was asked.'])
      expect(empty).toContain(words);
  });
});

describe('names that came with a file', () => {
  it.each(HOSTILE_NAMES.map((name) => [name.slice(0, 24), name] as const))('are harmless and legible: %s', async (_, name) => {
    const { pages, links } = await printed(named(name));
    const text = pages.join(' ');
    // letters and digits of scripts that run from right to left come out in the order of the page
    const words = name
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => /^[\p{Script=Latin}\p{N}\p{Script=Greek}\p{Script=Cyrillic}]+$/u.test(word));
    for (const word of words) expect(text).toContain(word);
    for (const link of links) expect(link.startsWith(`${address}/ed/`)).toBe(true);
    // the reader of PDF makes control characters of Arabic letters that it can't name
    expect(text).not.toMatch(/\p{Script=Arabic}/u.test(name) ? /\u202e/u : /[\p{Cc}\u202e]/u);
  });
});

it('draws a picture at twice its size, with its words in it', async () => {
  const { ribbonSvg } = await import('../../charts/letter/ribbon.ts');
  const { svg, width, height } = ribbonSvg(ribbonOf());
  const png = Buffer.from(await printer.png(svg, width));
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, Math.round(2 * height)]);
});

it('refuses what it can’t print with a problem in words', async () => {
  await expect(printer.pdf({ ...weekly(), madeAt: 'never' }, { address })).rejects.toMatchObject({ code: 'not_printed' });
});

it('prints nothing any more once it is closed', async () => {
  const own = new Printer();
  await own.close();
  await expect(own.pdf(weekly(), { address })).rejects.toMatchObject({ code: 'not_printed' });
});
