import { api, asProblem, isAbort, uploadFile, type Uploaded } from '$lib/api/http.ts';
import { followJob, type Job, type JobFollower } from '$lib/api/job.svelte.ts';
import type { ImportKind, Mapping, Receipt, Recognition, Role } from '$model/event-log.ts';
import type { Instrument } from '$model/feedback.ts';
import { Problem } from '$model/problem.ts';
import { buildMapping } from './mapping.ts';
import { readPreview, type Preview } from './preview.ts';
import { givesWay, isTimeRole } from './roles.ts';
import { fileRefusal } from './service-name.ts';

/** Where an import stands: `sending` and `checking` before a person decides, `ready`, then `importing` and `done`. */
export type Stand = 'empty' | 'sending' | 'checking' | 'ready' | 'importing' | 'done';

/** One file on its way in, from being chosen to its receipt. Roles and answers outlive a failed try. */
export class ImportSession {
  stand = $state<Stand>('empty');
  file = $state.raw<File | null>(null);
  chosenAt = $state(0);
  preview = $state.raw<Preview | null>(null);
  sent = $state(0);
  checking = $state.raw<JobFollower<Recognition> | null>(null);
  recognition = $state.raw<Recognition | null>(null);
  kind = $state<ImportKind>('events');
  roles = $state<Record<string, Role>>({});
  /** The role each column was found to have, before anyone changed one. */
  found = $state.raw<Record<string, Role>>({});
  /** Columns whose guess gave way to a choice, with the column that took the role. */
  gaveWay = $state<Record<string, string>>({});
  answers = $state<Record<string, string>>({});
  /** The zone of times without an offset, where it differs from the zone of the service. */
  zone = $state<string | null>(null);
  instrument = $state<Instrument | null>(null);
  importing = $state.raw<JobFollower<Receipt> | null>(null);
  receipt = $state.raw<Receipt | null>(null);
  /** What went wrong last; stays until dismissed or tried again. */
  problem = $state.raw<Problem | null>(null);
  #process: string | null;
  #upload: Uploaded | null = null;
  #stop = new AbortController();
  #turn = 0;

  constructor(process: string | null) {
    this.#process = process;
  }

  /** Something can be lost by leaving. */
  get busy(): boolean {
    return this.problem === null && (this.stand === 'sending' || this.stand === 'importing');
  }

  /** Takes a file: shows its first rows at once, and sends and checks it meanwhile. */
  async choose(file: File): Promise<void> {
    this.discard();
    const refusal = fileRefusal(file);
    if (refusal) {
      this.problem = new Problem('not_taken', 0, refusal.title, { detail: refusal.detail });
      return;
    }
    this.file = file;
    this.chosenAt = Date.now();
    const stop = this.#stop;
    void readPreview(file).then(
      (preview) => {
        if (!stop.signal.aborted) this.preview = preview;
      },
      // damaged or unreadable here: the check says what is wrong with it
      () => undefined,
    );
    await this.#send();
  }

  /** Reads the file as the other kind; roles chosen so far belong to the first. */
  async switchKind(kind: ImportKind): Promise<void> {
    if (kind === this.kind && this.recognition) return;
    this.kind = kind;
    this.roles = {};
    this.found = {};
    this.gaveWay = {};
    this.answers = {};
    this.instrument = null;
    await this.#check({ kind });
  }

  /** Gives a column another role. What the check did not read as times is looked at again when it is to be one. */
  async setRole(name: string, role: Role): Promise<void> {
    const columns = this.recognition?.columns ?? [];
    const loser = givesWay(columns, this.roles, role, name);
    if (loser) this.gaveWay = { ...this.gaveWay, [loser.name]: name };
    this.gaveWay = Object.fromEntries(Object.entries(this.gaveWay).filter(([entry]) => entry !== name));
    this.roles = { ...this.roles, ...(loser ? { [loser.name]: 'attribute' as const } : {}), [name]: role };
    const column = columns.find((entry) => entry.name === name);
    if (column && isTimeRole(role) && column.type !== 'time' && column.empty < (this.recognition?.rows ?? 0)) {
      await this.#check({ kind: this.kind, roles: { ...this.roles } });
    }
  }

