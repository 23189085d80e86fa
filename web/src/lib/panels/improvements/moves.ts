import type { ImprovementSummary } from '../../../../../model/improvement-view.ts';
import type { ColumnId } from './columns.ts';

/** Where a card may go from where it is, and what that means. A move without evidence behind it does not exist. */
export interface Move {
  readonly to: ColumnId | 'abandoned';
  readonly words: string;
}

const MOVES: Readonly<Record<ImprovementSummary['state'], readonly Move[]>> = {
  idea: [
    { to: 'planned', words: 'Plan it: freeze a measure' },
    { to: 'abandoned', words: 'Abandon' },
  ],
  planned: [
    { to: 'running', words: 'Log the change: start the test' },
    { to: 'abandoned', words: 'Abandon' },
  ],
  running: [
    { to: 'adopted', words: 'Adopt as standard' },
    { to: 'abandoned', words: 'Abandon' },
  ],
  adopted: [],
  abandoned: [],
  merged: [],
};

export const movesOf = (one: Pick<ImprovementSummary, 'state'>): readonly Move[] => MOVES[one.state];

/** Why a card can't go there, in a sentence; nothing when it can. */
export function refusedMove(one: Pick<ImprovementSummary, 'state'>, to: Move['to']): string {
  if (movesOf(one).some((move) => move.to === to)) return '';
  if (one.state === 'adopted') return 'It is the standard now: only its watch, or taking the decision back, opens it again.';
  if (to === 'idea') return 'What has a locked baseline is no mere idea any more.';
  if (to === 'adopted') return 'Only what is in test can be adopted.';
  if (to === 'running') return 'Plan it first: a test needs a frozen measure and a baseline.';
  return 'It has gone further already.';
}
