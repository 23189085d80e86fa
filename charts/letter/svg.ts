import { CONDENSED, textWidth } from '../text.ts';
import { escapeMarkup } from '../../model/outside-text.ts';

/** A drawing of a letter: an SVG with its size in px. It stands alone: colours and font are in it. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The colours of paper: the light theme of the pages. */
export const PAPER = {
  surface: '#FFFFFF',
  line: '#E6E3DA',
  line2: '#CFCBBF',
  ink: '#17211F',
  ink2: '#47524F',
  ink3: '#636D6A',
  onInk: '#FBFAF6',
  wait: '#E5AC42',
  waitEdge: '#B0741A',
  onWait: '#3B2503',
  work: '#1E6B70',
  onWork: '#FFFFFF',
  better: '#2A5DC2',
  betterSoft: '#E4ECFB',
  betterInk: '#234FA6',
  worse: '#C64A12',
  worseSoft: '#FCE9DF',
  worseInk: '#A53B0B',
  common: '#7C8683',
  commonSoft: '#ECEBE5',
  neutral: '#62638F',
} as const;

/** The font of a drawing, and those for what it can't write; all lie in `node_modules/@expo-google-fonts`. */
const FONTS = ['Instrument Sans', 'Noto Sans', 'Noto Sans Hebrew', 'Noto Sans Arabic', 'Noto Emoji'] as const;

/** Letters that join in a script or in an emoji, and nothing else that can't be seen. */
const JOINERS = /[\u200c\u200d]/;

/**
 * Foreign text as it may be drawn: no control characters, no lone surrogates, nothing that turns the direction of what follows.
 * Line breaks become spaces.
 */
export const drawable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (letter) => (JOINERS.test(letter) ? letter : letter === '\u00ad' ? '' : ' '));

/** Text inside an SVG, as content or in an attribute. */
export const escaped = (text: string): string => escapeMarkup(drawable(text));

/** A number as short as a drawing needs it. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);

/** How wide the regular weight is against the one whose widths are known. */
const REGULAR = 0.97;
const GAP = 3;

export interface TextLook {
  readonly size: number;
  readonly fill?: string;
  readonly weight?: 400 | 500 | 600 | 700;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly condensed?: boolean;
  /** A figure that stands out, right after the text. */
  readonly strong?: string;
  readonly strongFill?: string;
  /** An edge of this colour around the letters, where lines run below them. */
  readonly halo?: string;
}

/** A text with its baseline at `y`: one element each, as `server/reports/print-drawing.ts` reads them back. */
export function textAt(x: number, y: number, text: string, look: TextLook): string {
  const { size, fill = PAPER.ink, weight = 400, anchor = 'start', condensed = false, strong, strongFill = PAPER.ink, halo } = look;
  if (strong !== undefined) {
    // drawn side by side, by the widths they will have
    const bold = { size, weight: 700 as const, fill: strongFill, anchor, ...(halo === undefined ? {} : { halo }) };
    const rest = { size, weight, fill, anchor, ...(halo === undefined ? {} : { halo }) };
    const [own, wide] = [textWidth(text, size) * REGULAR, textWidth(strong, size)];
    return anchor === 'end'
      ? textAt(x - wide - GAP, y, text.trimEnd(), rest) + textAt(x, y, strong, bold)
      : textAt(x, y, text.trimEnd(), rest) + textAt(x + own, y, strong, bold);
  }
  const place = condensed ? `transform="translate(${px(x)} ${px(y)}) scale(${String(CONDENSED)} 1)"` : `x="${px(x)}" y="${px(y)}"`;
  const edge = halo === undefined ? '' : ` paint-order="stroke" stroke="${halo}" stroke-width="3" stroke-linejoin="round"`;
  return `<text ${place} font-size="${px(size)}" font-weight="${String(weight)}" text-anchor="${anchor}" fill="${fill}"${edge}>${escaped(text)}</text>`;
}

export interface PathLook {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: string;
  readonly round?: boolean;
  readonly opacity?: number;
}

export function path(d: string, { fill = 'none', stroke, width = 1, dash, round = false, opacity }: PathLook): string {
  const line =
    stroke === undefined
      ? ''
      : ` stroke="${stroke}" stroke-width="${px(width)}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}${round ? ' stroke-linecap="round" stroke-linejoin="round"' : ''}`;
  return `<path d="${d}" fill="${fill}"${line}${opacity === undefined ? '' : ` opacity="${px(opacity)}"`}/>`;
}

export const circle = (x: number, y: number, radius: number, fill: string, edge?: { stroke: string; width: number }): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="${fill}"${edge === undefined ? '' : ` stroke="${edge.stroke}" stroke-width="${px(edge.width)}"`}/>`;

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(height)}"${radius === 0 ? '' : ` rx="${px(radius)}"`} fill="${fill}"/>`;

/** A whole drawing; `label` says it in words to those who don't see it. */
export function drawing(size: { width: number; height: number }, parts: readonly string[], label = ''): Drawing {
  const { width, height } = size;
  const family = FONTS.map((name) => `'${name}'`).join(', ');
  const said = label === '' ? ' aria-hidden="true"' : ` role="img" aria-label="${escaped(label)}"`;
  return {
    width,
    height,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" font-family="${family}, sans-serif"${said}>${parts.join('')}</svg>`,
  };
}
