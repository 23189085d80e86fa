import type { Message, Recipient } from '../../model/delivery.ts';
import type { Letter, LetterOrder } from '../../model/letter.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import { recipientsInWords } from '../../model/schedule.ts';
import { MINUTE } from '../../model/units.ts';
import type { StoredLetter } from '../store/letters.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Throughline } from '../throughline.ts';
import { Archive } from './archive.ts';
import { composeLetter, composeNotice } from './compose.ts';
import { bodyOf, filesOf, letterPath, mailFilesOf, type MadeFiles } from './files.ts';
import { fingerprintOf } from './fingerprint.ts';
import { makeLetter } from './letter.ts';
import { messagesOf, plan, readLetter, settle, work, type RunParts } from './runs.ts';

/** What a person asks for now. */
export interface Asked {
  readonly order: LetterOrder;
  readonly recipients: readonly Recipient[];
  readonly attachPdf: boolean;
  /** Of a schedule, sent out of turn; `toAll` when it goes to everyone on its list. */
  readonly schedule?: { readonly of: StoredSchedule; readonly toAll: boolean } | undefined;
}

/** So many previews are remembered. */
const PREVIEWS = 8;

/**
 * Makes letters, keeps them, and hands them to the outbox: those that are due by a schedule, and those that somebody asks for.
 *
 * Nothing is sent that is not kept, and a letter that can't be made leaves the one before as it is.
 */
export class LetterKeeper {
  readonly archive: Archive;
  readonly #house: Throughline;
  readonly #parts: RunParts;
  readonly #stop = new AbortController();
  readonly #previews = new Map<string, Promise<Letter>>();

  constructor(house: Throughline, other: Partial<Pick<RunParts, 'archive' | 'make' | 'files' | 'step'>> = {}) {
    this.#house = house;
    this.archive = other.archive ?? new Archive(house.folder.letters);
    this.#parts = {
      house,
      archive: this.archive,
      make: other.make ?? ((order, options) => makeLetter(house, order, options)),
      files: other.files ?? ((letter, page) => filesOf(house, letter, page)),
      step: other.step ?? (() => Promise.resolve()),
      signal: this.#stop.signal,
    };
    house.outbox.compose('letter', composeLetter(house, this.archive));
    house.outbox.compose('notice', composeNotice(house));
  }

  /** Plans what has become due, makes it, and ends what has been sent; what is sent now is ended when it has been tried. */
  async tick(now: Date): Promise<void> {
    plan(this.#parts, now);
    await settle(this.#parts, now);
    await work(this.#parts, now);
    const { store, outbox, log } = this.#house;
    if (store.schedules.runsIn(['sending']).length === 0) return;
    // a mail server may take minutes, for which nothing else waits
    outbox
      .work()
      .then(() => (this.#stop.signal.aborted ? undefined : settle(this.#parts, this.#house.now())))
      .catch((error: unknown) => log.error({ err: error }, 'what was sent could not be written down'));
  }

  /** A letter that is not kept; of a schedule it tells what changed since the last. Its forms are asked for one after the other: what was made a moment ago of the same state is given again. */
  async preview(order: LetterOrder, schedule?: string): Promise<Letter> {
    const { live, now, store } = this.#house;
    const last = schedule === undefined ? undefined : store.letters.lastOf(store.schedules.get(schedule).id);
    const previous = last ? await readLetter(this.archive, last.id) : null;
    const process = order.kind === 'house' ? null : (order.process ?? null);
    const revision = process === null ? live.all().map((one) => one.revision) : live.get(process).revision;
    const key = JSON.stringify([order, last?.id, revision, fingerprintOf(this.#house, process), Math.floor(now().getTime() / MINUTE)]);
    const made =
      this.#previews.get(key) ??
      this.#parts.make(order, { previous, sending: 'A preview. Nothing has been sent.', signal: this.#stop.signal });
    this.#previews.delete(key);
    this.#previews.set(key, made);
    for (const old of [...this.#previews.keys()].slice(0, -PREVIEWS)) this.#previews.delete(old);
    // what failed is tried again
    made.catch(() => this.#previews.delete(key));
    return made;
  }

  /** The mail of a letter that is not kept. */
  mailFiles(letter: Letter): Promise<MadeFiles> {
    return mailFilesOf(this.#house, letter, null);
  }

  /** Makes a letter now, keeps it and puts its messages; the sending itself is the outbox's. */
  async send({ order, recipients, attachPdf, schedule }: Asked, signal: AbortSignal): Promise<StoredLetter> {
    const { store, outbox, newId, now } = this.#house;
    const process = order.kind === 'house' ? null : (order.process ?? null);
    const last = schedule && store.letters.lastOf(schedule.of.id);
    const fingerprint = fingerprintOf(this.#house, process);
    const letter = await this.#parts.make(order, {
      previous: last ? await readLetter(this.archive, last.id) : null,
      sending: onRequest(recipients),
      signal: this.#or(signal),
    });
    const id = newId();
    const { files, images } = await this.#parts.files(letter, letterPath({ id, process }));
    await this.archive.keep(id, files);
    const kept: StoredLetter = {
      ...{ id, process, schedule: schedule?.of.id ?? null, run: null, inSeries: schedule?.toAll ?? false },
      ...{ dueAt: null, madeAt: now().toISOString(), fingerprint },
      ...bodyOf(letter, order, images),
      ...{ recipients: [...recipients], attachPdf, replyTo: schedule?.of.owner ?? null },
    };
    try {
      store.transaction(() => {
        store.letters.add(kept);
        outbox.put(messagesOf(kept, recipients));
      });
    } catch (error) {
      // its service was removed meanwhile: nothing would find these files again
      await this.archive.remove(id);
      throw error;
    }
    return kept;
  }

  /** Sends a kept letter to further people, or to those for whom nothing was set up at the time. */
  sendAgain(id: string, recipients: readonly Recipient[]): Message[] {
    const letter = this.find(id);
    const { store, outbox } = this.#house;
    const ids = store.transaction(() => outbox.put(messagesOf(letter, recipients)));
    for (const message of ids.map((one) => outbox.find(one)))
      if (message.state === 'stopped' || message.state === 'failed') outbox.retry(message.id);
    return ids.map((one) => outbox.find(one));
  }

  find(id: string): StoredLetter {
    const letter = this.#house.store.letters.find(id);
    if (!letter) throw new NotFound('letter', id);
    return letter;
  }

  /** The letter itself, as it was kept. Throws a `Problem` where its file is gone. */
  async letterText(id: string): Promise<string> {
    this.find(id);
    try {
      return (await this.archive.read(id, 'letter.json')).toString('utf8');
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      throw new Problem('letter_lost', 410, 'The files of this letter are gone.', {
        detail: `letters/${id}/ is missing from the data folder. Put it back from a backup; what is known of the letter besides is kept.`,
      });
    }
  }

  /** Stops what is being made; it is made again after the next start. */
  close(): void {
    this.#stop.abort();
  }

  #or(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#stop.signal]);
  }
}

const onRequest = (recipients: readonly Recipient[]): string =>
  recipients.length === 0 ? 'Made once, on request.' : `Sent once, on request, to ${recipientsInWords(recipients)}.`;
