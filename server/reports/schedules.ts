import { isMailAddress, type Recipient } from '../../model/delivery.ts';
import { isDay } from '../../model/improvement-days.ts';
import { USUAL_SECTIONS, type LetterOrder } from '../../model/letter.ts';
import { BadRequest, NotFound, Problem, type ProblemBody } from '../../model/problem.ts';
import { whenInWords, type LetterLine, type NewSchedule, type Run, type Schedule, type ScheduleChange } from '../../model/schedule.ts';
import { scopeFromQuery } from '../../model/scope.ts';
import { checkRecipients, recipientKey } from '../channels/recipients.ts';
import type { StoredLetter } from '../store/letters.ts';
import { contentOf, type StoredRun, type StoredSchedule } from '../store/schedules.ts';
import type { Throughline } from '../throughline.ts';
import { plan } from './runs.ts';
import { checkWhen, dueInWords, nextDue } from './times.ts';
import { deliveredInWords } from './words.ts';

/** Someone else has changed a schedule: what it says now goes with the refusal, and what was wanted. */
export class ChangedMeanwhile extends Problem {
  readonly #now: Schedule;
  readonly #wanted: ScheduleChange;

  constructor(now: Schedule, wanted: ScheduleChange) {
    super('changed_meanwhile', 409, 'Someone else has changed this schedule in the meantime.', {
      detail: `It is at revision ${String(now.revision)}; you saw revision ${String(wanted.revision)}. Nothing was overwritten: look at what it says now, and change it again.`,
      field: 'revision',
    });
    this.#now = now;
    this.#wanted = wanted;
  }

