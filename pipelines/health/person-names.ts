import { GIVEN_NAMES } from './given-names.ts';

/** How much a text looks like the name of one person: `sure` by an initial, a title or a known given name, `shaped` like one. */
export type Likeness = 'sure' | 'shaped' | 'given' | null;

const PARTICLES = new Set([
  'van',
  'de',
  'der',
  'den',
  'von',
  'da',
  'di',
  'del',
  'della',
  'dos',
  'la',
  'le',
  'bin',
  'al',
  'el',
  'ter',
  'ten',
  'zu',
  'af',
]);
const TITLE = /^(?:dr|prof|professor|doctor|mr|mrs|ms|miss|herr|frau|mme|mlle|sir|dame|sra|drs|ing)\.?$/i;
const WORD = /^\p{Lu}(?:\p{Ll}+|['’]\p{Lu}?\p{Ll}+|c\p{Lu}\p{Ll}+|ac\p{Lu}\p{Ll}+)(?:[-'’]\p{Lu}?\p{Ll}+)*$/u;
const INITIALS = /^(?:\p{Lu}\.-?)+$/u;
const LONE_LETTER = /^\p{Lu}$/u;

/** Words of teams, places, things and work: a text with one of them names no person. */
const WORDS_OF_SERVICES = new Set(
  `team crew ward wards nurse nurses doctor doctors clerk clerks agent agents desk reception service services department dept office unit group shift clinic hospital
   kiosk terminal device system systems robot bot machine server portal web mail email phone fax scanner queue pool support help back front line level tier first second third
   street road avenue lane park station square hall house building block library school college university campus airport bridge church centre center court wing floor room
   bed theatre lab laboratory pharmacy radiology surgery emergency imaging triage intake planning billing finance sales marketing legal human resources resource it hr
   north south east west upper lower new old san santa saint st los las el lake mount port fort bay city town county state region district zone area site
   order orders request requests claim claims invoice payment customer client patient user admin administrator manager supervisor director officer planner engineer
   technician specialist consultant analyst assistant registrar porter driver operator inspector assessor handler owner staff day night early late evening morning weekend
   public private internal external general special main central local national international red blue green black white yes no not none other unknown various
   assessment check review approval registration discharge treatment follow test tests result results case file form report letter call visit appointment document data
   open closed new pending done completed in on for and of the to with by from at board budget holders contractor supplier vendor partner company limited ltd gmbh inc bv
   google chrome microsoft windows apple android red cross blue`.split(/\s+/),
);

/** Devices and shared desks that stand among the names of persons: “KIOSK-2”, “crew 7”, “Terminal 12”. They are no person's and stay readable. */
export const NO_PERSON =
  '^(kiosk|crew|team|terminal|device|station|room|bed|ward|unit|desk|system|robot|bot|machine|server|scanner|counter|gate|line|pc|tablet|printer|queue|shift|group|vehicle|ambulance|truck|van|bay|lab)s?[ _#./-]*[a-z]?[0-9]*$';

const bare = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export const isGivenName = (word: string): boolean =>
  GIVEN_NAMES.has(bare(word)) ||
  bare(word)
    .split('-')
    .every((part) => part !== '' && GIVEN_NAMES.has(part));

/** “ANNA BRENNAN” and “anna brennan” as they would be written. */
function written(words: readonly string[]): string[] {
  const one = words.join('');
  const single = /^\p{L}[\p{L}'’-]*$/u;
  if (words.every((word) => single.test(word)) && (one === one.toUpperCase() || one === one.toLowerCase()) && one.length > 3)
    return words.map((word) =>
      PARTICLES.has(word.toLowerCase()) ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    );
  return [...words];
}

/** What a text looks like. `given` is a given name alone. */
export function likenessOf(text: string): Likeness {
  const value = text.trim();
  if (value.length < 2 || value.length > 60 || /[\d_@/\\:;()&+*#]/.test(value)) return null;
  const words = written(
    value
      .replace(',', ' ')
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
  const titled = words.length > 1 && TITLE.test(words[0] ?? '');
  const rest = titled ? words.slice(words.slice(1).findIndex((word) => !TITLE.test(word)) + 1) : words;
  if (rest.length === 0 || rest.length > 5 || rest.some((word) => WORDS_OF_SERVICES.has(bare(word).replace(/\.$/, '')))) return null;
  return likenessOfWords(rest, { titled, comma: /^[^,]+,[^,]+$/.test(value) });
}

/** What words look like that may be a name: `titled` by a title before them, `comma` after the first of them (“Brennan, Anna”). */
function likenessOfWords(words: readonly string[], { titled, comma }: { titled: boolean; comma: boolean }): Likeness {
  const known = (word: string) => WORD.test(word) || INITIALS.test(word) || LONE_LETTER.test(word) || PARTICLES.has(word);
  const names = words.filter((word) => WORD.test(word));
  if (names.length === 0 || !words.every(known)) return null;
  if (titled || words.some((word) => INITIALS.test(word))) return 'sure';
  if (words.length === 1) return isGivenName(names[0] ?? '') ? 'given' : null;
  const given = isGivenName(words[0] ?? '') || (comma && words.slice(1).some(isGivenName));
  return given ? 'sure' : 'shaped';
}

/** The name as it may be shown: enough for its owner to be recognised by those who know the file, no more. “R. A…”. */
export const masked = (text: string): string =>
  text
    .trim()
    .split(/\s+/)
    .slice(0, 3)
    .map((word) => (word.length <= 2 ? word : `${word.charAt(0)}…`))
    .join(' ');
