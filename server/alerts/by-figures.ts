import { LEAST_FOR_GOAL, type Finding, type WatchOf } from '../../model/alert.ts';
import { addDays, addMonths } from '../../model/calendar.ts';
import { inBucket } from '../../model/control-words.ts';
import { duration, number, percent, uncapital } from '../../model/format.ts';
import { inUnit } from '../../model/improvement-words.ts';
import type { LocalDate } from '../../model/units.ts';
import { ask, type RowFor } from '../analytics/analytic.ts';
import { lastWholeBuckets, wholeEnd } from '../analytics/buckets.ts';
import { serviceLevels } from '../analytics/service-levels.ts';
import { figureOf, measureHref, type Charted, type Charts, type Per } from './charts.ts';

/**
 * Measures whose newest whole period is part of a chosen rule, for the worse; those of neither direction, when they are high or low.
 * None below twelve points, where a chart has no limits.
 */
export async function signalFindings(charts: Charts, { measures, rules, per }: WatchOf<'signal'>): Promise<Finding[]> {
  const all = await charts.of(measures, per);
  return all.flatMap((charted): Finding[] => {
    const { about, newest, measure } = charted;
    const { variation, since } = about;
    if (newest === null || since === null || variation === null || variation === 'common' || variation === 'improvement') return [];
    if (!rules.includes(since.rule) && !newest.rules.some((rule) => rules.includes(rule))) return [];
    return [
      {
        cause: `signal:${measure.id}:${since.direction}`,
        kind: 'signal',
        subject: { kind: 'measure', id: measure.id, name: measure.name },
        words: `${uncapital(about.words)}, ${figureOf(charted)}`,
        tone: variation === 'concern' ? 'worse' : 'neutral',
        since: since.bucket,
        occurrence: '',
        href: measureHref(charts.source.process.id, measure.id),
      },
    ];
  });
}

/** Measures beyond their targets, and service levels whose share within is below its goal with its whole interval. */
export async function targetFindings(charts: Charts, watch: WatchOf<'target'>): Promise<Finding[]> {
  const byMeasure = watch.missed.some((one) => one !== 'share')
    ? await charts.of(watch.measures, watch.per, ({ target, better }) => target !== undefined && better !== 'neutral')
    : [];
  const missed = byMeasure.flatMap((charted) => missedBy(charts, charted, watch));
  return watch.missed.includes('share') ? [...missed, ...(await levelFindings(charts, watch))] : missed;
}

function missedBy(charts: Charts, charted: Charted, { missed }: WatchOf<'target'>): Finding[] {
  const { measure, about, newest } = charted;
  const { target } = about;
  if (target === null || newest === null) return [];
  const beyond = measure.better === 'lower' ? newest.value > target : newest.value < target;
  const never = about.assurance === 'never';
  const counts = (missed.includes('newest') && beyond) || (missed.includes('never') && never);
  if (!counts) return [];
  return [
    {
      cause: `target:${measure.id}`,
      kind: 'target',
      subject: { kind: 'measure', id: measure.id, name: measure.name },
      words: `${figureOf(charted)}, target ${inUnit(target, about.unit)}${never ? '; will be missed unless something changes' : ''}`,
      tone: 'worse',
      since: null,
      occurrence: '',
      href: measureHref(charts.source.process.id, measure.id),
    },
  ];
}

async function levelFindings({ source, options }: Charts, { levels, per }: WatchOf<'target'>): Promise<Finding[]> {
  const { process } = source;
  const newest = lastWholeBuckets(process, per, wholeEnd(process), 1)[0];
  if (newest === undefined) return [];
  const period = { from: newest.bucket, to: after(newest.bucket, per) };
  const { rows } = await ask(source, serviceLevels, { process: process.id, period }, { weeks: 1 }, options);
  return rows
    .filter(({ target, verdict, n }) => (levels === null || levels.includes(target)) && verdict === 'missed' && n >= LEAST_FOR_GOAL)
    .map((row) => ({
      cause: `level:${row.target}`,
      kind: 'target',
      subject: { kind: 'level', id: row.target, name: row.name },
      words: `${levelWords(row)} ${inBucket(newest.bucket, per)}`,
      tone: 'worse',
      since: null,
      occurrence: '',
      href: `/${process.id}/service-levels?from=${period.from}&to=${period.to}`,
    }));
}

const after = (bucket: LocalDate, per: Per): LocalDate =>
  per === 'month' ? addMonths(bucket, 1) : addDays(bucket, per === 'week' ? 7 : 1);

/** `68 % of 214 within 30 min, goal 90 %`. */
const levelWords = ({ within, n, limitMs, goal }: RowFor<typeof serviceLevels>): string =>
  `${percent(within ?? 0)} of ${number(n)} within ${duration(limitMs)}, goal ${percent(goal ?? 0)}`;
