import { textWidth } from '../text.ts';

export type Stretch = 100 | 80;
/** Width in px of a text at a size, weight and font width in %. */
export type TextWidth = (text: string, sizePx: number, weight: number, stretch: Stretch) => number;

/** How much narrower the font is at 80 %, and in regular weight, against the table's weight of 600 (both measured). */
const CONDENSED = 0.83;
const REGULAR = 0.975;
/** Widths from the table of the product's font. */
export const tableWidth: TextWidth = (text, sizePx, weight, stretch) =>
  textWidth(text, sizePx) * (stretch === 80 ? CONDENSED : 1) * (weight < 500 ? REGULAR : 1);

export interface FittedLine {
  text: string;
  stretch: Stretch;
}

/** How a text is set. */
export interface Setting {
  size: number;
  weight: number;
  textWidth: TextWidth;
}

const fits = (text: string, room: number, stretch: Stretch, { size, weight, textWidth: widthOf }: Setting): boolean =>
  widthOf(text, size, weight, stretch) <= room;

/** A text on one line: as it is, else condensed, else condensed and cut with an ellipsis. */
export function oneLine(text: string, room: number, setting: Setting): FittedLine {
  if (fits(text, room, 100, setting)) return { text, stretch: 100 };
  if (fits(text, room, 80, setting)) return { text, stretch: 80 };
  return { text: cut(text, room, setting), stretch: 80 };
}

/** A text on two lines when it doesn't fit on one: broken near its middle, condensed if need be, the second line cut if need be. */
export function twoLines(text: string, room: number, setting: Setting): FittedLine[] {
  if (fits(text, room, 100, setting)) return [{ text, stretch: 100 }];
  const breaks = [...text.matchAll(/[\s/_\-–:,]+/g)].map((match) => match.index + match[0].length).filter((at) => at < text.length);
  for (const stretch of [100, 80] as const) {
    const halves = breaks
      .map((at) => ({ at, first: text.slice(0, at).trim(), second: text.slice(at).trim() }))
      .filter(({ first, second }) => fits(first, room, stretch, setting) && fits(second, room, stretch, setting));
    const middle = (at: number) => Math.abs(at - text.length / 2);
    const [first, ...others] = halves;
    if (!first) continue;
    const best = others.reduce((a, b) => (middle(b.at) < middle(a.at) ? b : a), first);
    return [
      { text: best.first, stretch },
      { text: best.second, stretch },
    ];
  }
  if (fits(text, room, 80, setting)) return [{ text, stretch: 80 }];
  return filled(text, breaks, room, setting);
}

/** As much as fits on the first line, the rest cut on the second. */
function filled(text: string, breaks: readonly number[], room: number, setting: Setting): FittedLine[] {
  const at = breaks.filter((end) => fits(text.slice(0, end).trim(), room, 80, setting)).at(-1);
  const whole = letters(text);
  let end = at ?? 0;
  if (end === 0)
    for (let sum = ''; end < text.length && fits(sum + (whole[0] ?? ''), room, 80, setting); end = sum.length) sum += whole.shift() ?? '';
  return [
    { text: text.slice(0, end).trim(), stretch: 80 },
    { ...oneLine(text.slice(end).trim(), room, setting), stretch: 80 },
  ];
}

/** Never in the middle of what people see as one letter. */
function cut(text: string, room: number, setting: Setting): string {
  // no name needs more letters than this to fill a line
  const whole = letters(text).slice(0, 200);
  const shortened = (count: number) => `${whole.slice(0, count).join('').trimEnd()}…`;
  let low = 1;
  let high = whole.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(shortened(middle), room, 80, setting)) low = middle;
    else high = middle - 1;
  }
  return shortened(low);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const letters = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);
