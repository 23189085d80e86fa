import { createHash } from 'node:crypto';
import { localDay } from '../../model/calendar.ts';
import { listOf } from '../improvements/view.ts';
import type { Throughline } from '../throughline.ts';
import { improvementAsk } from './letter/asked.ts';

/**
 * What a letter about a service (null: about the house) rests on, as a hash: the data version, blueprint, register of improvements with
 * what the figures say and today asks of each, decisions about charts, and alerts. The same hash means that a letter would say nothing new.
 */
export function fingerprintOf(house: Throughline, process: string | null): string {
  const processes = process === null ? house.live.all().map(({ stored }) => stored.id) : [process];
  const state = processes.sort().map((id) => {
    const { stored, facts, blueprintId, charts } = house.live.get(id);
    const improvements = house.store.improvements
      .of(id)
      .map((improvement) => [improvement.id, improvement.revision, house.store.improvements.standing(id, improvement.id).verdict]);
    const today = localDay(house.now().getTime(), stored.zone);
    const { dataVersion } = facts;
    const asked = listOf(house, id).improvements.map((one) => improvementAsk({ process: id, dataVersion, today }, one)?.lead ?? null);
    const alerts = house.store.alerts
      .episodes(id)
      .map(({ id: episode, state: stage, snoozedUntil, times }) => [episode, stage, snoozedUntil, times]);
    return [id, stored.name, dataVersion, blueprintId, charts, improvements, asked, alerts];
  });
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 32);
}
