import type { Recipient } from '../../model/delivery.ts';
import { dateTime, plural } from '../../model/format.ts';
import type { Letter, LetterOrder } from '../../model/letter.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import { sendingInWords } from '../../model/schedule.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import type { Put } from '../channels/outbox.ts';
import type { StoredLetter } from '../store/letters.ts';
import type { StoredRun, StoredSchedule, Trouble } from '../store/schedules.ts';
import type { Throughline } from '../throughline.ts';
import type { Archive } from './archive.ts';
import { bodyOf, letterPath, type FilesOf } from './files.ts';
import { fingerprintOf } from './fingerprint.ts';
import { canonicalJson } from './letter/check.ts';
import { dueBetween, dueInWords, LATE_MS, nextDue, sortDue } from './times.ts';
import { deliveredInWords, failureInWords, isFinal, notDelivered, notMade, worksAgain, type Told } from './words.ts';

export interface MakeOptions {
  readonly previous: Letter | null;
  readonly sending: string;
  readonly signal: AbortSignal;
}

/** What runs work with. */
export interface RunParts {
  readonly house: Throughline;
  readonly archive: Archive;
  readonly make: (order: LetterOrder, options: MakeOptions) => Promise<Letter>;
  readonly files: FilesOf;
  /** Fires when the program stops. */
  readonly signal: AbortSignal;
  /** Called between the steps of a run, each of which is on disk by then: tests stop the program there. */
  readonly step: (name: 'claimed' | 'made' | 'kept' | 'put' | 'settled', run: string) => Promise<void>;
}

/** Waits after the first, second, … try of making a letter that did not succeed; a day in all. */
const MAKING_BACK_OFF: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
/** So often the program may end while it makes one letter. */
const MOST_TRIES = 12;
const stopsTheProgram = () =>
  new Problem('not_made', 422, 'The program stopped each time it made this letter.', {
    detail: 'The log of the server may say why. The schedule goes on with its next letter.',
  });
/** The owner is told when so many tries have failed: what passes by itself within minutes troubles nobody. */
const TRIES_BEFORE_TELLING = 3;

/**
 * Gives each due time that has come its run, and the schedule its next: both or neither, and a due time that has its run gets no second.
 * A letter that is still waiting to be made when the next one is due is given up: that one stands for it.
 */
export function plan({ house }: Pick<RunParts, 'house'>, now: Date): void {
  for (const { id } of house.store.schedules.come(now))
    try {
      house.store.transaction(() => planOne(house, id, now));
    } catch (error) {
      // a zone that this machine no longer knows, say: the other schedules have their turn all the same
      house.log.error({ err: error, schedule: id }, 'a schedule could not be planned');
    }
}

function planOne(house: Throughline, id: string, now: Date): void {
  const { schedules } = house.store;
  const schedule = schedules.get(id);
  const { nextDueAt, when, zone } = schedule;
  if (nextDueAt === null || isOff(schedule)) return schedules.dueNext(id, null);
  const times = dueBetween(when, zone, { after: new Date(Date.parse(nextDueAt) - 1), until: now });
  // the zone's rules may have changed since it was worked out
  const come = times.some((time) => time.toISOString() === nextDueAt) ? times : [new Date(nextDueAt), ...times];
  const { due, skipped, skippedBefore } = sortDue(come, schedule.missed, now);
  const newest = [...skipped, ...due].at(-1);
  if (newest) giveUpBefore(house, schedule, newest, now);
  skipped.forEach((time, at) => {
    const earlier = at === 0 && skippedBefore > 0 ? `, nor at ${plural(skippedBefore, 'time', 'times')} before it` : '';
    const instead = due.length > 0 ? `the letter of ${dueInWords(due[0] ?? time, zone)} stands for it` : 'it was not made up for';
    addRun(house, id, time, 'skipped', `The program was not running at this time${earlier}; ${instead}.`, now);
  });
  for (const time of due) {
    const late = now.getTime() - time.getTime() > LATE_MS;
    addRun(house, id, time, 'due', late ? 'Missed while the program was not running; made up for now.' : 'Waits for its turn.', now);
  }
  schedules.dueNext(id, nextDue(when, zone, now));
}

function addRun(house: Throughline, schedule: string, at: Date, state: 'due' | 'skipped', words: string, now: Date): void {
  const endedAt = state === 'skipped' ? now.toISOString() : null;
  house.store.schedules.addRun({ id: house.newId(), schedule, dueAt: at.toISOString(), state, words, tries: 0, nextTryAt: null, endedAt });
}