  /** Does again what failed: sending, checking or importing. */
  async retry(): Promise<void> {
    if (!this.#upload) return this.#send();
    if (!this.recognition) return this.#check();
    if (this.#process) return this.start(this.#process);
  }

  /** Imports into a service with what is on screen. Resolves when it has ended, one way or the other. */
  async start(process: string): Promise<void> {
    if (!this.recognition || !this.#upload || this.stand === 'importing') return;
    this.#process = process;
    this.problem = null;
    this.receipt = null;
    this.stand = 'importing';
    const { signal } = this.#stop;
    try {
      const mapping = buildMapping(this.recognition, this);
      const job = await api.post<Job<Receipt>>(
        `/processes/${encodeURIComponent(process)}/imports`,
        { upload: this.#upload.upload, mapping },
        { signal },
      );
      this.importing = followJob(job);
      this.receipt = await this.importing.done;
      this.stand = 'done';
    } catch (error) {
      this.#failed(error, signal, 'ready');
    }
    this.importing = null;
  }

  /** Stops what runs: an import keeps the file on screen, anything before it lets go of the file. */
  async cancel(): Promise<void> {
    if (this.importing) await this.importing.cancel();
    else this.discard();
  }

  dismiss(): void {
    this.problem = null;
  }

  /** Forgets the file. Nothing of it was imported unless there is a receipt. */
  discard(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    void this.checking?.cancel();
    this.importing?.leave();
    this.#upload = null;
    this.stand = 'empty';
    this.file = null;
    this.preview = null;
    this.sent = 0;
    this.checking = null;
    this.recognition = null;
    this.kind = 'events';
    this.roles = {};
    this.found = {};
    this.gaveWay = {};
    this.answers = {};
    this.zone = null;
    this.instrument = null;
    this.importing = null;
    this.receipt = null;
    this.problem = null;
  }

  async #send(): Promise<void> {
    if (!this.file) return;
    const { signal } = this.#stop;
    this.problem = null;
    this.stand = 'sending';
    try {
      this.#upload = await uploadFile(this.file, { signal, onprogress: (share) => (this.sent = share) });
    } catch (error) {
      this.#failed(error, signal, 'sending');
      return;
    }
    await this.#check();
  }

  async #check(mapping: Mapping = {}): Promise<void> {
    if (!this.#upload) return;
    const { signal } = this.#stop;
    const turn = ++this.#turn;
    this.problem = null;
    this.stand = 'checking';
    void this.checking?.cancel();
    try {
      const body = { mapping, ...(this.#process ? { process: this.#process } : {}) };
      const job = await api.post<Job<Recognition>>(`/uploads/${encodeURIComponent(this.#upload.upload)}/check`, body, { signal });
      // a newer check, or none, is wanted by now
      if (signal.aborted || turn !== this.#turn) return;
      this.checking = followJob(job);
      const recognition = await this.checking.done;
      if (signal.aborted || turn !== this.#turn) return;
      this.recognition = recognition;
      this.kind = recognition.kind;
      if (mapping.roles === undefined) this.found = Object.fromEntries(recognition.columns.map((column) => [column.name, column.role]));
      this.stand = 'ready';
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#failed(error, signal, this.recognition ? 'ready' : 'checking');
    }
    this.checking = null;
  }

  #failed(error: unknown, signal: AbortSignal, stand: Stand): void {
    if (signal.aborted || isAbort(error)) return;
    this.problem = asProblem(error);
    this.stand = stand;
  }
}

// looked up when a page opens, never watched: a plain map
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const kept = new Map<string, ImportSession>();

/** The file on its way into a service: it stays while a person looks at other pages. */
export function importSession(process: string): ImportSession {
  const known = kept.get(process);
  if (known) return known;
  const made = new ImportSession(process);
  kept.set(process, made);
  return made;
}

/** The session of a service that now exists. */
export function adoptSession(process: string, session: ImportSession): void {
  kept.set(process, session);
}

/** Done with: the next file starts anew. */
export function forgetSession(process: string): void {
  kept.delete(process);
}
