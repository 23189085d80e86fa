import type { AnalyticId } from '../../server/analytics/catalog.ts';
import { catalog } from '../../server/analytics/catalog.ts';

/** Names that a log has, for the questions that are about one thing. */
export interface Names {
  readonly case: string;
  /** A hand-over. */
  readonly previous: string;
  readonly next: string;
  /** Null in a log without stages. */
  readonly stage: string | null;
}

export interface Put {
  readonly id: AnalyticId;
  readonly params: Readonly<Record<string, string>>;
}

/** What else than nothing each question takes; one that is not here is put without parameters. */
const ways = ({ case: name, previous, next, stage }: Names): Partial<Record<string, readonly Record<string, string>[]>> => {
  const waits: Record<string, string>[] = [{ previous, next }, ...(stage === null ? [] : [{ stage }])];
  return {
    bottlenecks: [{ kind: 'all' }, { kind: 'all', with: 'score', bucket: 'week' }],
    'directly-follows': [{}, { times: 'false' }, { with: 'score' }],
    activities: [{}, { positions: 'true', scores: 'true' }],
    variants: [{}, { fold: 'repeats', search: next }],
    cases: [{}, { sort: 'arrivedAt', order: 'asc', search: name }],
    case: [{ case: name }],
    throughput: [{}, { of: 'throughput' }],
    durations: [
      { next },
      { previous, next },
      { of: 'processing', activity: next },
      ...(stage === null ? [] : [{ of: 'stage-wait', stage }]),
    ],
    flow: [{}, { bucket: 'day' }],
    queue: [{}, { per: 'day' }, { per: 'now' }, ...waits, ...waits.map((wait) => ({ ...wait, per: 'day' }))],
    satisfaction: [{}, { bucket: 'week' }],
    'waits-by': waits,
    'wait-score': waits,
    compare: [{}, { against: 'state=open' }],
    'improvement-effect': [{}, { per: 'day' }],
    'control-chart': [{}, { per: 'day' }, { per: 'month', points: '12' }],
  };
};

/** Every question of the catalogue, in every way that changes its statements. */
export function everyQuestion(names: Names): Put[] {
  const known = ways(names);
  return (Object.keys(catalog) as AnalyticId[]).flatMap((id) => (known[id] ?? [{}]).map((params) => ({ id, params: takenBy(id, params) })));
}

/** The parameters that a question has. */
const takenBy = (id: AnalyticId, params: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => name in catalog[id].params.properties));

/** A question as it stands in an address. */
export const addressOf = ({ id, params }: Put, scope = ''): string => {
  const query = new URLSearchParams(params).toString();
  return [`/analytics/${id}`, [scope, query].filter((one) => one !== '').join('&')].filter((one) => one !== '').join('?');
};
