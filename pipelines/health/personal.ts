import type { Mapping, Role } from '../../model/event-log.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits } from '../recognise/role-words.ts';
import { isIdentifier } from './identifiers.ts';
import { isGivenName, likenessOf, masked, type Likeness } from './person-names.ts';

/** What of persons a column holds. `text`: mail addresses or phone numbers inside comments. */
export type PersonalKind = 'names' | 'mail' | 'phone' | 'identifiers' | 'text';

export interface PersonalColumn {
  readonly index: number;
  readonly name: string;
  readonly kind: PersonalKind;
  /** Of the values that were looked at, those that are personal. */
  readonly values: number;
  readonly looked: number;
  /** A few values, shortened so that they name nobody. */
  readonly examples: readonly string[];
}

/** A value that was replaced by a code before. */
export const CODE = /^person-[0-9a-z]{10}$/;

const MAIL = /^[\w.+%-]+@[\w-]+(?:\.[\w-]+)+$/;
// bounded as addresses are: without bounds a value of millions of letters is walked from each of them
const MAIL_INSIDE = /[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;
const PHONE_INSIDE = /(?:^|[\s(:])((?:\+\d{1,3}[ ./-]?|00\d{2}[ ./-]?|0)\(?\d{1,5}\)?(?:[ ./-]?\d{2,5}){2,4})(?=$|[\s),.;])/;
const DATE_INSIDE = /\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b/g;

/**
 * Which columns hold data of persons, judged by values from all over the file.
 *
 * Specific rather than eager: names of teams and devices, numbered roles (“Nurse 03”, “User_1”), medicines and places are
 * not names of persons. `rows` are fields in the order of `names`.
 */
export function personalColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  mapping: Pick<Mapping, 'roles'> = {},
): PersonalColumn[] {
  return names.flatMap((name, index) => {
    const values = [...new Set(rows.map((row) => (row[index] ?? '').trim()))].filter((value) => value !== '' && !CODE.test(value));
    const kind = values.length === 0 ? null : kindOf(name, values, mapping.roles?.[name]);
    if (kind === null) return [];
    const personal = values.filter(TESTS[kind]);
    return [
      {
        index,
        name,
        kind,
        values: personal.length,
        looked: values.length,
        examples: personal.slice(0, 3).map((value) => shown(kind, value)),
      },
    ];
  });
}

const TESTS: Readonly<Record<PersonalKind, (value: string) => boolean>> = {
  names: (value) => likenessOf(value) !== null || isLogin(value),
  mail: (value) => MAIL.test(value),
  phone: isPhone,
  identifiers: isIdentifier,
  text: (value) => MAIL_INSIDE.test(value) || hasPhone(value),
};

const shown = (kind: PersonalKind, value: string): string =>
  kind === 'names' ? masked(value) : kind === 'mail' ? `${value.charAt(0)}…@…` : kind === 'text' ? '' : `${value.slice(0, 3)}…`;

function kindOf(name: string, values: readonly string[], role: Role | undefined): PersonalKind | null {
  if (values.filter(TESTS.mail).length >= Math.max(1, values.length * 0.2)) return 'mail';
  if (isProse(values) || role === 'comment') return values.some(TESTS.text) ? 'text' : null;
  if (isTimes(values)) return null;
  if (phones(name, values)) return 'phone';
  if (identifiers(name, values)) return 'identifiers';
  if (namesOfPersons(name, values, role)) return 'names';
  // short remarks: “call 087 123 4567”
  return values.some((value) => /\p{L}{2,}[^\p{L}]/u.test(value) && TESTS.text(value)) ? 'text' : null;
}

/** A text with a phone number in it: of 8 to 15 digits, with the country or in groups, and no date. */
function hasPhone(text: string): boolean {
  const number = PHONE_INSIDE.exec(text.replace(DATE_INSIDE, ' '))?.[1]?.trim() ?? '';
  const digits = number.replace(/\D/g, '').length;
  return digits >= 8 && digits <= 15 && (number.startsWith('+') || /\d[ ./)-]+\d/.test(number));
}

/** Sentences rather than values. */
const isProse = (values: readonly string[]): boolean => {
  const words = values.reduce((sum, value) => sum + value.split(/\s+/).length, 0) / values.length;
  return words >= 5 || values.reduce((sum, value) => sum + value.length, 0) / values.length > 60;
};

const isTimes = (values: readonly string[]): boolean =>
  values.every((value) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}:\d{2}|T\d{2}:\d{2}/.test(value));

const NAMES_PHONE = /phone|mobile|cell|\btel\b|telef|handy|rufnummer|gsm|msisdn|fax|celular|numero de telephone/i;

function phones(name: string, values: readonly string[]): boolean {
  const fitting = values.filter(isPhone).length;
  const plain = values.filter((value) => /^\d{7,15}$/.test(value.replace(/[ ()./-]/g, ''))).length;
  if (NAMES_PHONE.test(name)) return Math.max(fitting, plain) >= values.length * 0.5;
  return fitting >= 2 && fitting >= values.length * 0.8;
}

