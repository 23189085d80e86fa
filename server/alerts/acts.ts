import { localDay } from '../../model/calendar.ts';
import type { Episode, EpisodeEvent } from '../../model/alert.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import type { Throughline } from '../throughline.ts';

/** What a person does about an alert. */
export const ACTS = ['snooze', 'wake', 'mute', 'unmute', 'settle', 'unsettle'] as const;
export type Act = (typeof ACTS)[number];

interface Done {
  readonly kind: EpisodeEvent;
  readonly words: string;
  readonly change: Partial<Episode>;
}

/**
 * Snoozes until the start of a day in the zone of the service, mutes, or settles an alert, or takes that back; writes it down. Throws `NotFound`, `BadRequest`
 * for a day that is not to come, `Problem` alert_closed (409) where there is nothing to do any more.
 */
export function act(house: Throughline, process: string, id: string, order: { act: Act; until?: LocalDate }, by: string): Episode {
  const { alerts } = house.store;
  const { act: what, until } = order;
  const now = house.now();
  return alerts.together(() => {
    const before = alerts.episode(process, id);
    alerts.rule(process, before.rule);
    if (isRefused(alerts.episodesOf(before.rule), before, what))
      throw new Problem('alert_closed', 409, 'This alert is over already.', { detail: 'Nothing was changed.' });
    const { kind, words, change } = doneOf(house, before, what, until);
    const after: Episode = { ...before, ...change };
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    alerts.put(after);
    alerts.record(process, id, { at: now.toISOString(), by, kind, words, dataVersion: null });
    return after;
  });
}

/** An end can be muted, or taken back where a person made it and nothing of the kind came since. */
function isRefused(newest: readonly Episode[], { id, state, closedBy }: Episode, what: Act): boolean {
  if (what === 'unsettle') return state === 'open' || closedBy !== 'person' || !newest.some((one) => one.id === id);
  return state === 'closed' && what !== 'mute' && what !== 'unmute';
}

function doneOf(house: Throughline, episode: Episode, what: Act, until: LocalDate | undefined): Done {
  const now = house.now();
  const today = localDay(now.getTime(), house.live.get(episode.process).stored.zone);
  switch (what) {
    case 'snooze': {
      if (until === undefined || until <= today)
        throw new BadRequest('until', 'A snooze ends on a day that is to come.', `Today is ${dayInWords(today)}.`);
      return { kind: 'snoozed', words: `Snoozed until ${dayInWords(until)}`, change: { snoozedUntil: until } };
    }
    case 'wake':
      return { kind: 'woken', words: 'No longer snoozed', change: { snoozedUntil: null } };
    case 'mute':
      return { kind: 'muted', words: 'Muted: nothing is sent of it', change: { muted: true } };
    case 'unmute':
      return { kind: 'unmuted', words: 'No longer muted', change: { muted: false } };
    case 'settle':
      return {
        kind: 'settled',
        words: 'Settled; it opens again when it comes back after it was gone',
        change: {
          state: 'closed',
          closedAt: now.toISOString(),
          closedBy: 'person',
          settled: episode.goneSince === null,
          snoozedUntil: null,
          nextReminderAt: null,
        },
      };
    case 'unsettle':
      return {
        kind: 'unsettled',
        words: 'Open again: it was not settled',
        change: {
          state: 'open',
          closedAt: null,
          closedBy: null,
          settled: false,
          goneSince: episode.settled ? null : (episode.goneSince ?? episode.closedAt),
        },
      };
  }
}
