import type { AlertMessage, AlertRule, Episode, NoticeKind } from '../../model/alert.ts';
import { localDay } from '../../model/calendar.ts';
import { plural } from '../../model/format.ts';
import { Problem } from '../../model/problem.ts';
import type { Notice } from '../store/alerts.ts';
import type { Throughline } from '../throughline.ts';
import { LOOK } from './episodes.ts';
import { contentOf, lineOf, subjectOf } from './message.ts';
import { isQuiet } from './quiet.ts';
import { isSnoozed } from './since.ts';

/** Whether anybody is told by a rule at all. */
export const tells = ({ muted, recipients }: Pick<AlertRule, 'muted' | 'recipients'>): boolean => !muted && recipients.length > 0;

/**
 * Hands what waits of a rule to the outbox, as one message to each recipient; while it is quiet everything waits. What nobody is to be told
 * any more (snoozed, muted, no recipients) ends without one. Message, ledger and notices are one transaction: killed at any moment, exactly
 * one message comes of them. It leaves with the next round of the outbox. Answers the id of the message.
 */
export function tell(house: Throughline, rule: AlertRule, now: Date): string | null {
  const { stored, facts } = house.live.get(rule.process);
  const { alerts } = house.store;
  return alerts.together(() => {
    const waiting = alerts.waiting(rule.id);
    if (waiting.length === 0) return null;
    const all = waiting.map(({ id }) => id);
    if (!tells(rule)) {
      alerts.endNotices(all, null, now);
      return null;
    }
    if (isQuiet(rule.quiet, now, stored.zone)) return null;
    const told = toldOf(house, rule, waiting, localDay(now.getTime(), stored.zone));
    if (told.length === 0) {
      alerts.endNotices(all, null, now);
      return null;
    }
    const lines = told.map(({ episode, kinds }) => lineOf(episode, kinds, stored.zone));
    const message: AlertMessage = {
      id: house.newId(),
      process: rule.process,
      service: stored.name,
      rule: rule.id,
      ruleName: rule.name,
      madeAt: now.toISOString(),
      subject: subjectOf(stored.name, lines),
      lines,
      zone: stored.zone,
      dataVersion: facts.dataVersion,
    };
    alerts.addMessage(message);
    alerts.endNotices(all, message.id, now);
    const words = `Told to ${plural(rule.recipients.length, 'recipient', 'recipients')}`;
    for (const { episode } of told)
      alerts.record(rule.process, episode.id, { at: message.madeAt, by: LOOK, kind: 'told', words, dataVersion: facts.dataVersion });
    const about = { kind: 'alert', id: message.id } as const;
    house.outbox.put(rule.recipients.map((recipient) => ({ about, recipient, process: rule.process })));
    return message.id;
  });
}

/** The episodes that are told of, with all that happened to each while it waited. */
function toldOf(
  house: Throughline,
  rule: AlertRule,
  waiting: readonly Notice[],
  today: string,
): { episode: Episode; kinds: NoticeKind[] }[] {
  const kinds = new Map<string, NoticeKind[]>();
  for (const { episode, kind } of waiting) kinds.set(episode, [...(kinds.get(episode) ?? []), kind]);
  return [...kinds].flatMap(([id, own]) => {
    const episode = house.store.alerts.episode(rule.process, id);
    const isUnwanted = episode.muted || isSnoozed(episode, today) || episode.closedBy === 'person';
    return isUnwanted ? [] : [{ episode, kinds: own }];
  });
}

/** Tells the outbox who writes the messages of alerts. */
export function composeAlerts(house: Throughline): void {
  house.outbox.compose('alert', ({ about }) => {
    const message = house.store.alerts.message(about.id);
    if (message === undefined) throw new Problem('unknown_alert', 404, 'The service of this alert was removed, and the alert with it.');
    return Promise.resolve(contentOf(message, house.address()));
  });
}
