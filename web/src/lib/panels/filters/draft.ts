import { parseDuration, writeDuration } from '../../../../../model/duration-text.ts';
import type { Filter, FilterKind, FilterOf } from '../../../../../model/scope.ts';

/** A filter while a person puts it together: what stands in the fields of its form, as text. */
export interface Draft {
  kind: FilterKind;
  not: boolean;
  /** The attribute, the activity or the stage that a kind is about. */
  name: string;
  /** What is ticked: names, values, keys of variants. */
  names: string[];
  /** Of an attribute: by its values, by a range, or those without one. */
  op: 'values' | 'range' | 'missing';
  from: string;
  to: string;
  way: FilterOf<'follows'>['way'];
  /** Level of `follows`, grain of `variant`, which time of `duration` or of a stage, what is waited for at an hour. */
  of: string;
  /** 1 is Monday. */
  weekday: number;
  /** As it is chosen; empty: all day. */
  hour: string;
  low: string;
  high: string;
}

export const newDraft = (kind: FilterKind, more: Partial<Draft> = {}): Draft => ({
  kind,
  not: false,
  name: '',
  names: [],
  op: 'values',
  from: '',
  to: '',
  way: 'directly',
  of: '',
  weekday: 1,
  hour: '',
  low: '',
  high: '',
  ...more,
});

const time = (ms: number | undefined) => (ms === undefined ? '' : writeDuration(ms));
const plainNumber = (value: number | undefined) => (value === undefined ? '' : String(value));
const turned = (filter: Filter) => filter.kind !== 'attribute' && filter.not === true;

/** The form of a filter that is there. */
export function draftOf(filter: Filter): Draft {
  const { kind } = filter;
  const not = turned(filter);
  switch (filter.kind) {
    case 'attribute':
      return draftOfAttribute(filter);
    case 'follows': {
      const { from, to, way, minMs, maxMs } = filter;
      return newDraft(kind, { from, to, way, of: filter.of ?? 'activity', low: time(minMs), high: time(maxMs), not });
    }
    case 'variant':
      return newDraft(kind, { names: [...filter.keys], of: filter.of ?? '', not });
    case 'duration':
      return newDraft(kind, { of: filter.of, low: time(filter.minMs), high: time(filter.maxMs), not });
    case 'processing':
      return newDraft(kind, { name: filter.activity, low: time(filter.minMs), high: time(filter.maxMs), not });
    case 'stage-wait':
      return newDraft(kind, { name: filter.stage, of: filter.of ?? '', low: time(filter.minMs), high: time(filter.maxMs), not });
    case 'waits-at':
      return draftOfHour(filter, not);
    case 'late':
      return newDraft(kind, { name: filter.stage ?? '', not });
    case 'score':
      return newDraft(kind, { low: plainNumber(filter.min), high: plainNumber(filter.max), not });
    case 'comment':
      return newDraft(kind, { not });
    default:
      return newDraft(kind, { names: [...(filter.names ?? [])], not });
  }
}

function draftOfAttribute({ kind, name, op, min, max, values = [] }: FilterOf<'attribute'>): Draft {
  const ends = { low: plainNumber(min), high: plainNumber(max) };
  return newDraft(kind, { name, op: op === 'in' || op === 'not-in' ? 'values' : op, not: op === 'not-in', names: [...values], ...ends });
}

function draftOfHour({ kind, weekday, hour, stage = '', from = '', to = '' }: FilterOf<'waits-at'>, not: boolean): Draft {
  const of = stage !== '' ? 'stage' : from === '' ? '' : 'hand-over';
  return newDraft(kind, { weekday, hour: hour === undefined ? '' : String(hour), name: stage, from, to, of, not });
}

/** The filter a form says, or what is wrong with it in words; null while too little stands in it. */
export type Said = { filter: Filter; fault?: never } | { fault: string; filter?: never } | null;

