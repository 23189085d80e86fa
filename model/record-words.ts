import { localDay } from './calendar.ts';
import { plural } from './format.ts';
import { currentCycle, type HistoryEntry, type Improvement, type ImprovementState, type Source, type Task } from './improvement.ts';
import { dayWords } from './period-words.ts';
import { shortDay } from './verdict-words.ts';

export const STATE_NAMES: Readonly<Record<ImprovementState, string>> = {
  idea: 'Idea',
  planned: 'Planned',
  running: 'Running',
  adopted: 'Adopted',
  abandoned: 'Abandoned',
  merged: 'Merged',
};

/** What the place an improvement comes from is called in its facts. */
export const SOURCE_NAMES: Readonly<Record<Source['kind'], string>> = {
  bottleneck: 'Bottleneck',
  satisfaction: 'Satisfaction',
  theme: 'Comments',
  comparison: 'Comparison',
  blank: 'Source',
};

/** Where an improvement comes from, without what its heading says already: `Triage` of `bottleneck Triage`. */
export function sourceWords({ kind, words, page }: Source): string {
  const said = words.trim();
  if (said === '') return page ?? '';
  const [first = '', ...rest] = said.split(' ');
  return rest.length > 0 && (first.toLowerCase() === kind || first.toLowerCase() === SOURCE_NAMES[kind].toLowerCase())
    ? rest.join(' ')
    : said;
}

/** Who does it: `Triage lead; 4 in the team`, `nobody yet`. */
export function ownerWords({ owner, team }: Pick<Improvement, 'owner' | 'team'>): string {
  const others = team.length === 0 ? '' : `${plural(team.length, 'person', 'people')} in the team`;
  if (owner.trim() === '') return others === '' ? 'Nobody yet' : `Nobody yet; ${others}`;
  return others === '' ? owner : `${owner}; ${team.length} in the team`;
}

/** When it began, when it ends, when someone looks at it again: `Started 7 Sep; review due 9 Nov 2026`. */
export function dateWords(improvement: Improvement, zone: string): string {
  const cycle = currentCycle(improvement);
  const review = improvement.reviewOn;
  const made = cycle.madeOn ?? cycle.changedOn;
  const said: string[] = [];
  const other = review ?? undefined;
  if (improvement.state === 'adopted' && improvement.adoption) {
    said.push(`Adopted ${shortDay(localDay(Date.parse(improvement.adoption.at), zone), other)}`);
  } else if (improvement.state === 'abandoned' && cycle.decidedAt) {
    said.push(`Given up ${shortDay(localDay(Date.parse(cycle.decidedAt), zone), other)}`);
  }
  if (made !== null) said.push(`${said.length === 0 ? 'S' : 's'}tarted ${shortDay(made, other)}`);
  else if (improvement.plannedOn !== null) said.push(`Starts ${shortDay(improvement.plannedOn, other)}`);
  else said.push('Not started');
  if (review !== null && (improvement.state === 'running' || improvement.state === 'planned')) said.push(`review due ${dayWords(review)}`);
  return said.join('; ');
}

/** The list of tasks: open ones first, by the day they are due, then those without a day; done ones last. */
export const tasksInOrder = (tasks: readonly Task[]): Task[] =>
  [...tasks].sort(
    (one, other) =>
      Number(one.doneAt !== null) - Number(other.doneAt !== null) ||
      (one.dueOn ?? '9999').localeCompare(other.dueOn ?? '9999') ||
      one.madeAt.localeCompare(other.madeAt),
  );

/** A task that is open after its day. Today is the day of the clock: tasks are work of people, not of the data. */
export const overdue = (task: Pick<Task, 'dueOn' | 'doneAt'>, today: string): boolean =>
  task.doneAt === null && task.dueOn !== null && task.dueOn < today;

/** What happened that a reader of the page wants to know; the rest is in the whole history. */
const TOLD: readonly HistoryEntry['kind'][] = [
  'made',
  'frozen',
  'started',
  'decided',
  'cycle',
  'verdict',
  'reopened',
  'overridden',
  'merged',
  'definition',
];
/** What changed where the improvement stands. */
const TURNS: readonly HistoryEntry['kind'][] = ['started', 'decided', 'verdict', 'reopened'];

/** One line of the activity: a part of the history, or a note, which can be changed. */
export interface Line {
  readonly key: string;
  readonly day: string;
  readonly words: string;
  readonly by: string;
  readonly turn: boolean;
  readonly note: string | null;
  readonly undo: number | null;
}

/** What happened, newest first. `all` gives the whole history, with what can be taken back. */
export function activity(improvement: Pick<Improvement, 'notes'>, history: readonly HistoryEntry[], zone: string, all: boolean): Line[] {
  const lines = history
    .filter(({ kind }) => all || TOLD.includes(kind))
    .map((entry): Line & { at: string } => ({
      key: `h${entry.id}`,
      at: entry.at,
      day: localDay(Date.parse(entry.at), zone),
      words: all ? entry.words : firstSentence(entry),
      by: entry.by,
      turn: TURNS.includes(entry.kind),
      note: null,
      undo: entry.undoable ? entry.id : null,
    }));
  const notes = improvement.notes.map((note): Line & { at: string } => ({
    key: `n${note.id}`,
    // a note tells of its day, not of when it was written
    at: note.on === localDay(Date.parse(note.at), zone) ? note.at : `${note.on}T23:59:59.999Z`,
    day: note.on,
    words: note.text,
    by: note.by,
    turn: false,
    note: note.id,
    undo: null,
  }));
  return [...lines, ...notes].sort((one, other) => other.day.localeCompare(one.day) || other.at.localeCompare(one.at));
}

/** The three ways to lay out the same improvement. */
export const FACE_NAMES = { pdsa: 'PDSA', a3: 'A3', dmaic: 'DMAIC' } as const;
export type Face = keyof typeof FACE_NAMES;
export const isFace = (text: string | null): text is Face => text !== null && text in FACE_NAMES;

/** The tag of the page: `PDSA, cycle 2`. */
export const faceTag = (face: Face, cycles: number): string => (face === 'pdsa' ? `PDSA, cycle ${cycles}` : FACE_NAMES[face]);

/** Of a verdict only what it is: the rule with its figures stands in the evidence and in the whole history. */
function firstSentence({ kind, words }: HistoryEntry): string {
  return kind === 'verdict' ? (/^(.+?)\.(?=\s)/.exec(words)?.[1] ?? words) : words;
}