function giveUpBefore(house: Throughline, schedule: StoredSchedule, newer: Date, now: Date): void {
  for (const run of house.store.schedules.runsIn(['due', 'making'], schedule.id)) {
    if (run.dueAt >= newer.toISOString()) continue;
    const next = `The next one was due at ${dueInWords(newer, schedule.zone)}.`;
    const failed = run.tries > 0 && run.nextTryAt !== null;
    house.store.schedules.changeRun(run.id, {
      state: failed ? 'failed' : 'skipped',
      words: failed ? `${run.words.replace(/ Tried again .*$/, '')} ${next}` : `It had not been made when the program stopped. ${next}`,
      nextTryAt: null,
      endedAt: now.toISOString(),
    });
  }
}

/** Makes every letter whose time has come, one after the other, oldest first. */
export async function work(parts: RunParts, now: Date): Promise<void> {
  const { schedules } = parts.house.store;
  for (const run of schedules.runsIn(['due', 'making'])) {
    if (parts.signal.aborted) return;
    if (run.nextTryAt === null || run.nextTryAt <= now.toISOString()) await attempt(parts, run, now);
  }
}

const WANTED_NO_MORE = 'The schedule was paused or deleted before it was made.';

/**
 * One try of one run. Each step can be done again: the letter has the id of its run, its folder is replaced as a whole, and its row, the
 * state of the run and the messages are written in one transaction, after which nothing makes it again.
 */
async function attempt(parts: RunParts, { id, schedule: of, dueAt, tries }: StoredRun, now: Date): Promise<void> {
  const { house, signal, step } = parts;
  const { schedules, letters } = house.store;
  const schedule = schedules.find(of);
  if (!schedule || isOff(schedule)) return end(house, id, 'skipped', WANTED_NO_MORE, now);
  const last = letters.lastOf(of);
  // a letter over which the program itself ends is not tried at every start for ever
  if (tries >= MOST_TRIES) return notYet(parts, { id, schedule, dueAt, tries: tries + 1 }, stopsTheProgram(), last);
  schedules.changeRun(id, { state: 'making', words: 'It is being made.', tries: tries + 1, nextTryAt: null });
  await step('claimed', id);
  let wanted: boolean;
  try {
    const fingerprint = fingerprintOf(house, schedule.process);
    if (schedule.unchanged === 'skip' && last?.fingerprint === fingerprint && canonicalJson(last.order) === canonicalJson(schedule.order))
      return end(house, id, 'skipped', `Nothing has changed since the letter of ${dateTime(last.madeAt, schedule.zone)}.`, now);
    const letter = await parts.make(schedule.order, {
      previous: last ? await readLetter(parts.archive, last.id) : null,
      sending: sendingInWords(schedule),
      signal,
    });
    await step('made', id);
    const { files, images } = await parts.files(letter, letterPath({ id, process: schedule.process }));
    await parts.archive.keep(id, files);
    await step('kept', id);
    wanted = commit(house, {
      ...{ id, process: schedule.process, schedule: of, run: id, inSeries: true, dueAt, madeAt: now.toISOString(), fingerprint },
      ...bodyOf(letter, schedule.order, images),
    });
  } catch (error) {
    return notYet(parts, { id, schedule, dueAt, tries: tries + 1 }, error, last);
  }
  if (!wanted) await parts.archive.remove(id);
  await step('put', id);
}

const isOff = ({ paused, removedAt }: StoredSchedule): boolean => paused || removedAt !== null;

type KeptRun = Omit<StoredLetter, 'recipients' | 'attachPdf' | 'replyTo' | 'run' | 'schedule'> & { run: string; schedule: string };

/** The letter, its run and its messages, all or none; whoever has left or was added meanwhile counts. False where it is no longer wanted. */
function commit(house: Throughline, kept: KeptRun): boolean {
  const { store, outbox } = house;
  return store.transaction(() => {
    const schedule = store.schedules.find(kept.schedule);
    if (!schedule || isOff(schedule)) {
      end(house, kept.run, 'skipped', WANTED_NO_MORE, house.now());
      return false;
    }
    const { recipients, attachPdf, owner } = schedule;
    store.letters.add({ ...kept, recipients, attachPdf, replyTo: owner });
    store.schedules.changeRun(kept.run, { state: 'sending', words: 'Kept; it is being sent.' });
    outbox.put(messagesOf(kept, recipients));
    return true;
  });
}

export const messagesOf = ({ id, process }: Pick<StoredLetter, 'id' | 'process'>, recipients: readonly Recipient[]): Put[] =>
  recipients.map((recipient) => ({ about: { kind: 'letter', id }, recipient, process }));

function end(house: Throughline, run: string, state: 'skipped' | 'done' | 'failed', words: string, now: Date): void {
  house.store.schedules.changeRun(run, { state, words, nextTryAt: null, endedAt: now.toISOString() });
}

