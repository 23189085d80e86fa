import { unitOf, type Measure } from '../../../../../model/measure.ts';
import { duration } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';

type Of = Measure['of'];
type Statistic = Measure['statistic'];
/** Which part of a service a measure needs or may name. */
export type Part = 'none' | 'stage' | 'stage?' | 'activity' | 'hand-over' | 'hand-over?';

interface Kind {
  /** As a choice of a form: `The wait before a stage`. */
  readonly name: (words: Words) => string;
  readonly part: Part;
  readonly statistics: readonly Statistic[];
}

const TIMES = ['median', 'p90', 'mean', 'share-within'] as const;

/** What can be measured, of which part, as which statistic: only what makes sense together. */
export const KINDS: Readonly<Record<Of, Kind>> = {
  throughput: { name: ({ case: one }) => `The whole time of a ${one}`, part: 'none', statistics: [...TIMES, 'count'] },
  delivery: { name: () => 'The time until delivery', part: 'none', statistics: [...TIMES, 'count'] },
  'stage-wait': { name: () => 'The wait before a stage', part: 'stage', statistics: TIMES },
  'stage-time': { name: () => 'The time in a stage', part: 'stage', statistics: TIMES },
  'hand-over': { name: () => 'A hand-over, from one activity to the next', part: 'hand-over', statistics: TIMES },
  processing: { name: () => 'The work itself', part: 'stage?', statistics: TIMES },
  'cases-with': { name: ({ cases }) => `${capital(cases)} in which something happens`, part: 'activity', statistics: ['share', 'count'] },
  rework: { name: ({ cases }) => `${capital(cases)} in which something is done again`, part: 'stage?', statistics: ['share', 'count'] },
  score: { name: () => 'What people say: the score', part: 'stage?', statistics: ['mean'] },
  'lost-hours': { name: () => 'Hours lost beyond the limits', part: 'hand-over?', statistics: ['sum'] },
  arrivals: { name: ({ cases }) => `${capital(cases)} that arrive`, part: 'none', statistics: ['count'] },
  open: { name: ({ cases }) => `${capital(cases)} that are open`, part: 'none', statistics: ['count'] },
};

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en-GB') + text.slice(1);
}

export const STATISTIC_WORDS: Readonly<Record<Statistic, string>> = {
  median: 'Median: half take longer',
  p90: '90th percentile: one in ten takes longer',
  mean: 'Mean',
  'share-within': 'Share within a limit',
  share: 'Share of all',
  count: 'How many',
  sum: 'All of them together',
};

/** What is wanted of something as a rule: less time and rework, more kept promises and better scores. */
export function usualBetter({ of, statistic }: Pick<Measure, 'of' | 'statistic'>): Measure['better'] {
  if (statistic === 'share-within' || of === 'score') return 'higher';
  return statistic === 'count' && ['throughput', 'delivery', 'arrivals', 'open'].includes(of) ? 'neutral' : 'lower';
}

/** What is measured, in words: `Wait before Triage, share within 20 min`. */
export function definitionWords(measure: Measure, words: Words): string {
  return `${partWords(measure, words)}, ${statisticShort(measure)}`;
}

/** What of a service is measured: its words without a part, and with one. */
const PART_WORDS: Readonly<Record<Of, (part: string, words: Words) => string>> = {
  throughput: (_, { case: one }) => `Whole time of a ${one}`,
  delivery: () => 'Time until delivery',
  'stage-wait': (part) => (part === '' ? 'Waits before stages' : `Wait before ${part}`),
  'stage-time': (part) => (part === '' ? 'Time in stages' : `Time in ${part}`),
  'hand-over': (part) => (part === '' ? 'Hand-overs' : part),
  processing: (part, { case: one }) => (part === '' ? `Work on a ${one}` : `Work in ${part}`),
  'cases-with': (part, { cases }) => `${capital(cases)} with ${part === '' ? 'anything' : part}`,
  rework: (part, { cases }) => (part === '' ? `${capital(cases)} with rework` : `${part} done again`),
  score: (part) => (part === '' ? 'Score of the whole' : `Score of ${part}`),
  'lost-hours': (part) => (part === '' ? 'Hours lost at hand-overs' : `Hours lost, ${part}`),
  arrivals: (_, { cases }) => `${capital(cases)} that arrive`,
  open: (_, { cases }) => `${capital(cases)} that are open`,
};

function partWords({ of, where }: Measure, words: Words): string {
  const pair = where?.from !== undefined && where.to !== undefined ? `${where.from} to ${where.to}` : '';
  return PART_WORDS[of](where?.activity ?? where?.stage ?? pair, words);
}

function statisticShort({ statistic, limitMs }: Measure): string {
  switch (statistic) {
    case 'share-within':
      return limitMs === undefined ? 'share within the limit of its stage' : `share within ${duration(limitMs)}`;
    case 'p90':
      return '90th percentile';
    case 'share':
      return 'share of all';
    case 'count':
      return 'how many';
    case 'sum':
      return 'in all';
    default:
      return statistic;
  }
}

