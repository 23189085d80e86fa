import type { QueryOptions } from '../../engine/engine.ts';
import type { AlertRule, Finding } from '../../model/alert.ts';
import { Cancelled, Problem } from '../../model/problem.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { Throughline } from '../throughline.ts';
import { brokenFindings, lateFindings } from './by-data.ts';
import { signalFindings, targetFindings } from './by-figures.ts';
import { Charts } from './charts.ts';
import { standingIn, steps, type Given } from './episodes.ts';
import { tell, tells } from './tell.ts';

/** What a look at a rule found: the causes that stand, or why nothing could be found out. */
export type Found =
  { readonly rule: AlertRule; readonly findings: readonly Finding[] } | { readonly rule: AlertRule; readonly problem: string };

/**
 * Holds rules of one service against its data, all within one data version, and asks each chart once. A rule that can't be answered says
 * why and leaves what was known of it; the others go on. Rejects only when it is stopped.
 */
export async function lookAt(
  house: Throughline,
  process: string,
  rules: readonly AlertRule[],
  now: Date,
  options: QueryOptions,
): Promise<Found[]> {
  const byData = rules.filter(({ watch }) => watch.kind === 'late' || watch.kind === 'broken');
  const byFigures = rules.filter((rule) => !byData.includes(rule));
  const found: Found[] = [];
  for (const rule of byData) found.push(await attempt(rule, options, () => dataFindings(house, rule, now)));
  if (byFigures.length === 0 || house.live.get(process).facts.dataVersion === 0) return found;
  const { result } = await inSnapshot(house, process, options, async (source) => {
    const charts = new Charts(source, options);
    const own: Found[] = [];
    for (const rule of byFigures) own.push(await attempt(rule, options, () => figureFindings(charts, rule)));
    return own;
  });
  return [...found, ...result];
}

async function dataFindings(house: Throughline, rule: AlertRule, now: Date): Promise<Finding[]> {
  if (rule.watch.kind === 'late') return lateFindings(house, rule.process, rule.watch, now);
  return rule.watch.kind === 'broken' ? brokenFindings(house, rule, rule.watch) : [];
}

async function figureFindings(charts: Charts, { watch }: AlertRule): Promise<Finding[]> {
  if (watch.kind === 'signal') return signalFindings(charts, watch);
  return watch.kind === 'target' ? targetFindings(charts, watch) : [];
}

async function attempt(rule: AlertRule, { signal }: QueryOptions, work: () => Promise<Finding[]>): Promise<Found> {
  try {
    return { rule, findings: await work() };
  } catch (error) {
    if (!(error instanceof Problem) || error instanceof Cancelled || signal?.aborted === true) throw error;
    return { rule, problem: [error.message, error.detail].filter(Boolean).join(' ') };
  }
}

/** Writes down what a look found and tells it. A rule that was changed or removed meanwhile is left to the look after that change. */
export function take(house: Throughline, found: Found, now: Date): void {
  const rule = house.store.alerts.findRule(found.rule.process, found.rule.id);
  if (rule?.revision !== found.rule.revision || rule.removedAt !== null) return;
  if ('problem' in found) {
    house.store.alerts.looked(rule.id, now, found.problem);
    return;
  }
  writeDown(house, rule, { now, findings: found.findings, looked: true });
  tell(house, rule, now);
}

/** What the clock alone brings: reminders, ends, snoozes that are over, quiet hours that are over. */
export function beat(house: Throughline, rule: AlertRule, now: Date): void {
  writeDown(house, rule, { now, findings: null, looked: false });
  tell(house, rule, now);
}

function writeDown(
  house: Throughline,
  rule: AlertRule,
  { now, findings, looked }: { now: Date; findings: readonly Finding[] | null; looked: boolean },
): void {
  const { alerts } = house.store;
  const { stored, facts } = house.live.get(rule.process);
  const episodes = alerts.episodesOf(rule.id);
  const given: Given = {
    rule,
    episodes,
    findings: findings ?? standingIn(episodes),
    ...{ now, looked, zone: stored.zone, dataVersion: facts.dataVersion, newId: house.newId },
  };
  const made = steps(given);
  if (made.length === 0 && !looked) return;
  alerts.together(() => {
    for (const { episode, entries, notices } of made) {
      alerts.put(episode);
      for (const entry of entries) alerts.record(rule.process, episode.id, entry);
      if (tells(rule)) for (const kind of notices) alerts.notice(rule.process, rule.id, episode.id, kind, now);
    }
    if (looked) alerts.looked(rule.id, now, null);
  });
}
