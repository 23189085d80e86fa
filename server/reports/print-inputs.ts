import { assuranceSvg, logoSvg, variationSvg } from '../../charts/letter/badges.ts';
import { effectSvg } from '../../charts/letter/effect.ts';
import { ribbonSvg } from '../../charts/letter/ribbon.ts';
import { satisfactionSvg } from '../../charts/letter/satisfaction.ts';
import { drawable, type Drawing } from '../../charts/letter/svg.ts';
import { tileSvg } from '../../charts/letter/tile.ts';
import type { Letter, Section, SectionOf } from '../../model/letter.ts';
import { breaking } from './long-words.ts';
import { unbrokenCheck } from './mail-words.ts';
import { takenApart, type ApartDrawing } from './print-drawing.ts';

type Printable = Record<string, unknown>;
type Measure = SectionOf<'measures'>['rows'][number];

/** A drawing for the templates; the words of those who don't see it go with it. */
interface PrintedDrawing extends ApartDrawing {
  readonly alt: string;
}

/** Widths of drawings in px: the text block of an A4 page, upright and for one half of it lying. */
const TEXT_WIDTH = 686;
const STORY_WIDTH = 500;
const STORY_HEIGHT = 230;
const BADGE = 20;
const KEY_BADGE = 15;

/**
 * What the templates print, as one JSON value: the letter with its drawings, links with their address, and all text harmless. The
 * templates get data in no other way.
 */
export function printInputs(letter: Letter, address: string, set: (text: string) => string): Printable {
  const { kind, service, periodWords, headline, lead, quiet, zone, dataVersion, check, footFigures, footSending } = letter;
  return harmless(
    {
      ...{ kind, periodWords, headline, lead, quiet, zone, dataVersion, footFigures, footSending },
      scopeWords: shortScope(letter),
      title: letter.subject === '' ? headline.join(' ') : letter.subject,
      service: service.name,
      check: unbrokenCheck(check),
      made: dayOf(letter.madeAt),
      logo: apart(logoSvg(20), ''),
      sections: withScope(letter).map(printedSection),
    },
    { address, set },
  );
}

/** More letters than this have no room in the foot of a page: then all of it stands among the notes about the data. */
const FOOT_LETTERS = 300;
const shortScope = ({ scopeWords }: Letter): string =>
  scopeWords.length > FOOT_LETTERS ? `${[...scopeWords].slice(0, FOOT_LETTERS).join('')}…` : scopeWords;

const withScope = ({ sections, scopeWords }: Letter): readonly Section[] =>
  scopeWords.length <= FOOT_LETTERS
    ? sections
    : sections.map((section) => (section.kind === 'about' ? { ...section, notes: [`${scopeWords}.`, ...section.notes] } : section));

const dayOf = (instant: string) => {
  const [year, month, day] = instant.slice(0, 10).split('-').map(Number);
  return { year, month, day };
};

function apart(drawing: Drawing | null, alt: string): PrintedDrawing | null {
  return drawing === null ? null : { ...takenApart(drawing.svg), alt };
}

function printedSection(section: Section): Printable {
  switch (section.kind) {
    case 'measures':
      return { ...section, rows: section.rows.map(printedMeasure), key: keyOf(section.rows) };
    case 'ribbon':
      return printedRibbon(section);
    case 'satisfaction': {
      const drawn = section.points.some(({ score }) => score.value !== null);
      const { numbered, ...drawing } = satisfactionSvg(section, { width: TEXT_WIDTH });
      return {
        ...{ ...section, drawing: drawn ? apart(drawing, section.alt) : null },
        names: drawn ? numbered.map((name, at) => `${String(at + 1)} ${name}`) : [],
      };
    }
    case 'story':
      return {
        ...{ ...section, points: undefined, about: undefined },
        drawing: apart(effectSvg(section, { width: STORY_WIDTH, height: STORY_HEIGHT }), section.alt),
      };
    default:
      return section;
  }
}

function printedMeasure(row: Measure): Printable {
  return {
    ...{ ...row, series: undefined },
    drawing: apart(tileSvg(row), row.alt),
    badges: [apart(variationSvg(row, BADGE), ''), apart(assuranceSvg(row, BADGE), '')].filter((badge) => badge !== null),
  };
}

const VARIATIONS = [
  ['improvement', 'improving'],
  ['concern', 'getting worse'],
  ['high', 'higher than chance explains'],
  ['low', 'lower than chance explains'],
  ['common', 'normal variation'],
] as const;
const ASSURANCES = [
  ['always', 'meets target'],
  ['never', 'will miss target'],
  ['hit-and-miss', 'hits and misses by chance'],
] as const;

/** What the badges mean, of those that are there. */
function keyOf(rows: readonly Measure[]): Printable[] {
  return [
    ...VARIATIONS.filter(([variation]) => rows.some((row) => row.variation === variation)).map(([variation, words]) => ({
      words,
      drawing: apart(variationSvg({ variation, direction: 'up' }, KEY_BADGE), ''),
    })),
    ...ASSURANCES.filter(([assurance]) => rows.some((row) => row.assurance === assurance)).map(([assurance, words]) => ({
      words,
      drawing: apart(assuranceSvg({ assurance }, KEY_BADGE), ''),
    })),
  ];
}

function printedRibbon(section: SectionOf<'ribbon'>): Printable {
  const { unnamed, ...drawing } = ribbonSvg(section, { width: TEXT_WIDTH });
  return {
    ...{ ...section, rows: undefined, about: undefined },
    drawing: section.rows.length === 0 ? null : apart(drawing, section.alt),
    // what the drawing has no room for is said below it
    narrow: section.table.filter(({ stage }) => unnamed.includes(stage)),
  };
}

/** Where a word is broken that is too long for a column of paper. */
const breakable = breaking({ longest: 25, piece: 12 });

/** The same value, with text that can be drawn and links that lead out of the paper; drawings are harmless already. */
function harmless(value: Printable, { address, set }: { address: string; set: (text: string) => string }): Printable {
  const walk = (one: unknown, name: string): unknown => {
    if (typeof one === 'string') {
      if (name === 'shapes' || name === 'fill' || name === 'anchor' || name === 'halo') return one;
      if (name === 'href') return one.startsWith('/') && !one.startsWith('//') ? `${address}${one}` : null;
      return name === 'kind' ? one : breakable(set(drawable(one)));
    }
    if (Array.isArray(one)) return one.map((item) => walk(item, name));
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, walk(item, key)]));
  };
  return walk(value, '') as Printable;
}
