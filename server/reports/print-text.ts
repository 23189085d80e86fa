/**
 * Foreign text made fit for the typesetter. It ends its process over signs of scripts from right to left that none of the fonts has, and
 * over marks that sit on nothing, so these go; a letter that ends it all the same is printed once more in its plainest form.
 */

/** Hebrew and Arabic marks, which only sit on letters of their own script. */
const HEBREW = '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7';
const ARABIC = '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed';
const HEBREW_LETTERS = '\\u05d0-\\u05ea';
const ARABIC_LETTERS = '\\u0620-\\u064a\\u0660-\\u0669\\u066e-\\u06d3\\u06f0-\\u06f9';

const STRAYS = new RegExp(
  [
    `(?<![${HEBREW}${HEBREW_LETTERS}])[${HEBREW}]+`,
    `(?<![${ARABIC}${ARABIC_LETTERS}])[${ARABIC}]+`,
    '(?<![\\p{L}\\p{M}])\\p{M}+',
    // how an emoji is coloured, and letters of no font
    '[\\ufe00-\\ufe0f\\p{Emoji_Modifier}\\p{Co}\\p{Cn}]',
    // joiners that join nothing
    '(?<![\\p{L}\\p{M}\\p{Extended_Pictographic}])[\\u200c\\u200d]+',
  ].join('|'),
  'gu',
);
const FROM_RIGHT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** What may stand in a text that has letters from right to left: those, their marks and signs, and what every font has. */
const BESIDE = new RegExp(
  `[^${HEBREW}${ARABIC}\\u0020-\\u007e\\u00a0-\\u024f\\u0370-\\u03ff\\u0400-\\u04ff\\u2010-\\u2014\\u2018-\\u201d\\u2026\\u2212\\u200b-\\u200d${HEBREW_LETTERS}\\u05be\\u05f3\\u05f4${ARABIC_LETTERS}\\u060c\\u061b\\u061f\\p{Extended_Pictographic}]`,
  'gu',
);

/** The same text without marks that sit on nothing; what can't stand beside letters from right to left becomes a space. */
export function settable(text: string): string {
  const whole = text.normalize('NFC').replace(STRAYS, '');
  return FROM_RIGHT.test(whole) ? whole.normalize('NFKC').replace(BESIDE, ' ').replace(STRAYS, '') : whole;
}

/** Letters, digits and signs one by one: nothing that sits on or joins another, nothing that is in no font of its own script. */
export function plainest(text: string): string {
  const single = settable(text).replace(/[\p{M}\p{C}\u{1f1e6}-\u{1f1ff}\u200b-\u200d]/gu, '');
  return FROM_RIGHT.test(single) ? single.replace(/[^\p{L}\p{N} !-/:-@]/gu, ' ') : single;
}
