import { parseDuration, writeDuration } from './duration-text.ts';
import { ATTRIBUTE_OPS, checkedFilter, type Filter, type FilterOf } from './filter.ts';
import { BadRequest } from './problem.ts';

/**
 * Filters as text, one `where=` each in a URL, one `--where` each on the command line.
 *
 *     Priority:in:1|2   Priority:not-in:1   Age:range:18..65   Age:missing        an attribute
 *     @activity:Triage|Assess    @not-activity:Triage                             any other kind, `not-` turns it round
 *     @follows:directly:Triage:Assess:1h..2h    @stage-follows:eventually:Intake:Discharge
 *
 * In names and values `%`, `:`, `|`, `>` and `..` are percent-escaped, and so is an `@` that an attribute's name begins
 * with; so any text survives. Times are written as `90min`, `2days`, `1500ms`.
 */
export function filterToText(filter: Filter): string {
  if (filter.kind === 'attribute') return attributeToText(filter);
  const [head, ...parts] = partsOf(filter);
  return [`@${filter.not ? 'not-' : ''}${head}`, ...parts].join(':');
}

/** The filter a text says; refuses what it can't read with `where` as the field (`BadRequest`). */
export function filterFromText(text: string): Filter {
  const [head = '', ...parts] = text.split(':');
  const raw = head.startsWith('@') ? ofKind(head.slice(1), parts, text) : ofAttribute(head, parts, text);
  return checkedFilter(raw, () => 'where');
}

/** A name as it stands inside a filter's text, and inside `FROM>TO`. */
export const escapePart = (text: string): string => text.replaceAll(/[%:|>]|\.\./g, (found) => ESCAPED[found] ?? found);
export const plainPart = (text: string): string =>
  text.replaceAll(/%(25|3A|7C|3E|2E|40)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

const ESCAPED: Readonly<Record<string, string>> = { '%': '%25', ':': '%3A', '|': '%7C', '>': '%3E', '..': '%2E%2E' };

const namesText = (names: readonly string[]) => names.map(escapePart).join('|');
const namesOf = (text: string | undefined) => (text === undefined || text === '' ? undefined : text.split('|').map(plainPart));
const nameOf = (text: string | undefined) => (text === undefined || text === '' ? undefined : plainPart(text));

function attributeToText({ name, op, values, min, max }: FilterOf<'attribute'>): string {
  const said = escapePart(name).replace(/^@/, '%40');
  if (op === 'missing') return `${said}:missing`;
  return op === 'range' ? `${said}:range:${min ?? ''}..${max ?? ''}` : `${said}:${op}:${namesText(values ?? [])}`;
}

type Timed = { readonly minMs?: number | undefined; readonly maxMs?: number | undefined };
const shortTime = (ms: number | undefined) => (ms === undefined ? '' : writeDuration(Math.round(ms)).replace(' ', ''));
const spanText = ({ minMs, maxMs }: Timed): string[] =>
  minMs === undefined && maxMs === undefined ? [] : [`${shortTime(minMs)}..${shortTime(maxMs)}`];

function waitsAtText({ kind, weekday, hour, stage, from, to }: FilterOf<'waits-at'>): string[] {
  const places = [stage, from, to].flatMap((name) => (name === undefined ? [] : [escapePart(name)]));
  return [kind, DAYS[weekday - 1] ?? '', ...(hour === undefined ? (places.length > 0 ? [''] : []) : [String(hour)]), ...places];
}

function partsOf(filter: Exclude<Filter, FilterOf<'attribute'>>): string[] {
  switch (filter.kind) {
    case 'follows':
      return [filter.of ? 'stage-follows' : 'follows', filter.way, escapePart(filter.from), escapePart(filter.to), ...spanText(filter)];
    case 'variant':
      return [filter.of ? `${filter.of}-variant` : 'variant', namesText(filter.keys)];
    case 'duration':
      return [filter.kind, filter.of, ...spanText(filter)];
    case 'processing':
      return [filter.kind, escapePart(filter.activity), ...spanText(filter)];
    case 'stage-wait':
      return [filter.of ? `stage-${filter.of}` : filter.kind, escapePart(filter.stage), ...spanText(filter)];
    case 'waits-at':
      return waitsAtText(filter);
    case 'late':
      return [filter.kind, ...(filter.stage === undefined ? [] : [escapePart(filter.stage)])];
    case 'rework':
      return [filter.kind, ...(filter.names === undefined ? [] : [namesText(filter.names)])];
    case 'score':
      return [filter.kind, `${filter.min ?? ''}..${filter.max ?? ''}`];
    case 'comment':
      return [filter.kind];
    default:
      return [filter.kind, namesText(filter.names)];
  }
}

/** Monday first. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

interface Form {
  /** How it is written, for people. */
  readonly form: string;
  /** The most parts it has. */
  readonly parts: number;
  readonly read: (parts: readonly string[]) => Readonly<Record<string, unknown>>;
}

const named = (kind: string): Form => ({ form: `@${kind}:NAME|NAME`, parts: 1, read: ([names]) => ({ kind, names: namesOf(names) }) });
const followed = (head: string, more: object): Form => ({
  form: `@${head}:directly:FROM:TO or @${head}:eventually:FROM:TO:1h..2h`,
  parts: 4,
  read: ([way, from, to, span]) => ({ kind: 'follows', way, from: nameOf(from), to: nameOf(to), ...more, ...spanOf(span) }),
});
const variants = (head: string, more: object): Form => ({
  form: `@${head}:KEY|KEY`,
  parts: 1,
  read: ([keys]) => ({ kind: 'variant', keys: namesOf(keys), ...more }),
});

