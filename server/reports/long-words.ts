const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Lets words of `longest` letters or more that have no place to break be broken after every `piece` of them, at a space of no width: paper
 * and Outlook know no other way.
 */
export function breaking({ longest, piece }: { readonly longest: number; readonly piece: number }): (text: string) => string {
  const words = new RegExp(`[^\\s\\u200b\\u2010-\\u2014/-]{${String(longest)},}`, 'gu');
  const broken = (word: string) =>
    [...graphemes.segment(word)].map(({ segment }, at) => (at > 0 && at % piece === 0 ? `\u200b${segment}` : segment)).join('');
  return (text) => text.replace(words, broken);
}