  override body(): ProblemBody & { now: Schedule; wanted: ScheduleChange } {
    return { ...super.body(), now: this.#now, wanted: this.#wanted };
  }
}

/** The service an order is about; null for the house. Throws where it names none, or one that is not there. */
export function processOfOrder(house: Throughline, order: LetterOrder): string | null {
  if (order.kind === 'house') {
    if (order.process !== undefined) throw new BadRequest('order.process', 'A letter about all services names none.');
    return null;
  }
  if (order.process === undefined) throw new BadRequest('order.process', 'Say which service the letter is about.');
  return house.live.get(order.process).stored.id;
}

/** Refuses an order that no letter can be made of, with the field named. */
export function checkOrder(house: Throughline, order: LetterOrder): string | null {
  const process = processOfOrder(house, order);
  if (order.kind === 'improvement') {
    if (order.improvement === undefined) throw new BadRequest('order.improvement', 'Say which improvement the letter is about.');
    house.store.improvements.get(process ?? '', order.improvement);
  }
  if (order.on !== undefined && !isDay(order.on))
    throw new BadRequest('order.on', `“${order.on}” is not a day.`, 'Write it as 2026-10-31.');
  if (order.scope !== undefined && process !== null) scopeFromQuery(process, new URLSearchParams(order.scope));
  return process;
}

function checked(house: Throughline, schedule: StoredSchedule, now: Date, before: readonly Recipient[] = []): StoredSchedule {
  const { order, owner, recipients, when, zone } = schedule;
  if (order.on !== undefined)
    throw new BadRequest('order.on', 'A schedule is about the last whole week or month of the data; it names no day.');
  const process = checkOrder(house, order);
  checkRecipients(house.store.channels, recipients, before);
  if (owner !== null && !isMailAddress(owner)) throw new BadRequest('owner', `“${owner}” is not a mail address.`);
  checkWhen(when, zone, now);
  return { ...schedule, process };
}

const nextOf = ({ when, zone, paused, removedAt }: StoredSchedule, now: Date): string | null =>
  paused || removedAt !== null ? null : (nextDue(when, zone, now)?.toISOString() ?? null);

export function makeSchedule(house: Throughline, wanted: NewSchedule): StoredSchedule {
  const now = house.now();
  const at = now.toISOString();
  const schedule = checked(
    house,
    {
      ...{ owner: null, recipients: [], attachPdf: false, missed: 'once', unchanged: 'send', paused: false },
      ...wanted,
      order: { ...wanted.order, sections: wanted.order.sections ?? [...USUAL_SECTIONS] },
      ...{ id: house.newId(), revision: 1, process: null, madeAt: at, changedAt: at, removedAt: null, nextDueAt: null, trouble: null },
    },
    now,
  );
  const made = { ...schedule, nextDueAt: nextOf(schedule, now) };
  house.store.transaction(() => house.store.schedules.write(made));
  return made;
}

/** Changes what a person writes of a schedule. The next due time follows a new time or zone; whoever is put on the list again has not left. */
export function changeSchedule(house: Throughline, id: string, change: ScheduleChange): StoredSchedule {
  const now = house.now();
  const { schedules } = house.store;
  // what has come due goes out by the time it had
  plan({ house }, now);
  return house.store.transaction(() => {
    const before = present(house, id);
    if (change.revision !== before.revision) throw new ChangedMeanwhile(scheduleView(house, before), change);
    const wanted = checked(house, { ...before, ...contentOf({ ...before, ...withoutUndefined(change) }) }, now, before.recipients);
    if (wanted.process !== before.process)
      throw new BadRequest('order.process', 'A schedule stays with its service.', 'Make another one for the other service.');
    const retimed = JSON.stringify([wanted.when, wanted.zone]) !== JSON.stringify([before.when, before.zone]);
    const after: StoredSchedule = {
      ...wanted,
      revision: before.revision + 1,
      changedAt: now.toISOString(),
      nextDueAt: retimed ? nextOf(wanted, now) : before.nextDueAt,
    };
    schedules.write(after);
    if (change.recipients !== undefined) schedules.back(id, after.recipients);
    return after;
  });
}

const withoutUndefined = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;

function present(house: Throughline, id: string): StoredSchedule {
  const found = house.store.schedules.get(id);
  if (found.removedAt !== null) throw new NotFound('schedule', id);
  return found;
}

/** Pauses, resumes, removes or brings back. What was due meanwhile is not made up for: nobody wanted it then. */
export function turn(house: Throughline, id: string, how: 'pause' | 'resume' | 'remove' | 'restore'): StoredSchedule {
  const now = house.now();
  return house.store.transaction(() => {
    const before = how === 'restore' ? house.store.schedules.get(id) : present(house, id);
    const turned: StoredSchedule = {
      ...before,
      paused: how === 'pause' ? true : how === 'resume' ? false : before.paused,
      removedAt: how === 'remove' ? now.toISOString() : how === 'restore' ? null : before.removedAt,
    };
    if (turned.paused === before.paused && turned.removedAt === before.removedAt) return before;
    const after = { ...turned, revision: before.revision + 1, changedAt: now.toISOString(), nextDueAt: nextOf(turned, now) };
    house.store.schedules.write(after);
    return after;
  });
}

/** Takes a reader off the list, and back what waits for them. Doing it again changes nothing. */
export function leave(house: Throughline, token: string): { name: string; to: string } | undefined {
  const { schedules, messages } = house.store;
  return house.store.transaction(() => {
    const leaving = schedules.leaving(token);
    const schedule = leaving && schedules.find(leaving.schedule);
    if (!leaving || !schedule) return undefined;
    const { recipient } = leaving;
    // the address may have been written again in other letters since
    const isReader = (one: Recipient) => recipientKey(one) === recipientKey(recipient);
    const recipients = schedule.recipients.filter((one) => !isReader(one));
    if (recipients.length < schedule.recipients.length)
      schedules.write({ ...schedule, recipients, revision: schedule.revision + 1, changedAt: house.now().toISOString() });
    if (leaving.leftAt === null) schedules.leftBy(token, house.now());
    for (const letter of house.store.letters.list({ schedule: schedule.id, limit: 20 }))
      for (const message of messages.list({ about: { kind: 'letter', id: letter.id }, state: 'waiting' }))
        if (isReader(message.recipient)) messages.stop(message.id);
    return { name: schedule.name, to: recipient.to };
  });
}

export function runView(house: Throughline, run: StoredRun): Run {
  const id = house.store.letters.ofRun(run.id);
  const letter = id === null ? undefined : house.store.letters.find(id);
  // a person may have had it sent again since the run was over
  const words = letter ? deliveredInWords(letter, house.store.letters.delivered(letter.id)) : run.words;
  return { ...run, words, letter: id };
}

export function letterLine(house: Throughline, letter: StoredLetter): LetterLine {
  const { id, process, kind, subject, periodWords, headline, quiet, dataVersion, check, dueAt, madeAt } = letter;
  const schedule = letter.schedule === null ? undefined : house.store.schedules.find(letter.schedule);
  const deliveries = house.store.letters.delivered(id);
  return {
    ...{ id, process, kind, subject, periodWords, headline, quiet, dataVersion, check, dueAt, madeAt, deliveries },
    schedule: schedule ? { id: schedule.id, name: schedule.name } : null,
    words: deliveredInWords(letter, deliveries),
  };
}

/** A schedule as the page shows it. */
export function scheduleView(house: Throughline, schedule: StoredSchedule): Schedule {
  const { id, revision, process, paused, madeAt, changedAt, removedAt, nextDueAt, trouble } = schedule;
  const [run] = house.store.schedules.runsOf(id, 1);
  const [letter] = house.store.letters.list({ schedule: id, limit: 1 });
  return {
    ...{ id, revision, process, paused, madeAt, changedAt, removedAt, nextDueAt },
    ...contentOf(schedule),
    whenWords: whenInWords(schedule.when),
    nextWords: nextDueAt === null ? '' : dueInWords(new Date(nextDueAt), schedule.zone),
    trouble: trouble === null ? null : { since: trouble.since, words: trouble.words },
    lastRun: run ? runView(house, run) : null,
    lastLetter: letter ? letterLine(house, letter) : null,
    left: house.store.schedules.left(id),
  };
}
