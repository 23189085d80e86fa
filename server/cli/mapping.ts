import { ARRANGEMENTS, IMPORT_KINDS, ROLES, type Arrangement, type Mapping, type Role } from '../../model/event-log.ts';
import { PERSONAL_CHOICES, type Fix, type PersonalChoice } from '../../model/health.ts';
import { WrongUsage, type Command } from './usage.ts';

/** Options that say how a file is to be read: those of `check` and `import`. */
export const READING_OPTIONS = {
  kind: { type: 'string' },
  role: { type: 'string', multiple: true },
  'time-format': { type: 'string', multiple: true },
  zone: { type: 'string' },
  sheet: { type: 'string' },
  part: { type: 'string' },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  quote: { type: 'string' },
  'header-line': { type: 'string' },
  arrangement: { type: 'string' },
  fix: { type: 'string', multiple: true },
  personal: { type: 'string', multiple: true },
  replace: { type: 'string' },
  recipe: { type: 'string' },
} as const;

/** What was given for them. */
export interface ReadingValues {
  readonly kind?: string;
  readonly role?: string[];
  readonly 'time-format'?: string[];
  readonly zone?: string;
  readonly sheet?: string;
  readonly part?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly 'header-line'?: string;
  readonly arrangement?: string;
  readonly fix?: string[];
  readonly personal?: string[];
  readonly replace?: string;
}

/** The mapping that the options say. Throws `WrongUsage` for what can't be meant. */
export function mappingOf(values: ReadingValues, command: Command): Mapping {
  const { zone, sheet, part, encoding, delimiter } = values;
  const said: Mapping = {
    kind: oneOf(values.kind, IMPORT_KINDS, 'kind', command),
    roles: filled((values.role ?? []).map((pair) => roleOf(pair, command))),
    timeFormats: filled((values['time-format'] ?? []).map((pair) => pairOf(pair, '--time-format', 'COLUMN=FORMAT', command))),
    zone,
    sheet,
    part,
    encoding,
    delimiter: delimiter === 'tab' || delimiter === String.raw`\t` ? '\t' : delimiter,
    quote: oneOf(values.quote, ['"', "'"] as const, 'quote', command),
    headerLine: lineOf(values['header-line'], command),
    arrangement: oneOf<Arrangement>(values.arrangement, ARRANGEMENTS, 'arrangement', command),
    fixes: values.fix?.map((text) => fixOf(text, command)),
    personal: filled((values.personal ?? []).map((pair) => personalOf(pair, command))),
    replace: replaceOf(values.replace, command),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

const filled = <T>(pairs: readonly (readonly [string, T])[]): Record<string, T> | undefined =>
  pairs.length === 0 ? undefined : Object.fromEntries(pairs);

function oneOf<T extends string>(word: string | undefined, words: readonly T[], what: string, command: Command): T | undefined {
  if (word !== undefined && !(words as readonly string[]).includes(word))
    throw new WrongUsage(`“${word}” is not ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}. It takes ${words.join(' or ')}.`, command);
  return word as T | undefined;
}

function roleOf(pair: string, command: Command): readonly [string, Role] {
  const [column, role] = pairOf(pair, '--role', 'COLUMN=ROLE', command);
  if (!(ROLES as readonly string[]).includes(role)) throw new WrongUsage(`“${role}” is not a role. It takes ${ROLES.join(', ')}.`, command);
  return [column, role as Role];
}

function personalOf(pair: string, command: Command): readonly [string, PersonalChoice] {
  const [column, choice] = pairOf(pair, '--personal', 'COLUMN=code or COLUMN=keep', command);
  if (!(PERSONAL_CHOICES as readonly string[]).includes(choice))
    throw new WrongUsage(
      `--personal ${pair}: personal data are replaced by a code or kept. It takes ${PERSONAL_CHOICES.join(' or ')}.`,
      command,
    );
  return [column, choice as PersonalChoice];
}

function lineOf(text: string | undefined, command: Command): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new WrongUsage(`--header-line ${text} is not the number of a line.`, command);
  return Number(text);
}

function fixOf(text: string, command: Command): Fix {
  try {
    return JSON.parse(text) as Fix;
  } catch {
    throw new WrongUsage(
      `--fix takes a correction as JSON, as check prints it: '{"kind":"merge-equal-rows"}'. This is none: ${text}`,
      command,
    );
  }
}

function replaceOf(text: string | undefined, command: Command): Mapping['replace'] {
  if (text === undefined || text === 'cases') return text;
  const [, from, to] = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
  if (from === undefined || to === undefined || from >= to)
    throw new WrongUsage(
      `--replace ${text}: it takes “cases”, or two days as 2026-10-01..2026-11-01; the second is the first that stays.`,
      command,
    );
  return { from, to };
}

/** The last “=” parts name and value, the first that of a parameter: a column's name may hold one. */
export function pairOf(pair: string, option: string, form: string, command: Command): readonly [string, string] {
  const at = option === '--param' ? pair.indexOf('=') : pair.lastIndexOf('=');
  if (at < 1 || at === pair.length - 1) throw new WrongUsage(`${option} ${pair} is not of the form ${form}.`, command);
  return [pair.slice(0, at), pair.slice(at + 1)];
}
