import type { AlertRuleChange, AlertRuleContent, Watch } from '../../model/alert.ts';
import { USUAL_RULES } from '../../model/alert-usual.ts';
import { BadRequest } from '../../model/problem.ts';
import { DAY } from '../../model/units.ts';
import { checkRecipients, recipientKey } from '../channels/recipients.ts';
import type { StoredRule } from '../store/alerts.ts';
import type { Throughline } from '../throughline.ts';
import { tells } from './tell.ts';

/**
 * The samples come with rules that tell nobody, made once: what a person removed stays away. Data of a sample never go on, so that nothing
 * is said of data that are late.
 */
export function makeUsual(house: Throughline, process: string): void {
  const { stored, facts } = house.live.get(process);
  const { alerts } = house.store;
  if (!stored.sample || facts.dataVersion === 0 || alerts.hasAny(process)) return;
  alerts.together(() => {
    for (const content of USUAL_RULES.filter(({ watch }) => watch.kind !== 'late'))
      alerts.addRule(process, house.newId(), content, house.now());
  });
}

/** Makes a rule. Throws `BadRequest` for what makes no sense, `NotFound` for a webhook or folder that is not there. */
export function makeRule(house: Throughline, process: string, content: AlertRuleContent): StoredRule {
  const checked = checkedRule(content);
  checkRecipients(house.store.channels, checked.recipients);
  const id = house.newId();
  house.store.alerts.addRule(process, id, checked, house.now());
  return house.store.alerts.rule(process, id);
}

/**
 * Changes a rule; throws `Problem` changed_meanwhile (409) where somebody else did since. What is open when it gets its first recipient, or
 * is no longer muted, is told in one message.
 */
export function changeRule(house: Throughline, process: string, id: string, { revision, ...change }: AlertRuleChange): StoredRule {
  const { alerts } = house.store;
  const before = alerts.rule(process, id);
  const now = house.now();
  alerts.together(() => {
    const content = checkedRule({ ...contentOf(before), ...change });
    checkRecipients(house.store.channels, content.recipients, before.recipients);
    alerts.changeRule(process, id, revision, content, now);
    const open = alerts.episodesOf(id).filter(({ state }) => state === 'open');
    const next = content.remindAfterDays === null ? null : new Date(now.getTime() + content.remindAfterDays * DAY).toISOString();
    const begins = !tells(before) && tells(content);
    if (begins || content.remindAfterDays !== before.remindAfterDays)
      for (const episode of open) alerts.put({ ...episode, reminders: 0, nextReminderAt: next });
    if (begins) for (const episode of open) alerts.notice(process, id, episode.id, 'standing', now);
  });
  return alerts.rule(process, id);
}

const contentOf = ({ name, watch, recipients, remindAfterDays, closeAfterDays, quiet, muted }: StoredRule): AlertRuleContent => ({
  ...{ name, watch, recipients, remindAfterDays, closeAfterDays, quiet, muted },
});

function checkedRule(content: AlertRuleContent): AlertRuleContent {
  const seen = new Set<string>();
  const recipients = content.recipients.filter((recipient) => {
    const key = recipientKey(recipient);
    return seen.has(key) ? false : seen.add(key);
  });
  checkWatch(content.watch);
  return { ...content, name: content.name.trim(), recipients };
}

function checkWatch(watch: Watch): void {
  if (watch.kind === 'broken' && !watch.refused && watch.rejectedShare === null)
    throw new BadRequest('watch', 'The rule looks at nothing.', 'Choose refused files, rejected rows, or both.');
  const chosen =
    watch.kind === 'signal'
      ? watch.measures
      : watch.kind === 'target'
        ? [watch.measures, watch.levels].flatMap((one) => one ?? ['all'])
        : null;
  if (chosen?.length === 0) throw new BadRequest('watch', 'The rule looks at nothing.', 'Choose at least one measure, or all.');
}
