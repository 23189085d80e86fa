import { shownId, type Improvement, type Link, type Note, type Task } from '../../model/improvement.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { VERDICT_NAMES, type VerdictId } from '../../model/improvement-verdict.ts';
import { localDay } from '../../model/calendar.ts';
import { BadRequest, NotFound, Problem } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import type { Throughline } from '../throughline.ts';
import { checkDay, inState } from './checks.ts';
import type { Who } from './cycle.ts';

const MOST = { tasks: 200, notes: 1000, links: 100, voters: 1000 } as const;

type Place = readonly [house: Throughline, process: string, id: string];

/** One change of an improvement that is there. */
function change(
  [house, process, id]: Place,
  deed: { kind: 'task' | 'note' | 'link' | 'vote' | 'merged' | 'overridden'; words: string; seen?: number | undefined },
  who: Who,
  work: (before: Improvement) => Improvement,
): Improvement {
  house.store.improvements.get(process, id);
  return house.store.improvements.change(process, id, { ...deed, by: who.by, at: who.now }, (before) => {
    if (before.removedAt !== null) throw new NotFound('improvement', id);
    return work(before);
  });
}

function room(improvement: Improvement, list: keyof typeof MOST): void {
  if (improvement[list].length >= MOST[list])
    throw new Problem('too_many', 409, `An improvement has at most ${String(MOST[list])} ${list === 'voters' ? 'votes' : list}.`, {
      field: list,
    });
}

const one = <T extends { id: string }>(all: readonly T[], id: string, what: string): T => {
  const found = all.find((entry) => entry.id === id);
  if (!found) throw new NotFound(what, id);
  return found;
};

export function addTask(
  place: Place,
  { title, owner = '', dueOn = null }: { title: string; owner?: string; dueOn?: LocalDate | null },
  who: Who,
): Improvement {
  const [house] = place;
  if (dueOn !== null) checkDay(dueOn, 'dueOn');
  const task: Task = { id: house.newId().toLowerCase(), title: title.trim(), owner, dueOn, doneAt: null, madeAt: who.now.toISOString() };
  return change(
    place,
    { kind: 'task', words: `Task: ${task.title}${dueOn === null ? '' : `, due ${dayInWords(dueOn)}`}` },
    who,
    (before) => {
      room(before, 'tasks');
      return { ...before, tasks: [...before.tasks, task] };
    },
  );
}

export interface TaskChange {
  readonly revision: number;
  readonly title?: string;
  readonly owner?: string;
  readonly dueOn?: LocalDate | null;
  readonly done?: boolean;
}

export function changeTask(place: Place, task: string, { revision, done, ...given }: TaskChange, who: Who): Improvement {
  const [house, process, id] = place;
  if (given.dueOn !== undefined && given.dueOn !== null) checkDay(given.dueOn, 'dueOn');
  const { title } = one(house.store.improvements.get(process, id).tasks, task, 'task');
  const words = done === undefined ? `Task changed: ${given.title ?? title}` : done ? `Done: ${title}` : `Open again: ${title}`;
  return change(place, { kind: 'task', words, seen: revision }, who, (before) => {
    const was = one(before.tasks, task, 'task');
    const doneAt = done === undefined ? was.doneAt : done ? (was.doneAt ?? who.now.toISOString()) : null;
    return { ...before, tasks: before.tasks.map((entry) => (entry.id === task ? { ...was, ...given, doneAt } : entry)) };
  });
}

export function dropTask(place: Place, task: string, seen: number | undefined, who: Who): Improvement {
  const [house, process, id] = place;
  const { title } = one(house.store.improvements.get(process, id).tasks, task, 'task');
  return change(place, { kind: 'task', words: `Task removed: ${title}`, seen }, who, (before) => ({
    ...before,
    tasks: before.tasks.filter((entry) => entry.id !== task),
  }));
}

const short = (text: string) => (text.trim().length > 160 ? `${text.trim().slice(0, 159)}…` : text.trim());

export function addNote(place: Place, { text, on }: { text: string; on?: LocalDate }, who: Who): Improvement {
  const [house, process] = place;
  if (on !== undefined) checkDay(on, 'on');
  const day = on ?? localDay(who.now.getTime(), house.live.get(process).stored.zone);
  const note: Note = { id: house.newId().toLowerCase(), text: text.trim(), on: day, by: who.by, at: who.now.toISOString() };
  return change(place, { kind: 'note', words: `Note: ${short(text)}` }, who, (before) => {
    room(before, 'notes');
    return { ...before, notes: [...before.notes, note] };
  });
}

