import type { AlertList, EpisodeView, RuleView } from '../../model/alert.ts';
import { watchWords } from '../../model/alert-words.ts';
import type { Improvement } from '../../model/improvement.ts';
import { DAY } from '../../model/units.ts';
import { measuresOf } from '../analytics/measure-buckets.ts';
import type { Measure } from '../../model/measure.ts';
import { targetsOf, type KnownTarget } from '../../model/service-targets.ts';
import { contextOf } from '../store/live.ts';
import type { Throughline } from '../throughline.ts';
import { sentenceOf } from './since.ts';

/** How long ends of alerts are listed. */
const LISTED_DAYS = 90;

/** The rules of a service and its alerts: open ones first, then those that ended in the last 90 days, newest first. */
export function alertsOf(house: Throughline, process: string): AlertList {
  const live = house.live.get(process);
  const { alerts } = house.store;
  const rules = alerts.rules(process);
  const closedAfter = new Date(house.now().getTime() - LISTED_DAYS * DAY).toISOString();
  const episodes = alerts.episodes(process, { closedAfter });
  const all = house.store.improvements.of(process);
  const known = knownOf(house, process);
  return {
    rules: rules.map((rule): RuleView => ({
      ...rule,
      sentence: watchWords(rule.watch, nameIn(known)),
      open: episodes.filter((episode) => episode.rule === rule.id && episode.state === 'open').length,
      waiting: alerts.waiting(rule.id).length,
    })),
    episodes: episodes.map((episode): EpisodeView => ({
      ...episode,
      ruleName: rules.find(({ id }) => id === episode.rule)?.name ?? '',
      sentence: sentenceOf(episode, live.stored.zone),
      improvement: takenUpBy(all, known, episode.finding.subject),
    })),
    removed: alerts
      .rules(process, { removed: true })
      .map(({ id, name, removedAt }) => ({ id, name, removedAt: removedAt ?? '' }))
      .toSorted((one, other) => other.removedAt.localeCompare(one.removedAt)),
    choices: {
      measures: known.measures.map(({ id, name }) => ({ id, name })),
      withTarget: known.measures.filter(({ target, better }) => target !== undefined && better !== 'neutral').map(({ id }) => id),
      levels: known.levels.filter(({ goal }) => goal !== null).map(({ id, name }) => ({ id, name })),
    },
  };
}

/** The improvement under way that carries what an alert is about; the newest where there are several. */
function takenUpBy(
  all: readonly Improvement[],
  { measures }: Known,
  { kind, id }: EpisodeView['finding']['subject'],
): EpisodeView['improvement'] {
  const measure = kind === 'measure' ? measures.find((one) => one.id === id) : undefined;
  if (measure === undefined) return null;
  const own = all.findLast(
    ({ frozen, state }) => (state === 'planned' || state === 'running') && frozen !== null && isSame(frozen.measure, measure),
  );
  return own === undefined ? null : { id: own.id, name: own.name };
}

/** The same figure, whatever it is called. */
const isSame = (one: Measure, other: Measure): boolean => figureOf(one) === figureOf(other);
const figureOf = ({ of, where, statistic, limitMs }: Measure): string =>
  JSON.stringify([of, where?.stage, where?.activity, where?.from, where?.to, statistic, limitMs]);

interface Known {
  readonly measures: readonly Measure[];
  readonly levels: readonly KnownTarget[];
}

/** The measures and service levels of a service. */
function knownOf(house: Throughline, process: string): Known {
  const live = house.live.get(process);
  return { measures: measuresOf({ process: contextOf(live, live.facts) }), levels: targetsOf(live.blueprint) };
}

/** What they are called. */
const nameIn =
  ({ measures, levels }: Known) =>
  (kind: 'measure' | 'level', id: string): string =>
    (kind === 'measure' ? measures : levels).find((one) => one.id === id)?.name ?? `${id} (no longer there)`;