/** A measure while it is being written: fields may be empty. */
export interface Draft {
  readonly id: string | null;
  name: string;
  of: Of;
  stage: string;
  activity: string;
  from: string;
  to: string;
  statistic: Statistic;
  limitMs: number | null;
  better: Measure['better'];
  target: number | null;
}

export const emptyDraft = (marksDelivery: boolean, hasStages: boolean): Draft => ({
  id: null,
  name: '',
  of: hasStages ? 'stage-wait' : marksDelivery ? 'delivery' : 'throughput',
  ...{ stage: '', activity: '', from: '', to: '' },
  statistic: 'median',
  limitMs: null,
  better: 'lower',
  target: null,
});

export const draftOf = ({ id, name, of, where, statistic, limitMs, better, target }: Measure): Draft => ({
  ...{ id, name, of, statistic, better },
  stage: where?.stage ?? '',
  activity: where?.activity ?? '',
  from: where?.from ?? '',
  to: where?.to ?? '',
  limitMs: limitMs ?? null,
  target: target ?? null,
});

/** What is still wrong with a draft, by field; nothing when it can be kept. */
export function draftProblems(
  draft: Draft,
  others: readonly Measure[],
  limited: (draft: Draft) => boolean,
): Partial<Record<keyof Draft, string>> {
  const { part } = KINDS[draft.of];
  const wrong: Partial<Record<keyof Draft, string>> = {};
  const name = draft.name.trim();
  if (name === '') wrong.name = 'It needs a name.';
  else if (others.some((one) => one.id !== draft.id && one.name.toLowerCase() === name.toLowerCase()))
    wrong.name = 'Another measure has this name.';
  if (part === 'stage' && draft.stage.trim() === '') wrong.stage = 'Which stage?';
  if (part === 'activity' && draft.activity.trim() === '') wrong.activity = 'Which activity?';
  if (part === 'hand-over' && draft.from.trim() === '') wrong.from = 'From which activity?';
  if (part === 'hand-over' && draft.to.trim() === '') wrong.to = 'To which activity?';
  if (part === 'hand-over?' && (draft.from.trim() === '') !== (draft.to.trim() === '')) wrong.to = 'Both activities, or neither.';
  if (draft.statistic === 'share-within') {
    if (draft.limitMs === null && !limited(draft)) wrong.limitMs = 'Within which time?';
    else if (draft.limitMs !== null && draft.limitMs <= 0) wrong.limitMs = 'A limit is more than nothing.';
  }
  const target = targetProblem(draft);
  if (target !== null) wrong.target = target;
  return wrong;
}

/** Why a target can't be one; null when it can. */
function targetProblem(draft: Draft): string | null {
  const { target } = draft;
  if (target === null) return null;
  const unit = unitOf(draft);
  if (unit === 'share') return target >= 0 && target <= 1 ? null : 'A share lies between 0 and 100 %.';
  if (unit === 'score') return target >= -100 && target <= 100 ? null : 'A score lies between −100 and 100.';
  return target >= 0 ? null : unit === 'ms' ? 'A time is not less than nothing.' : 'A number of them is not less than nothing.';
}

/** The measure a draft makes, without a target where nothing is wanted; `taken` are the ids of the others. */
export function measureOf(draft: Draft, taken: readonly string[]): Measure {
  const { part, statistics } = KINDS[draft.of];
  const text = (value: string) => value.trim();
  const where = {
    ...(part.startsWith('stage') && text(draft.stage) !== '' ? { stage: text(draft.stage) } : {}),
    ...(part === 'activity' && text(draft.activity) !== '' ? { activity: text(draft.activity) } : {}),
    ...(part.startsWith('hand-over') && text(draft.from) !== '' ? { from: text(draft.from), to: text(draft.to) } : {}),
  };
  return {
    id: draft.id ?? freeId(draft.name, taken),
    name: text(draft.name) === '' ? 'New measure' : text(draft.name),
    of: draft.of,
    ...(Object.keys(where).length === 0 ? {} : { where }),
    statistic: statistics.includes(draft.statistic) ? draft.statistic : (statistics[0] ?? 'median'),
    ...(draft.statistic === 'share-within' && draft.limitMs !== null && draft.limitMs > 0 ? { limitMs: draft.limitMs } : {}),
    better: draft.better,
    ...(draft.target === null || draft.better === 'neutral' ? {} : { target: draft.target }),
  };
}

/** An id made of the name, with a number behind it where it is taken. */
function freeId(name: string, taken: readonly string[]): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 36)
    .replace(/-+$/, '');
  const base = slug === '' ? 'measure' : slug;
  let id = base;
  for (let count = 2; taken.includes(id); count += 1) id = `${base}-${String(count)}`;
  return id;
}
