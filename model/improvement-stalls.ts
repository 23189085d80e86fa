import { currentCycle, type Improvement } from './improvement.ts';
import { dayInWords } from './improvement-days.ts';
import type { VerdictRecord } from './improvement-verdict.ts';
import type { Stall } from './improvement-view.ts';
import { addDays } from './calendar.ts';
import type { LocalDate } from './units.ts';

/** An idea that nobody has decided about after so many days waits. */
const IDEA_WAITS_DAYS = 30;
/** So many days after a verdict that calls for a decision, none was taken. */
const DECISION_WAITS_DAYS = 14;

/** An improvement somebody is working on. */
export const isActive = ({ state }: Pick<Improvement, 'state'>): boolean => state === 'planned' || state === 'running';

/** Why an improvement does not move, the most urgent first. `today` in the zone of the process; `verdict` of the figures. */
export function stallsOf(improvement: Improvement, verdict: VerdictRecord | null, today: LocalDate): Stall[] {
  const { state, owner, tasks, plannedOn, reviewOn, madeAt, routedTo } = improvement;
  if (state === 'merged' || state === 'abandoned') return [];
  const stalls: Stall[] = [];
  const late = tasks.filter((task) => isOverdue(task, today)).toSorted((one, other) => ((one.dueOn ?? '') < (other.dueOn ?? '') ? -1 : 1));
  const [first] = late;
  if (first)
    stalls.push({
      kind: 'task-overdue',
      words: late.length === 1 ? `Overdue: ${first.title}` : `${String(late.length)} tasks are overdue, first: ${first.title}`,
      since: first.dueOn,
    });
  if (isActive(improvement) && owner.trim() === '')
    stalls.push({ kind: 'unassigned', words: 'Nobody owns it', since: madeAt.slice(0, 10) });
  if (state === 'planned' && plannedOn !== null && plannedOn < today)
    stalls.push({
      kind: 'start-overdue',
      words: `The change was planned for ${dayInWords(plannedOn)} and is not logged`,
      since: plannedOn,
    });
  if (isActive(improvement) && reviewOn !== null && reviewOn < today)
    stalls.push({ kind: 'review-due', words: `Its review was due on ${dayInWords(reviewOn)}`, since: reviewOn });
  const waits = state === 'running' ? decisionWaits(improvement, verdict) : null;
  if (waits !== null && addDays(waits, DECISION_WAITS_DAYS) < today)
    stalls.push({ kind: 'decision-waiting', words: 'The figures have spoken: adopt, adapt or abandon it', since: waits });
  const made = madeAt.slice(0, 10);
  if (state === 'idea' && addDays(made, IDEA_WAITS_DAYS) < today)
    stalls.push({
      kind: 'idea-waiting',
      words: routedTo.trim() === '' ? 'Nobody was asked to look at it' : `Waits for ${routedTo}`,
      since: made,
    });
  return stalls;
}

export const isOverdue = ({ doneAt, dueOn }: Improvement['tasks'][number], today: LocalDate): boolean =>
  doneAt === null && dueOn !== null && dueOn < today;

/** The bucket from which a decision could have been taken; null while the figures ask for patience. */
function decisionWaits(improvement: Improvement, verdict: VerdictRecord | null): LocalDate | null {
  if (verdict === null || currentCycle(improvement).decision !== null) return null;
  if (verdict.verdict === 'holding') return verdict.holdsFrom;
  return verdict.verdict === 'worse' || verdict.verdict === 'reverted' ? verdict.since : null;
}
