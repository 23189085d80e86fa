/** More of a text than this is not looked into: a page of writing, far beyond any comment. */
const MOST_LETTERS = 4000;

/** A word as it stands in the text, in small letters. */
export type Word = string;

/**
 * The words of a text, clause by clause: what stands on both sides of a full stop or a comma does not belong together.
 *
 * French and Italian articles that lean on the next word are words of their own (`l'attente`: l, attente); an English `'s` is
 * left out. Numbers are no words.
 */
export function clausesOf(text: string): Word[][] {
  return text
    .slice(0, MOST_LETTERS)
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\u2018\u2019\u02bc`\u00b4]/g, "'")
    .split(/[.,;:!?¡¿()[\]{}"“”„«»…\r\n\t|/\\]+|\s[-\u2013\u2014]\s/u)
    .map((clause) => [...clause.matchAll(/\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*/gu)].flatMap(([word]) => apart(word)))
    .filter((words) => words.length > 0);
}

function apart(word: string): Word[] {
  const [head = '', ...rest] = word.split("'");
  if (rest.length === 0) return [word];
  const tail = rest.join("'");
  if (tail === 's') return [head];
  return head.length <= 2 && tail.length > 2 ? [head, tail] : [word];
}

/** Letters without their marks, where the marks come and go with the inflection. */
export const plain = (word: Word): Word => word.normalize('NFD').replaceAll(/\p{M}/gu, '');
