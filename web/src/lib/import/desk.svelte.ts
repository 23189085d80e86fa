import { inOrder } from './file-order.ts';
import { keptKey, readKept, type KeptFile, type KeptFiles } from './kept-files.ts';
import { ImportSession } from './session.svelte.ts';

/** How a file stands among several. */
export type FileState = 'sending' | 'checking' | 'decide' | 'ready' | 'importing' | 'imported' | 'failed';

/** All files on their way into one service. They stay while a person looks at other pages, and over a reload. */
export class ImportDesk {
  files = $state.raw<readonly ImportSession[]>([]);
  activeId = $state<string | null>(null);
  /** What was typed about a service that is yet to be made. */
  service = $state.raw<KeptFiles['service']>(null);
  #process: string | null;
  #zone: string | null;

  constructor(process: string | null, zone: string | null) {
    this.#process = process;
    this.#zone = zone;
    this.#restore();
    // lives as long as the tab
    $effect.root(() => {
      $effect(() => this.#keep());
    });
  }

  get active(): ImportSession | null {
    return this.files.find(({ id }) => id === this.activeId) ?? this.files[0] ?? null;
  }

  /** In the order they are imported, once enough is known of them. */
  get ordered(): ImportSession[] {
    return inOrder(this.files);
  }

  /** Those that can be imported with what is on screen. */
  get ready(): ImportSession[] {
    return this.ordered.filter((file) => stateOf(file) === 'ready');
  }

  /** Takes files: each is sent and checked. One that was left unsent, or is no longer kept, goes on with its decisions. */
  add(given: Iterable<File>): void {
    for (const file of given) {
      const waits = this.files.find((one) => one.name === file.name && one.upload === null && one.problem !== null);
      const session = waits ?? new ImportSession(this.#process, this.#zone);
      if (!waits) this.files = [...this.files, session];
      if (this.files.length === 1 || this.active?.stand === 'done') this.activeId = session.id;
      void session.choose(file);
    }
  }

  choose(id: string): void {
    this.activeId = id;
  }

  /** Forgets a file. */
  discard(session: ImportSession): void {
    session.discard();
    const place = this.files.indexOf(session);
    this.files = this.files.filter((one) => one !== session);
    if (this.activeId === session.id) this.activeId = (this.files[place] ?? this.files.at(-1))?.id ?? null;
  }

  discardAll(): void {
    for (const session of this.files) session.discard();
    this.files = [];
  }

  /** Lets go of files that are in: what they brought is in the register. */
  clearDone(): void {
    this.files = this.files.filter((session) => session.stand !== 'done');
    if (!this.files.some(({ id }) => id === this.activeId)) this.activeId = this.files[0]?.id ?? null;
  }

  /** Imports these one after the other: the server takes them in the order they are asked for. */
  async importAll(sessions: readonly ImportSession[], process: string): Promise<void> {
    await Promise.all(sessions.map((session) => session.start(process)));
  }

  /** The service was made: the files are on their way into it now. */
  adopt(process: string): void {
    forget(this.#process);
    this.#process = process;
    this.service = null;
    for (const session of this.files) session.process = process;
    desks.set(process, this);
    this.#keep();
  }

  /** The zone of the service was typed anew. */
  readIn(zone: string): void {
    this.#zone = zone;
    for (const session of this.files) session.readIn(zone);
  }

  #restore(): void {
    const kept = readKept(storage()?.getItem(keptKey(this.#process)) ?? null, Date.now());
    if (!kept) return;
    this.service = kept.service;
    this.files = kept.files.map((file) => {
      const session = new ImportSession(this.#process, this.#zone, file.id);
      void session.resume(file);
      return session;
    });
    this.activeId = kept.active;
  }

  #keep(): void {
    const files = this.files.flatMap((session): KeptFile[] => {
      const { id, name, bytes, chosenAt, upload, job, decisions, receipt, stand } = session;
      return receipt !== null || stand === 'empty' ? [] : [{ id, name, bytes, chosenAt, upload, job, decisions }];
    });
    const kept: KeptFiles = { files, active: this.activeId, savedAt: Date.now(), service: this.service };
    if (files.length === 0) forgetKept(this.#process);
    else storage()?.setItem(keptKey(this.#process), JSON.stringify(kept));
  }
}

/** How a file stands. A thing found that waits for a decision does not hold it up, but a person should see it. */
export function stateOf(session: ImportSession): FileState {
  const { stand, problem, recognition } = session;
  if (stand === 'done') return 'imported';
  if (problem !== null && stand !== 'importing') return 'failed';
  if (stand === 'importing' || stand === 'sending') return stand;
  if (stand !== 'ready' || !session.checked) return 'checking';
  const decide = session.open.length + session.undecided.length + session.issues().length > 0;
  return decide || recognition?.rows === 0 ? 'decide' : 'ready';
}

/** The browser may forbid it: then files live as long as the page. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const forgetKept = (process: string | null) => storage()?.removeItem(keptKey(process));
const forget = (process: string | null) => {
  desks.delete(process);
  forgetKept(process);
};

// looked up when a page opens, never watched: a plain map
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const desks = new Map<string | null, ImportDesk>();

/** The files on their way into a service; null: into one that is yet to be made. */
export function importDesk(process: string | null, zone: string | null = null): ImportDesk {
  const known = desks.get(process);
  if (known) return known;
  const made = new ImportDesk(process, zone);
  desks.set(process, made);
  return made;
}