/** A number as people write their phone's: with the country, or with an area set apart. */
function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  if (digits.length < 8 || digits.length > 15 || !/^[+(]?[\d ()./-]+$/.test(value)) return false;
  if (/^\d{4}-\d{2}-\d{2}/.test(value) || /^\d{1,2}[./]\d{1,2}[./]\d{2,4}/.test(value)) return false;
  return /^\+\d/.test(value) || /^00[1-9]\d[ ./-]/.test(value) || /^\(?0\d{1,4}\)?[ /-]\d{2,}/.test(value);
}

const NAMES_IDENTIFIER =
  /\bssn\b|social.?security|national.?(?:id|insurance)|\bnino?\b|nhs.?(?:no|num|id)|\bbsn\b|\bpps|personnummer|passport|tax.?(?:id|no)|steuer.?(?:id|nummer)|sozialversicherung|\bdni\b|\bnif\b|codice.?fiscale|\bpesel\b|aadhaar|\bcpf\b|iban|fodselsnummer|hetu/i;

function identifiers(name: string, values: readonly string[]): boolean {
  const fitting = values.filter(isIdentifier).length;
  if (NAMES_IDENTIFIER.test(name.replaceAll('_', ' ')))
    return values.filter((value) => /\d{4}/.test(value.replace(/[ -]/g, ''))).length >= values.length * 0.5;
  return fitting >= 5 && fitting >= values.length * 0.9;
}

const NAMES_PERSON =
  /\b(?:name|person|patient|client|customer|contact|employee|staff|worker|user|owner|agent|clinician|doctor|nurse|physician|surgeon|author|handler|assignee|assigned|responsible|resource|creator|created by|changed by|done by|performed by|clerk|technician|manager|approver|requester|reporter|caller|surname|lastname|firstname|given|family|mitarbeiter|bearbeiter|sachbearbeiter|kunde|vorname|nachname|nom|prenom|agente|empleado|nombre|cliente|medewerker|klant|naam|personal|handlaggare|asiakas)\b/i;
const NAMES_OTHER =
  /\b(?:activity|task|step|event name|status|stage|product|article|item|drug|medication|medicine|diagnosis|city|town|place|location|site|building|country|region|street|department|team|category|type|channel|company|supplier|file ?name|process name|form name|service name|project name|host ?name)\b/i;

/** Names of persons, judged by most values, and by fewer where the column says that it holds persons. */
function namesOfPersons(name: string, values: readonly string[], role: Role | undefined): boolean {
  const likeness = values.map(likenessOf);
  const many = (...wanted: Likeness[]) => likeness.filter((one) => wanted.includes(one)).length;
  const share = (...wanted: Likeness[]) => many(...wanted) / values.length;
  switch (saidToHold(name, role)) {
    case 'others':
      return many('sure') >= 3 && share('sure') >= 0.8 && values.filter(titledOrInitial).length >= values.length * 0.5;
    case 'persons':
      return (
        (many('sure') >= 1 && share('sure') >= 0.5) ||
        (many('sure') >= 3 && share('sure') >= 0.2) ||
        (many('given', 'sure') >= 2 && share('given', 'sure') >= 0.6) ||
        areShapedLikeNames(values, likeness) ||
        values.filter(isLogin).length >= Math.max(2, values.length * 0.6)
      );
    case null:
      return (many('sure') >= 2 && share('sure') >= 0.5) || (many('given') >= 4 && share('given') >= 0.8);
  }
}

/** What a column is for, by its role and its name; null where neither says. */
function saidToHold(name: string, role: Role | undefined): 'persons' | 'others' | null {
  const spoken = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_:.-]/g, ' ');
  const ofOthers = role !== undefined && ['activity', 'team', 'lifecycle', 'stage'].includes(role);
  if (ofOthers || NAMES_OTHER.test(spoken) || nameFits(name, EVENT_WORDS.activity) === 1) return 'others';
  if (role === 'resource' || role === 'customer') return 'persons';
  const persons = NAMES_PERSON.test(spoken) || nameFits(name, EVENT_WORDS.resource) > 0 || nameFits(name, FEEDBACK_WORDS.customer) > 0;
  return persons ? 'persons' : null;
}

/** Nearly all look like a name, and no words come again and again. */
function areShapedLikeNames(values: readonly string[], likeness: readonly Likeness[]): boolean {
  const shaped = values.filter((_, at) => likeness[at] === 'shaped' || likeness[at] === 'sure');
  return shaped.length >= 3 && shaped.length >= values.length * 0.8 && areDiverse(shaped);
}

const titledOrInitial = (value: string): boolean => /\p{Lu}\.(?:\s|$)|^(?:dr|prof|mr|mrs|ms)\b/iu.test(value);

/** Names of persons differ in every word; names of teams share theirs (“Ward nurses”, “Triage nurses”). */
function areDiverse(values: readonly string[]): boolean {
  const first = new Set(values.map((value) => value.split(/[\s,]+/)[0]));
  const last = new Set(values.map((value) => value.split(/[\s,]+/).at(-1)));
  return first.size >= values.length * 0.5 && last.size >= values.length * 0.6;
}

/** “a.brennan”, “anna.brennan”, “anna_brennan”. */
function isLogin(value: string): boolean {
  const [, first = '', last = ''] = /^([a-z]+)[._]([a-z]{2,})$/i.exec(value) ?? [];
  return last !== '' && (first.length === 1 || isGivenName(first) || isGivenName(last));
}