export function changeNote(
  place: Place,
  note: string,
  { revision, ...given }: { revision: number; text?: string; on?: LocalDate },
  who: Who,
): Improvement {
  const [house, process, id] = place;
  if (given.on !== undefined) checkDay(given.on, 'on');
  const { text } = one(house.store.improvements.get(process, id).notes, note, 'note');
  return change(place, { kind: 'note', words: `Note rewritten: ${short(given.text ?? text)}`, seen: revision }, who, (before) => {
    const was = one(before.notes, note, 'note');
    return { ...before, notes: before.notes.map((entry) => (entry.id === note ? { ...was, ...given } : entry)) };
  });
}

export function dropNote(place: Place, note: string, seen: number | undefined, who: Who): Improvement {
  const [house, process, id] = place;
  const { text } = one(house.store.improvements.get(process, id).notes, note, 'note');
  return change(place, { kind: 'note', words: `Note removed: ${short(text)}`, seen }, who, (before) => ({
    ...before,
    notes: before.notes.filter((entry) => entry.id !== note),
  }));
}

export function addLink(place: Place, { words, address }: { words: string; address: string }, who: Who): Improvement {
  const [house] = place;
  const link: Link = { id: house.newId().toLowerCase(), words: words.trim(), address };
  return change(place, { kind: 'link', words: `Link: ${link.words}` }, who, (before) => {
    room(before, 'links');
    return { ...before, links: [...before.links, link] };
  });
}

export function dropLink(place: Place, link: string, who: Who): Improvement {
  const [house, process, id] = place;
  const { words } = one(house.store.improvements.get(process, id).links, link, 'link');
  return change(place, { kind: 'link', words: `Link removed: ${words}` }, who, (before) => ({
    ...before,
    links: before.links.filter((entry) => entry.id !== link),
  }));
}

/** One vote a person; voting twice changes nothing. */
export function vote(place: Place, voter: string, who: Who): Improvement {
  const name = voter.trim();
  return change(place, { kind: 'vote', words: `${name} voted for it` }, who, (before) => {
    inState(before, ['idea', 'planned', 'running'], 'voted for');
    room(before, 'voters');
    return before.voters.includes(name) ? before : { ...before, voters: [...before.voters, name] };
  });
}

export function unvote(place: Place, voter: string, who: Who): Improvement {
  const name = voter.trim();
  return change(place, { kind: 'vote', words: `${name} took the vote back` }, who, (before) => ({
    ...before,
    voters: before.voters.filter((entry) => entry !== name),
  }));
}

/** An idea that lives on in another improvement: its votes count there, its notes stay where they were written. */
export function merge(place: Place, { into, revision }: { into: string; revision: number }, who: Who): Improvement {
  const [house, process, id] = place;
  if (into === id) throw new BadRequest('into', 'An idea can’t be merged into itself.');
  const target = house.store.improvements.get(process, into);
  if (target.state === 'merged')
    throw new BadRequest(
      'into',
      `${shownId(into)} was merged itself.`,
      `It lives on in ${shownId(target.mergedInto ?? '')}: merge this one into that.`,
    );
  return change(place, { kind: 'merged', words: `Merged into ${shownId(into)} ${target.name}`, seen: revision }, who, (before) => {
    inState(before, ['idea'], 'merged');
    if (house.store.improvements.of(process).some(({ mergedInto }) => mergedInto === id))
      throw new Problem('merged_into', 409, 'Another idea was merged into this one.', { detail: 'Merge that one elsewhere first.' });
    return { ...before, state: 'merged', mergedInto: into };
  });
}

/** A person's verdict beside that of the figures, with a reason; null takes it back. */
export function override(
  place: Place,
  { revision, verdict, reason = '' }: { revision: number; verdict: VerdictId | null; reason?: string },
  who: Who,
): Improvement {
  if (verdict !== null && reason.trim() === '')
    throw new BadRequest('reason', 'A verdict of your own needs a reason. It is shown beside that of the figures.');
  const words = verdict === null ? 'Own verdict taken back' : `Own verdict: ${VERDICT_NAMES[verdict]}. ${reason.trim()}`;
  return change(place, { kind: 'overridden', words, seen: revision }, who, (before) => {
    inState(before, ['running', 'adopted', 'abandoned'], 'given a verdict of your own');
    return { ...before, override: verdict === null ? null : { verdict, reason: reason.trim(), by: who.by, at: who.now.toISOString() } };
  });
}