const stageTimes = (head: string, more: object): Form => ({
  form: `@${head}:STAGE:20min..`,
  parts: 2,
  read: ([stage, span]) => ({ kind: 'stage-wait', stage: nameOf(stage), ...more, ...spanOf(span) }),
});
const waitsAt: Form = {
  form: '@waits-at:mon:14, @waits-at:mon:14:STAGE or @waits-at:mon:14:FROM:TO',
  parts: 4,
  read: ([day, hour, one, other]) => ({
    kind: 'waits-at',
    ...weekdayOf(day),
    ...(hour === undefined || hour === '' ? {} : { hour: numberOf(hour) }),
    ...(other === undefined ? { stage: nameOf(one) } : { from: nameOf(one), to: nameOf(other) }),
  }),
};

const FORMS: Readonly<Record<string, Form>> = {
  activity: named('activity'),
  stage: named('stage'),
  starts: named('starts'),
  ends: named('ends'),
  resource: named('resource'),
  team: named('team'),
  follows: followed('follows', {}),
  'stage-follows': followed('stage-follows', { of: 'stage' }),
  variant: variants('variant', {}),
  'stage-variant': variants('stage-variant', { of: 'stage' }),
  'folded-variant': variants('folded-variant', { of: 'folded' }),
  duration: { form: '@duration:throughput:2h..4h', parts: 2, read: ([of, span]) => ({ kind: 'duration', of, ...spanOf(span) }) },
  processing: {
    form: '@processing:ACTIVITY:30min..',
    parts: 2,
    read: ([activity, span]) => ({ kind: 'processing', activity: nameOf(activity), ...spanOf(span) }),
  },
  'stage-wait': stageTimes('stage-wait', {}),
  'stage-idle': stageTimes('stage-idle', { of: 'idle' }),
  'stage-time': stageTimes('stage-time', { of: 'time' }),
  'waits-at': waitsAt,
  late: { form: '@late or @late:STAGE', parts: 1, read: ([stage]) => ({ kind: 'late', stage: nameOf(stage) }) },
  rework: { form: '@rework or @rework:NAME|NAME', parts: 1, read: ([names]) => ({ kind: 'rework', names: namesOf(names) }) },
  score: { form: '@score:1..3', parts: 1, read: ([range]) => ({ kind: 'score', ...rangeOf(range) }) },
  comment: { form: '@comment', parts: 0, read: () => ({ kind: 'comment' }) },
};

function ofKind(head: string, parts: readonly string[], text: string): unknown {
  const not = head.startsWith('not-');
  const word = not ? head.slice('not-'.length) : head;
  const form = Object.hasOwn(FORMS, word) ? FORMS[word] : undefined;
  if (form === undefined)
    throw new BadRequest(
      'where',
      `“@${head}” is not a kind of filter.`,
      `There are ${Object.keys(FORMS)
        .map((one) => `@${one}`)
        .join(', ')}.`,
    );
  if (parts.length > form.parts) throw tooMany(text, form.form);
  return dropUnsaid({ ...form.read(parts), ...(not ? { not: true } : {}) });
}

const WAYS = 'NAME:in:A|B, NAME:not-in:A, NAME:range:1..5 or NAME:missing';

function ofAttribute(head: string, [op, rest, ...more]: readonly string[], text: string): unknown {
  if (head === '') throw new BadRequest('where', 'A filter starts with the name of an attribute, or with @ and its kind.', WAYS);
  const name = plainPart(head);
  if (op === undefined || !(ATTRIBUTE_OPS as readonly string[]).includes(op))
    throw new BadRequest(
      'where',
      op === undefined ? `“${text}” does not say how to filter.` : `“${op}” is not a way to filter.`,
      `Write ${WAYS}.`,
    );
  if (more.length > 0 || (op === 'missing' && rest !== undefined)) throw tooMany(text, `${head}:${op}${op === 'missing' ? '' : ':…'}`);
  if (op === 'range') return dropUnsaid({ kind: 'attribute', name, op, ...rangeOf(rest) });
  return dropUnsaid({ kind: 'attribute', name, op, values: rest?.split('|').map(plainPart) });
}

const tooMany = (text: string, form: string) =>
  new BadRequest('where', `“${text}” has a part too many.`, `It is written ${form}; a colon inside a name is written %3A.`);

const dropUnsaid = (raw: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));

function weekdayOf(text: string | undefined): { weekday?: number } {
  if (text === undefined || text === '') return {};
  const at = DAYS.findIndex((day) => day === text.toLowerCase());
  if (at < 0) throw new BadRequest('where', `“${text}” is not a day of the week.`, `Write ${DAYS.join(', ')}.`);
  return { weekday: at + 1 };
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new BadRequest('where', `“${text}” is not a number.`);
  return value;
}

/** The two ends of `1..5`, either of which may be left out; nothing from no text. */
function endsOf<T>(text: string | undefined, read: (end: string) => T): [T | undefined, T | undefined] {
  if (text === undefined) return [undefined, undefined];
  const [low = '', high, ...more] = text.split('..');
  if (high === undefined || more.length > 0)
    throw new BadRequest('where', `“${text}” has not two ends.`, 'Two points part them: 1..5, 1.. or ..5, with times 30min..2h.');
  return [low === '' ? undefined : read(low), high === '' ? undefined : read(high)];
}

function spanOf(text: string | undefined): { minMs?: number | undefined; maxMs?: number | undefined } {
  const [minMs, maxMs] = endsOf(text, (end) => {
    const ms = parseDuration(end);
    if (ms === undefined) throw new BadRequest('where', `“${end}” is not a length of time.`, 'Write 30min, 2h, 1.5days or 1500ms.');
    return ms;
  });
  return { minMs, maxMs };
}

function rangeOf(text: string | undefined): { min?: number | undefined; max?: number | undefined } {
  const [min, max] = endsOf(text, numberOf);
  return { min, max };
}
