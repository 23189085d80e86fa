import { number } from '../../model/format.ts';
import type { Letter, Section, SectionOf } from '../../model/letter.ts';
import { drawable } from '../../charts/letter/svg.ts';
import { footWords, scoreWord, signalWords, STATES } from './mail-words.ts';

/** Longest line: a mail program that answers with “> ” in front still fits 80. */
const WIDTH = 74;

/** Lines of at most `WIDTH` signs, broken at spaces; what has no space stays whole. `hang`: what the lines after the first begin with. */
export function wrapped(text: string, first = '', hang = first): string[] {
  const words = drawable(text)
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '');
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const start = lines.length === 0 ? first : hang;
    if (line !== '' && [...start, ...line, ...word].length + 1 > WIDTH) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, (lines.length === 0 ? first : hang) + line];
}

/** `Week 44: 4 h 01 m`, those that have a text, with semicolons between. */
const told = (parts: readonly (readonly [string, string])[]): string =>
  parts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => (name === '' ? text : `${name} ${text}`))
    .join('; ');

const head = (title: string, note: string): string[] => ['', '', ...wrapped(title.toLocaleUpperCase('en-GB')), ...wrapped(note), ''];

/** The letter as plain text, in the order and with the figures of its other forms. */
export function textOf(letter: Letter, options: { address: string; page: string | null; mark: string }): string {
  const { service, periodWords, headline, lead, sections } = letter;
  const lines = [
    ...wrapped(service.name === '' ? 'Throughline' : service.name),
    ...wrapped(periodWords),
    '',
    ...headline.flatMap((line) => wrapped(line)),
    ...(lead === '' ? [] : ['', ...wrapped(lead)]),
    ...sections.flatMap((section) => [...head(section.title, section.note), ...sectionLines(section, options.address)]),
    '',
    '-- ',
    ...footWords(letter).flatMap((line) => wrapped(line)),
    ...(options.page === null ? [] : [`${options.address}${options.page}`]),
    options.mark,
    '',
  ];
  return lines.join('\n').replace(/\n{4,}/g, '\n\n\n');
}

const link = (address: string, href: string): string =>
  href.startsWith('/') && !href.startsWith('//') ? `  ${address}${drawable(href)}` : '';

function sectionLines(section: Section, address: string): string[] {
  switch (section.kind) {
    case 'services':
      return section.rows.flatMap((row) => serviceLines(row, address));
    case 'measures':
      return measureLines(section);
    case 'ribbon':
      return ribbonLines(section);
    case 'asked':
      return section.items.length === 0
        ? wrapped(section.none)
        : section.items.flatMap(({ lead, words, href }) => [...wrapped(`${lead} ${words}`, '* ', '  '), link(address, href), '']);
    case 'alerts':
      return section.items.flatMap(({ state, words }) => wrapped(`${STATES[state]}: ${words}`, '* ', '  '));
    case 'lost':
      return section.items.length === 0 ? wrapped(section.none) : section.items.flatMap(lostLines);
    case 'improvements':
      return section.rows.length === 0 ? wrapped(section.none) : section.rows.flatMap(improvementLines);
    case 'satisfaction':
      return satisfactionLines(section);
    case 'comments':
      return section.items.flatMap(({ text, about }) => [...wrapped(text, '> ', '> '), ...wrapped(about, '  '), '']);
    case 'story':
      return storyLines(section);
    case 'about':
      return section.notes.flatMap((note, at) => wrapped(note, `${at + 1}. `, '   '));
  }
}

function serviceLines(row: SectionOf<'services'>['rows'][number], address: string): string[] {
  const figures = told([
    ['Cases', row.cases.text],
    [row.timeName === '' ? 'Time' : `Time ${row.timeName}`, row.time.text],
    ['Score', row.score.text],
    ['Getting worse', row.concerns.text],
    ['Improving', row.better.text],
    ['Asked of you', row.asks.text],
    ['', row.dataTo],
  ]);
  return [...wrapped(row.name), ...wrapped(row.headline, '  '), ...wrapped(figures, '  '), link(address, row.href), ''];
}

