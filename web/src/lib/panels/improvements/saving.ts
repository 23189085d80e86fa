import { api } from '../../api/http.ts';
import type { DecisionOrder, HistoryEntry, ImprovementChange, NewImprovement, Override, Start } from '../../../../../model/improvement.ts';
import type { Draft, DraftOrder, ImprovementList, ImprovementSummary, ImprovementView } from '../../../../../model/improvement-view.ts';

/** Where something new is to be looked at. */
export interface Saved {
  readonly href: string;
}

type Fetch = { fetch?: typeof fetch };
export const improvementsPath = (process: string, id?: string, ...rest: string[]): string =>
  ['', 'processes', process, 'improvements', ...(id === undefined ? [] : [id]), ...rest].map(encodeURIComponent).join('/');

/** The doors of the server to improvements; each rejects with a `Problem`. */
export const improvements = {
  list: (process: string, asked: Fetch = {}) => api.get<ImprovementList>(improvementsPath(process), asked),
  /** What was deleted and can be brought back, the newest first. */
  removed: (process: string) => api.get<ImprovementSummary[]>(improvementsPath(process, 'removed')),
  get: (process: string, id: string, asked: Fetch = {}) => api.get<ImprovementView>(improvementsPath(process, id), asked),
  history: (process: string, id: string, asked: Fetch = {}) => api.get<HistoryEntry[]>(improvementsPath(process, id, 'history'), asked),
  draft: (process: string, order: DraftOrder, asked: Fetch = {}) => api.post<Draft>(improvementsPath(process, 'draft'), order, asked),
  make: (process: string, body: NewImprovement) => api.post<ImprovementView>(improvementsPath(process), body),
  change: (process: string, id: string, body: ImprovementChange) => api.patch<ImprovementView>(improvementsPath(process, id), body),
  start: (process: string, id: string, body: Start) => api.post<ImprovementView>(improvementsPath(process, id, 'start'), body),
  decide: (process: string, id: string, body: DecisionOrder) => api.post<ImprovementView>(improvementsPath(process, id, 'decision'), body),
  override: (process: string, id: string, body: { revision: number } & Pick<Override, 'verdict' | 'reason'>) =>
    api.post<ImprovementView>(improvementsPath(process, id, 'override'), body),
  undo: (process: string, id: string, entry: number) => api.post<ImprovementView>(improvementsPath(process, id, 'undo'), { entry }),
};
