import { expect, it } from 'vitest';
import { drawable } from '../../charts/letter/svg.ts';
import { mailOf, withUnsubscribe } from '../../server/reports/mail.ts';
import { wrapped } from '../../server/reports/mail-text.ts';
import { figuresOf } from './figures.ts';
import { HOSTILE_NAMES, manyStages, measure, named, ribbonOf, usual, weekly } from './letters.ts';
import { normal, readHtml, timesIn } from './mail-forms.ts';

const ADDRESS = 'https://throughline.example.org';
const LEAVE = `${ADDRESS}/unsubscribe/abc`;
const mail = (letter = weekly()) => mailOf(letter, { address: ADDRESS, page: '/ed/letters/L-1' });

it('says in HTML and in plain text what the letter says', () => {
  const letter = weekly();
  const { html, text, subject } = mail(letter);
  expect(subject).toBe(letter.subject);
  for (const form of [readHtml(html), normal(text)]) {
    for (const words of [...letter.headline, letter.lead, letter.periodWords, letter.service.name, letter.footFigures, letter.footSending])
      expect(form).toContain(normal(words));
    for (const note of usual().flatMap((section) => (section.kind === 'about' ? section.notes : []))) expect(form).toContain(note);
    const texts = figuresOf(letter).map((figure) => normal(figure.text));
    for (const one of new Set(texts)) expect(timesIn(form, one), one).toBeGreaterThanOrEqual(texts.filter((text) => text === one).length);
  }
});

it('is made of what old mail programs know', () => {
  const { html, images } = mail();
  expect(html).not.toMatch(/display:\s*(flex|grid)|position:|<script|<link|<svg|@import|url\(/);
  expect(html).toMatch(/<meta name="color-scheme" content="light">/);
  // every picture has its size, its words and a ground of its own
  const tags = html.match(/<img [^>]+>/g) ?? [];
  expect(tags.length).toBeGreaterThan(8);
  for (const tag of tags) expect(tag).toMatch(/^<img src="cid:[a-z0-9-]+" width="\d+" height="\d+" alt="[^"]*" border="0"/);
  for (const { cid, svg, width, height } of images) {
    expect(html).toContain(`"cid:${cid}" width="${width}" height="${height}"`);
    expect(svg).toContain('<rect width="100%" height="100%" fill="#ffffff"/>');
  }
  expect(new Set(images.map(({ cid }) => cid)).size).toBe(images.length);
  // tables that lay out say so; the others have heads
  for (const [, table = ''] of html.matchAll(/<table role="table"[^>]*>([\s\S]*?)<\/table>/g)) expect(table).toMatch(/<th scope="col"/);
  expect(Buffer.byteLength(html)).toBeLessThan(100_000);
});

it('leads to the live pages, and nowhere else', () => {
  const { html } = mail();
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
  expect(links.length).toBeGreaterThan(30);
  for (const href of links) expect(href.startsWith(`${ADDRESS}/ed/`), href).toBe(true);
  expect(links.at(-1)).toBe(`${ADDRESS}/ed/letters/L-1`);
  const [first] = usual();
  const elsewhere =
    first?.kind === 'measures' ? { ...first, rows: [measure('X', { now: { value: 1, text: '1 min', href: '//evil.example' } })] } : first;
  expect(mail(weekly(elsewhere ? [elsewhere] : [])).html).not.toContain('evil.example');
});

it('shows the way out to the one reader who has one', () => {
  const { html, text } = mail();
  expect(withUnsubscribe(html, LEAVE)).toContain(`<a href="${LEAVE}"`);
  expect(withUnsubscribe(text, LEAVE)).toMatch(new RegExp(`Leave this list: ${LEAVE}\\n$`));
  expect(withUnsubscribe(html, null)).not.toMatch(/unsubscribe|Leave this list/);
  expect(withUnsubscribe(text, null)).not.toMatch(/unsubscribe|Leave this list/);
  // a name that looks like the mark stays a name
  const twice = mail(weekly(usual(), { lead: '[[unsubscribe]] <!--unsubscribe-->' }));
  expect(withUnsubscribe(twice.text, LEAVE)).toContain('[[unsubscribe]] <!--unsubscribe-->');
  expect(timesIn(withUnsubscribe(twice.html, LEAVE), LEAVE)).toBe(1);
});

it.each(HOSTILE_NAMES.map((name) => [name.slice(0, 30), name] as const))('prints %s harmless and legible', (_, name) => {
  const { html, text } = mail(named(name));
  const shown = normal(drawable(name));
  expect(timesIn(readHtml(html), shown)).toBeGreaterThan(8);
  expect(timesIn(normal(text), shown)).toBeGreaterThan(6);
  expect(html).not.toMatch(/<script|<img src=x|onerror=alert\(1\)>/);
  for (const form of [html, text]) expect(form.replaceAll('\n', '')).not.toMatch(/[\p{Bidi_Control}\p{Cs}\p{Cc}]/u);
  // no word is longer than a narrow page
  for (const word of readHtmlRaw(html).split(/[\s\u200b-]+/)) expect([...word].length).toBeLessThan(60);
});

const readHtmlRaw = (html: string) =>
  html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&[a-z#0-9]+;/g, '.');

it('stays below what Gmail shows, however much there is to say', () => {
  const rows = Array.from({ length: 120 }, (_, at) =>
    measure(`Measure ${at}`, { id: `m-${at}`, now: { value: at, text: `${at} min`, href: `/ed/measures?${'where=x&'.repeat(60)}` } }),
  );
  const [first] = usual();
  const many = first?.kind === 'measures' ? [{ ...first, rows }, ribbonOf(manyStages()), ...usual().slice(2)] : [];
  const long = mail(weekly(many));
  expect(Buffer.byteLength(long.html)).toBeLessThan(100_000);
  expect(long.html).toContain('too long for a mail');
  const stages = mail(weekly([ribbonOf(manyStages())]));
  expect(timesIn(readHtml(stages.html), 'Stage number')).toBe(18);
});

it('breaks lines of plain text at spaces, and never within a figure', () => {
  for (const line of mail().text.split('\n')) if (!line.includes('://')) expect([...line].length).toBeLessThanOrEqual(74);
  expect(wrapped(`${'x'.repeat(70)} 49\u00a0min`)).toEqual(['x'.repeat(70), '49\u00a0min']);
});
