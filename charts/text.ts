/**
 * How wide a text will be, without a page to measure it on.
 *
 * Advances of Instrument Sans at weight 600 in 1/100 of the font size, rounded up a little: a label that is
 * thought to fit must fit.
 */
const NARROW = new Set([...'iIjl.,:;\'|!’‘·']);
const SLIM = new Set([...'ftr()[]-/\\"“” \u00a0']);
const WIDE = new Set([...'mwMWOQGDNHUC%@&—']);

function advance(letter: string): number {
  if (NARROW.has(letter)) return 29;
  if (SLIM.has(letter)) return 37;
  if (WIDE.has(letter)) return 84;
  if (letter >= '0' && letter <= '9') return 62;
  if (letter >= 'A' && letter <= 'Z') return 68;
  // scripts with full-width letters take a whole square
  return letter > '\u2e7f' ? 105 : 59;
}

/** The look of tight labels: `font-stretch: 80%`. */
const CONDENSED = 0.83;

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

/** A number for an SVG attribute: two decimals are finer than any screen. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);
