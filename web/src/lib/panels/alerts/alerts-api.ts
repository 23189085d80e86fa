import { api } from '$lib/api/http.ts';
import type { AlertList, AlertRuleChange, AlertRuleContent, EpisodeEntry, EpisodeView, RuleView } from '$model/alert.ts';

interface Asked {
  fetch?: typeof fetch;
}
const path = (process: string, ...rest: string[]): string =>
  ['', 'processes', process, 'alerts', ...rest].map(encodeURIComponent).join('/');

export type AlertAct = { act: 'wake' | 'mute' | 'unmute' | 'settle' | 'unsettle' } | { act: 'snooze'; until: string };

/** The doors of the server to alerts; each rejects with a `Problem`. */
export const alerts = {
  list: (process: string, asked: Asked = {}) => api.get<AlertList>(path(process), asked),
  make: (process: string, body: AlertRuleContent) => api.post<RuleView>(path(process, 'rules'), body),
  change: (process: string, rule: string, body: AlertRuleChange) => api.patch<RuleView>(path(process, 'rules', rule), body),
  remove: (process: string, rule: string) => api.delete<null>(path(process, 'rules', rule)),
  restore: (process: string, rule: string) => api.post<RuleView>(path(process, 'rules', rule, 'restore')),
  history: (process: string, alert: string) => api.get<EpisodeEntry[]>(path(process, alert, 'history')),
  act: (process: string, alert: string, body: AlertAct) => api.post<EpisodeView>(path(process, alert, 'act'), body),
};