const measureLines = ({ steady, heads, rows }: SectionOf<'measures'>): string[] => [
  ...wrapped(steady),
  ...rows.flatMap((row) => {
    const { words } = signalWords(row);
    return [
      ...wrapped(`${row.name}${row.sub === '' ? '' : `, ${row.sub}`}`),
      ...wrapped(
        told([
          [`${heads.now}:`, row.now.text],
          [`${heads.context}:`, row.context.text],
          ['Target:', row.target.text],
        ]),
        '  ',
      ),
      ...wrapped([words, row.meaning].filter((part) => part !== '').join(': '), '  '),
      '',
    ];
  }),
];

function ribbonLines(section: SectionOf<'ribbon'>): string[] {
  const { partNames, total, afterTotal, waiting, processing, table, scoreName } = section;
  const parts = (part: 'delivery' | 'after') =>
    table
      .filter((row) => row.part === part)
      .flatMap((row) =>
        wrapped(
          `${row.stage}: ${told([
            [section.told ? 'waiting' : '', row.waiting.text],
            [section.told ? 'processing' : '', row.processing.text],
            ['within target', row.within.text],
            [scoreWord(scoreName), row.score.text],
          ])}`,
          '  ',
          '    ',
        ),
      );
  const after = parts('after');
  const sums = section.told ? `, of it waiting ${waiting.text}, processing ${processing.text}` : '';
  return [
    ...(table.length === 0 ? wrapped(section.alt) : wrapped(`${partNames.delivery} ${total.text}${sums}`)),
    ...parts('delivery'),
    ...(after.length === 0 ? [] : [...wrapped(`${partNames.after} ${afterTotal?.text ?? ''}`), ...after]),
  ];
}

const lostLines = (item: SectionOf<'lost'>['items'][number]): string[] => [
  ...wrapped(`${item.name}: ${item.lost.text}`, `${item.rank}. `, '   '),
  ...wrapped(
    told([
      [item.changeDirection === 'up' ? 'up' : item.changeDirection === 'down' ? 'down' : '', item.change.text],
      ['', [item.score.text, item.interval].filter((text) => text !== '').join(', ')],
    ]),
    '   ',
  ),
  ...wrapped(item.words, '   '),
  '',
];

const improvementLines = (row: SectionOf<'improvements'>['rows'][number]): string[] => [
  ...wrapped(row.name, '* ', '  '),
  ...wrapped(
    told([
      [`${row.measure}:`, [row.effect.text, row.interval].filter((text) => text !== '').join(', 95 %: ')],
      ['since', row.since],
    ]),
    '  ',
  ),
  ...wrapped(row.words, '  '),
  '',
];

const satisfactionLines = ({ overall, n, points, words }: SectionOf<'satisfaction'>): string[] => [
  ...wrapped(words.join(' ')),
  ...wrapped(
    told([
      ['Overall:', overall.text],
      ['', n.text],
    ]),
    '  ',
  ),
  ...points.flatMap((point) => wrapped(`${point.stage}: ${point.score.text} (${number(point.n)})`, '  ', '    ')),
];

const storyLines = (section: SectionOf<'story'>): string[] => [
  ...wrapped(
    told([
      ['', section.verdictWords],
      ['', [section.effect.text, section.interval].filter((text) => text !== '').join(', ')],
    ]),
  ),
  '',
  ...section.facts.flatMap(({ name, text }) => wrapped(`${name}: ${text}`, '', '  ')),
  ...(section.points.length === 0 ? [] : ['', ...wrapped(section.alt)]),
  ...[...section.boxes.filter(({ side }) => side === 'left'), ...section.boxes.filter(({ side }) => side === 'right')].flatMap(
    ({ name, text }) => ['', ...wrapped(name), ...text.flatMap((part) => wrapped(part, '  '))],
  ),
  ...(section.balancing.length === 0
    ? []
    : [
        '',
        'What must not get worse',
        ...section.balancing.flatMap((row) =>
          wrapped(`${row.name}: ${[row.effect.text, row.interval, row.words].filter((text) => text !== '').join(', ')}`, '  ', '    '),
        ),
      ]),
];
