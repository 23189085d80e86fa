import type { Figure, Letter } from '../../model/letter.ts';

/** What makes a value a figure of a letter: nothing else in it has these three. */
const isFigure = (value: object): value is Figure => 'value' in value && 'text' in value && 'href' in value;

/**
 * Every figure a letter prints, in the order in which it stands in it; those without a text are printed nowhere. The rows and points that
 * charts are drawn from hold no figures.
 */
export function figuresOf(letter: Pick<Letter, 'sections'>): Figure[] {
  const found: Figure[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    if (isFigure(value)) {
      if (value.text !== '') found.push(value);
      return;
    }
    for (const part of Object.values(value)) walk(part);
  };
  walk(letter.sections);
  return found;
}