export function filterOf(draft: Draft): Said {
  const not = draft.not ? { not: true as const } : {};
  switch (draft.kind) {
    case 'attribute':
      return ofAttribute(draft);
    case 'variant':
      return draft.names.length === 0 ? null : said({ kind: 'variant', keys: draft.names, ...(draft.of ? { of: draft.of } : {}), ...not });
    case 'rework':
      return said({ kind: 'rework', ...(draft.names.length > 0 ? { names: draft.names } : {}), ...not });
    case 'waits-at':
      return ofHour(draft, not);
    case 'late':
      return said({ kind: 'late', ...(draft.name === '' ? {} : { stage: draft.name }), ...not });
    case 'comment':
      return said({ kind: 'comment', ...not });
    case 'follows':
    case 'duration':
    case 'processing':
    case 'stage-wait':
      return ofTime(draft, not);
    case 'score':
      return ofEnds(numbersOf(draft), (ends) => ({ kind: 'score', ...ends, ...not }));
    default:
      return draft.names.length === 0 ? null : said({ kind: draft.kind, names: draft.names, ...not });
  }
}

// a draft holds the words of its kind in `of`, which TypeScript knows as text only
const said = (filter: object): Said => ({ filter: filter as Filter });

function ofAttribute({ name, op, names, not, ...ends }: Draft): Said {
  const base: Pick<FilterOf<'attribute'>, 'kind' | 'name'> = { kind: 'attribute', name };
  if (op === 'missing') return said({ ...base, op });
  if (op === 'range') return ofEnds(numbersOf(ends), (range) => ({ ...base, op, ...range }));
  return names.length === 0 ? null : said({ ...base, op: not ? 'not-in' : 'in', values: names });
}

function ofTime(draft: Draft, not: { not?: true }): Said {
  const ends = timesOf(draft);
  switch (draft.kind) {
    case 'follows': {
      if (draft.from === '' || draft.to === '') return null;
      const pair = { from: draft.from, to: draft.to, way: draft.way, ...(draft.of === 'stage' ? { of: 'stage' } : {}) };
      return typeof ends === 'string' ? { fault: ends } : said({ kind: 'follows', ...pair, ...ends, ...not });
    }
    case 'duration':
      return ofEnds(ends, (span) => ({ kind: 'duration', of: draft.of, ...span, ...not }));
    case 'processing':
      return draft.name === '' ? null : ofEnds(ends, (span) => ({ kind: 'processing', activity: draft.name, ...span, ...not }));
    default:
      return draft.name === ''
        ? null
        : ofEnds(ends, (span) => ({
            kind: 'stage-wait',
            stage: draft.name,
            ...(draft.of === '' ? {} : { of: draft.of }),
            ...span,
            ...not,
          }));
  }
}

function ofHour({ weekday, hour, of, name, from, to }: Draft, not: { not?: true }): Said {
  const place = of === 'stage' ? { stage: name } : of === 'hand-over' ? { from, to } : {};
  if (Object.values(place).includes('')) return null;
  return said({ kind: 'waits-at', weekday, ...(hour === '' ? {} : { hour: Number(hour) }), ...place, ...not });
}

type Ends = Readonly<Record<string, number>>;

function ofEnds(ends: Ends | string, made: (ends: Ends) => object): Said {
  if (typeof ends === 'string') return { fault: ends };
  return Object.keys(ends).length === 0 ? null : said(made(ends));
}

function timesOf({ low, high }: Pick<Draft, 'low' | 'high'>): Ends | string {
  const ends: Record<string, number> = {};
  for (const [part, text] of [
    ['minMs', low],
    ['maxMs', high],
  ] as const) {
    if (text.trim() === '') continue;
    const ms = parseDuration(text);
    if (ms === undefined) return `“${text.trim()}” is not a length of time. Write 30 min, 2 h or 1.5 days.`;
    ends[part] = ms;
  }
  const { minMs, maxMs } = ends;
  return minMs !== undefined && maxMs !== undefined && minMs >= maxMs ? 'The first time has to be the shorter one.' : ends;
}

function numbersOf({ low, high }: Pick<Draft, 'low' | 'high'>): Ends | string {
  const ends: Record<string, number> = {};
  for (const [part, text] of [
    ['min', low],
    ['max', high],
  ] as const) {
    // a number field gives a number, or null while it is empty
    const written = String(text ?? '').trim();
    if (written === '') continue;
    const value = Number(written);
    if (!Number.isFinite(value)) return `“${written}” is not a number.`;
    ends[part] = value;
  }
  const { min, max } = ends;
  return min !== undefined && max !== undefined && min > max ? 'The first number has to be the smaller one.' : ends;
}
