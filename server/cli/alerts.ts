import type { AlertList } from '../../model/alert.ts';
import type { Door } from './door.ts';
import { table, type Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';

/** `throughline alerts list --process ID`: what is open, then what ended in the last 90 days. */
export async function listAlerts(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const list = await door.get<AlertList>(`/processes/${encodeURIComponent(process)}/alerts`);
  if (json) {
    voice.json(list);
    return;
  }
  if (list.rules.length === 0) {
    voice.answer(`“${process}” has no rule that looks for anything. Make one on its page Alerts.`);
    return;
  }
  if (list.episodes.length === 0) {
    voice.answer('No alert is open, and none ended in the last 90 days.');
    return;
  }
  voice.answer(
    table(
      list.episodes.map(({ state, snoozedUntil, muted, sentence, ruleName }) => ({
        state: state === 'closed' ? 'over' : muted ? 'muted' : snoozedUntil === null ? 'open' : `until ${snoozedUntil}`,
        alert: plain(sentence),
        rule: plain(ruleName),
      })),
    ),
  );
}
