/**
 * Advances of Instrument Sans at weight 600, in 1/100 of the font size, as measured: how wide a text will be can
 * then be told without a page to draw it on.
 */
const ADVANCES: Readonly<Record<number, string>> = {
  25: "iI.,:;'|!’‘· \u00a0",
  27: 'jl',
  34: '()[]/\\"“”',
  38: 'fr',
  42: 'tJ',
  46: '-',
  50: 'sz',
  55: 'acekvy',
  59: 'oxuFL',
  62: 'bdghnpqEBSZ0123456789%+<>=',
  67: 'PRT',
  71: 'KUXYw…–',
  75: 'ACDGHNV',
  80: 'OQ&@',
  90: 'M—',
  95: 'm',
  108: 'W',
};
const advances = new Map(
  Object.entries(ADVANCES).flatMap(([width, letters]) => [...letters].map((letter) => [letter, Number(width)] as const)),
);

function advance(letter: string): number {
  // scripts with full-width letters take a whole square, everything else not listed about as much as an “o”
  return advances.get(letter) ?? (letter > '\u2e7f' ? 105 : 62);
}

/** The look of tight labels: `font-stretch: 75%` with a little less space between letters. */
export const CONDENSED = 0.72;

/** Width in px of a text at a font size; `condensed` for tight labels. */
export function textWidth(text: string, size: number, condensed = false): number {
  let sum = 0;
  for (const letter of text) sum += advance(letter);
  return (sum / 100) * size * (condensed ? CONDENSED : 1);
}

/** A label as it is drawn in a given room. */
export interface Fitted {
  text: string;
  condensed: boolean;
  cut: boolean;
}

/**
 * A text in `room` px: as it is, else condensed, else condensed and cut with an ellipsis; null when fewer
 * than three letters would be left of it.
 */
export function fitText(text: string, size: number, room: number): Fitted | null {
  if (textWidth(text, size) <= room) return { text, condensed: false, cut: false };
  if (textWidth(text, size, true) <= room) return { text, condensed: true, cut: false };
  const letters = [...text];
  let left = letters.length - 1;
  while (left >= 3 && textWidth(`${letters.slice(0, left).join('').trimEnd()}…`, size, true) > room) left -= 1;
  return left < 3 ? null : { text: `${letters.slice(0, left).join('').trimEnd()}…`, condensed: true, cut: true };
}