/** A letter as it was kept; null where its file is gone or can't be read, which must not keep the next one from being made. */
export async function readLetter(archive: Archive, id: string): Promise<Letter | null> {
  try {
    return JSON.parse((await archive.read(id, 'letter.json')).toString('utf8')) as Letter;
  } catch (error) {
    if (error instanceof NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

interface Attempted {
  readonly id: string;
  readonly schedule: StoredSchedule;
  readonly dueAt: string;
  /** With this one. */
  readonly tries: number;
}

/** A try that failed: the next one is set, or the run is over; the owner is told in the same transaction. */
function notYet(
  { house, signal }: RunParts,
  { id, schedule, dueAt, tries }: Attempted,
  error: unknown,
  last: StoredLetter | undefined,
): void {
  const { schedules } = house.store;
  if (signal.aborted) {
    // the stop of the program is no fault of the letter
    schedules.changeRun(id, { state: 'due', words: 'Waits for its turn.', tries: tries - 1 });
    return;
  }
  if (!isForeseen(error)) house.log.error({ err: error, schedule: schedule.id, run: id }, 'a letter could not be made');
  const now = house.now();
  const reason = failureInWords(error);
  const delay = isFinal(error) ? undefined : MAKING_BACK_OFF[tries - 1];
  const nextTryAt = delay === undefined ? null : new Date(now.getTime() + delay).toISOString();
  house.store.transaction(() => {
    if (nextTryAt === null) end(house, id, 'failed', reason, now);
    else
      schedules.changeRun(id, {
        state: 'due',
        words: `${reason} Tried again at ${dateTime(nextTryAt, schedule.zone)}.`,
        nextTryAt,
      });
    if (nextTryAt === null || tries >= TRIES_BEFORE_TELLING)
      tell(house, schedule, {
        run: id,
        kind: 'not-made',
        key: `not-made ${reason}`,
        ...notMade(schedule, { dueAt, reason, nextTryAt, last }),
      });
  });
}

const isForeseen = (error: unknown): boolean => failureInWords(error) !== failureInWords(undefined);

interface Telling extends Told {
  readonly run: string;
  readonly kind: 'not-made' | 'not-delivered' | 'works-again';
  readonly key: string | null;
}

/** Writes down what the owner is told, once for each run and cause, and puts the message. Within a transaction. */
function tell(house: Throughline, { id, owner, process }: StoredSchedule, { run, kind, key, subject, words }: Telling): void {
  const { schedules } = house.store;
  const at = house.now().toISOString();
  const before = schedules.get(id).trouble;
  const trouble: Trouble | null =
    key === null ? null : { since: before?.since ?? at, key, words: words.split('\n\n').slice(0, 2).join(' ') };
  schedules.troubled(id, trouble);
  const notice = house.newId();
  if (!schedules.addNotice({ id: notice, schedule: id, run, kind, subject, words, madeAt: at })) return;
  if (owner !== null) house.outbox.put([{ about: { kind: 'notice', id: notice }, recipient: { channel: 'mail', to: owner }, process }]);
}

/** Ends the runs whose messages are all over, and tells the owner who was not reached, or that it works again. */
export async function settle(parts: RunParts, now: Date): Promise<void> {
  const { house, step } = parts;
  const { schedules, letters } = house.store;
  for (const run of schedules.runsIn(['sending'])) {
    const letter = letters.find(letters.ofRun(run.id) ?? '');
    const schedule = schedules.find(run.schedule);
    if (!letter || !schedule) {
      end(house, run.id, 'failed', 'The letter is gone from the archive.', now);
      continue;
    }
    const delivered = letters.delivered(letter.id);
    if (delivered.waiting > 0) continue;
    house.store.transaction(() => {
      // somebody else may have ended it meanwhile
      if (schedules.run(run.id)?.state !== 'sending') return;
      end(house, run.id, 'done', deliveredInWords(letter, delivered), now);
      if (delivered.failed > 0) tellUndelivered(house, schedule, letter, run.id);
      else if (schedule.trouble !== null && delivered.unsent === 0)
        tell(house, schedule, { run: run.id, kind: 'works-again', key: null, ...worksAgain(schedule, letter, schedule.trouble) });
    });
    await step('settled', run.id);
  }
}

function tellUndelivered(house: Throughline, schedule: StoredSchedule, letter: StoredLetter, run: string): void {
  const ledger = house.outbox.ledger({ kind: 'letter', id: letter.id });
  const failed = ledger.filter(({ state }) => state === 'failed');
  const key = `not-delivered ${failed
    .map(({ recipient }) => recipient.to)
    .sort()
    .join(' ')}`;
  // the same people again: that was said
  if (schedule.trouble?.key === key) return;
  tell(house, schedule, { run, kind: 'not-delivered', key, ...notDelivered(schedule, letter, failed, ledger.length) });
}
