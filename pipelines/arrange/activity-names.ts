import { wordsOf } from '../recognise/role-words.ts';

const list = (text: string) => text.split(' ');

/** Words at the ends of a column's name that only say that it holds times. */
const TIME_WORDS = list(
  'date time datetime timestamp stamp ts dt utc gmt local actual datum zeit uhrzeit zeitpunkt zeitstempel fecha hora heure horodatage tijd tijdstip moment',
);
/** Between such a word and what happened: “date of discharge”, “Datum der Aufnahme”, “closed at”. */
const LINKS = list('of the at on der des die vom von de du del la le l d van het am um op');
/** German and Dutch glue the word for the time to the end of the name. */
const GLUED = /^(.{4,}?)(?:datum|zeitpunkt|zeit|tijdstip|tijd)$/i;
const OPENING = list(
  'start starts started begin begins began begun beginn begonnen from anfang von debut depuis inicio desde aanvang begin gestart',
);
const CLOSING = list(
  'end ends ended finish finished complete completed completion stop stopped to until ende bis beendet fin fini einde tot termino hasta',
);

/** Which end of an activity a column of dates names, and what is left of its name. */
export interface NamedEnd {
  readonly end: 'start' | 'end' | null;
  /** Without the words for times and ends, as compared: lower case, no accents. Empty where nothing is left. */
  readonly base: string;
  /** The name of the activity when it is one of a start and an end. */
  readonly shared: string;
  /** The name of the activity when it stands alone. */
  readonly alone: string;
}

/** What a column of dates is about, by its name: `registered_at` is “Registered”, `Date of discharge` “Discharge”. */
export function namedEnd(column: string): NamedEnd {
  const [, name = column, copy = ''] = /^(.*?)( \(\d+\))?$/.exec(column) ?? [];
  const tokens = tokensOf(name);
  const plain = withoutTimeWords(tokens);
  const first = normal(plain[0] ?? '');
  const last = normal(plain.at(-1) ?? '');
  const end = endOf(first, plain.length) ?? endOf(last, plain.length);
  const rest = end === null ? plain : withoutTimeWords(ends(first) ? plain.slice(1) : plain.slice(0, -1));
  const alone = plain.length === 0 ? tokens : plain;
  return { end, base: rest.map(normal).join(' ') + copy, shared: spoken(rest, name) + copy, alone: spoken(alone, name) + copy };
}

const ends = (word: string) => OPENING.includes(word) || CLOSING.includes(word);

function endOf(word: string, words: number): 'start' | 'end' | null {
  if (words < 2) return null;
  return OPENING.includes(word) ? 'start' : CLOSING.includes(word) ? 'end' : null;
}

const normal = (word: string): string => wordsOf(word);

const tokensOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '');

/** Takes words for times off both ends, with what links them, as long as something is left. */
function withoutTimeWords(tokens: readonly string[]): string[] {
  let rest = [...tokens];
  for (let before = -1; before !== rest.length;) {
    before = rest.length;
    if (rest.length > 1 && TIME_WORDS.includes(normal(rest[0] ?? ''))) rest = withoutLinks(rest.slice(1));
    if (rest.length > 1 && [...TIME_WORDS, ...LINKS].includes(normal(rest.at(-1) ?? ''))) rest = rest.slice(0, -1);
  }
  if (rest.length === 1 && TIME_WORDS.includes(normal(rest[0] ?? ''))) return [];
  return rest.map(unglued);
}

function withoutLinks(tokens: readonly string[]): string[] {
  const from = tokens.findIndex((token) => !LINKS.includes(normal(token)));
  return from === -1 ? [...tokens] : tokens.slice(from);
}

/** “Aufnahmedatum” is “Aufnahme”, “Entlassungsdatum” “Entlassung”. */
function unglued(token: string): string {
  const stem = GLUED.exec(token)?.[1];
  if (stem === undefined || TIME_WORDS.includes(normal(stem))) return token;
  return stem.replace(/(ung|heit|keit|ion|tät)s$/i, '$1');
}

/** Words as a name: “ct scan”, “Triage”; a name all in capitals loses them, an abbreviation among others keeps them. */
function spoken(tokens: readonly string[], name: string): string {
  const shouted = name === name.toUpperCase() && /\p{Lu}{4}/u.test(name);
  const glued = /\p{Ll}\p{Lu}/u.test(name);
  const words = tokens.map((token, at) => (shouted || (glued && at > 0 && /^\p{Lu}\p{Ll}/u.test(token)) ? token.toLowerCase() : token));
  const text = words.join(' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
