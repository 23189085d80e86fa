import { writeDuration } from './duration-text.ts';
import type { Filter, FilterOf } from './filter.ts';
import { capital, duration, number } from './format.ts';
import type { Words } from './process.ts';
import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

/** A filter in words: `name` and `value` as a chip shows them, `whole` with every value it names. */
export interface FilterWords {
  readonly name: string;
  readonly value: string;
  readonly whole: string;
}

/** `Priority` `1 or 2`; `Directly` `Triage → Assess, 1 h or more`. Never empty; names are shown as they are in the files. */
export function filterWords(filter: Filter, words?: Words): FilterWords {
  const [name, value, whole = value] = saying(filter, words?.cases ?? 'cases');
  return { name, value, whole: whole === '' ? name : `${name}: ${whole}` };
}

type Said = readonly [name: string, value: string, whole?: string];

/** Kinds that name things: what is said, and what is said of the opposite. */
const NAMING = {
  activity: ['Passes', 'Never passes'],
  stage: ['Visits', 'Never visits'],
  starts: ['Starts with', 'Does not start with'],
  ends: ['Ends with', 'Does not end with'],
  resource: ['Work by', 'No work by'],
  team: ['Work by team', 'No work by team'],
  rework: ['Done again', 'Never done again'],
} as const;

function saying(filter: Filter, cases: string): Said {
  switch (filter.kind) {
    case 'attribute':
      return ofAttribute(filter);
    case 'follows':
      return ofFollows(filter);
    case 'variant':
      return ofVariant(filter);
    case 'late':
      return [filter.not ? 'Never waits too long' : 'Waits beyond the limit', filter.stage ?? 'any stage'];
    case 'waits-at':
      return ofWaitsAt(filter);
    case 'comment':
      return filter.not ? ['Without', 'a comment'] : ['With', 'a comment'];
    case 'duration':
    case 'processing':
    case 'stage-wait':
    case 'score':
      return ofRange(filter, cases);
    default:
      return ofNames(NAMING[filter.kind][filter.not ? 1 : 0], filter.names ?? ['any activity']);
  }
}

/** `1 or 2`, `1 and 2 more` from three on. */
export function listWords(values: readonly string[], most = 2): string {
  const shown = values.map((value) => (value === '' ? 'empty' : value));
  if (shown.length <= most) return shown.join(' or ');
  return `${shown[0] ?? ''} and ${String(shown.length - 1)} more`;
}

const ofNames = (name: string, names: readonly string[]): Said => [name, listWords(names), listWords(names, Infinity)];

function ofAttribute({ name, op, values = [], min, max }: FilterOf<'attribute'>): Said {
  if (op === 'missing') return [name, 'missing'];
  if (op === 'range') return [name, numberRange(min, max)];
  const not = op === 'not-in' ? 'not ' : '';
  return [name, `${not}${listWords(values)}`, `${not}${listWords(values, Infinity)}`];
}

/** `Monday`, 1 to 7. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

function ofWaitsAt({ weekday, hour, stage, from, to, not }: FilterOf<'waits-at'>): Said {
  const day = WEEKDAYS[weekday - 1] ?? '';
  const clock = (at: number) => `${String(at).padStart(2, '0')}:00`;
  const when = hour === undefined ? day : `${day} ${clock(hour)} to ${clock((hour + 1) % 24)}`;
  const where = stage !== undefined ? `, for ${stage}` : from !== undefined && to !== undefined ? `, ${from} → ${to}` : '';
  return [not ? 'Never waits' : 'Waits', `${when}${where}`];
}

const WAYS = {
  directly: 'directly',
  'hand-over': 'handed over',
  eventually: 'later on',
  'to-start': 'from end to next start',
  'to-end': 'from end to next end',
} as const;

function ofFollows({ from, to, way, of, minMs, maxMs, not }: FilterOf<'follows'>): Said {
  const level = of === 'stage' ? 'stage ' : '';
  const name = `${level}${WAYS[way]}`;
  const said = not ? `never ${name}` : name;
  const span = minMs === undefined && maxMs === undefined ? '' : `, ${timeRange(minMs, maxMs)}`;
  return [capital(said), `${from} → ${to}${span}`];
}

const VARIANT_WORDS = { whole: 'Variant', stage: 'Variant of stages', folded: 'Variant, repeats folded' } as const;
function ofVariant({ keys, of, not }: FilterOf<'variant'>): Said {
  const count = keys.length === 1 ? 'one chosen' : `${number(keys.length)} chosen`;
  return [VARIANT_WORDS[of ?? 'whole'], `${not ? 'not ' : ''}${count}`];
}

const DURATION_WORDS = {
  throughput: 'From arrival to end',
  delivery: 'From arrival to delivery',
  processing: 'Time at work',
  waiting: 'Time idle',
} as const;

const STAGE_TIME_WORDS = { wait: 'Wait for', idle: 'Waiting before and in', time: 'Time in' } as const;

function ofRange(filter: FilterOf<'duration'> | FilterOf<'processing'> | FilterOf<'stage-wait'> | FilterOf<'score'>, cases: string): Said {
  const not = filter.not ? 'not ' : '';
  switch (filter.kind) {
    case 'duration':
      return [DURATION_WORDS[filter.of], `${not}${timeRange(filter.minMs, filter.maxMs)}`];
    case 'processing':
      return [`Work on ${filter.activity}`, `${not}${timeRange(filter.minMs, filter.maxMs)}`];
    case 'stage-wait':
      return [`${STAGE_TIME_WORDS[filter.of ?? 'wait']} ${filter.stage}`, `${not}${timeRange(filter.minMs, filter.maxMs)}`];
    case 'score':
      return [
        'Score',
        `${not}${numberRange(filter.min, filter.max)}`,
        `${not}${numberRange(filter.min, filter.max)}${filter.not ? `, and ${cases} without an answer` : ''}`,
      ];
  }
}

function numberRange(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `up to ${String(max)}`;
  return max === undefined ? `from ${String(min)}` : min === max ? String(min) : `${String(min)} to ${String(max)}`;
}

function timeRange(minMs: number | undefined, maxMs: number | undefined): string {
  if (minMs === undefined) return `below ${exact(maxMs ?? 0)}`;
  return maxMs === undefined ? `${exact(minMs)} or more` : `${exact(minMs)} to ${exact(maxMs)}`;
}

/** A bound as it is read; seconds and whole days exactly, as they were typed. */
function exact(ms: number): string {
  const seconds = ms < HOUR && ms % SECOND === 0 && ms % MINUTE !== 0;
  const days = ms >= 2 * DAY && ms % DAY === 0;
  return seconds || days ? writeDuration(ms) : duration(ms);
}
