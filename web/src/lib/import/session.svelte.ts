import { api, asProblem, isAbort, uploadFile } from '$lib/api/http.ts';
import { followJob, type Job, type JobFollower } from '$lib/api/job.svelte.ts';
import type { Mapping, Receipt, Recognition } from '$model/event-log.ts';
import { Problem } from '$model/problem.ts';
import { DecidedFile } from './decided-file.svelte.ts';
import type { KeptFile } from './kept-files.ts';
import { goneUpload, notPlaced, notSent, receiptOf } from './left-files.ts';
import { importMapping, wantedMapping } from './mapping.ts';
import { Measure } from './measure.svelte.ts';
import { readPreview, type Preview } from './preview.ts';
import { fileRefusal } from './service-name.ts';

/** Where an import stands: `sending` and `checking` before a person decides, `ready`, then `importing` and `done`. */
export type Stand = 'empty' | 'sending' | 'checking' | 'ready' | 'importing' | 'done';

/** Decisions that follow each other within this time are checked at once. */
const PAUSE_MS = 250;

/** One file on its way in, from being chosen to its receipt. What a person decided outlives a failed try and a reload. */
export class ImportSession extends DecidedFile {
  readonly id: string;
  stand = $state<Stand>('empty');
  name = $state('');
  bytes = $state(0);
  chosenAt = $state(0);
  /** The file itself: gone after a reload, when what was sent is worked on. */
  file = $state.raw<File | null>(null);
  preview = $state.raw<Preview | null>(null);
  /** The browser can't show its first rows: they come with the check. */
  noPreview = $state(false);
  sent = $state(0);
  upload = $state<string | null>(null);
  checking = $state.raw<JobFollower<Recognition> | null>(null);
  /** A decision is not checked yet. */
  rechecking = $state(false);
  /** What an import would do to the figures. */
  readonly measure = new Measure();
  importing = $state.raw<JobFollower<Receipt> | null>(null);
  job = $state<string | null>(null);
  receipt = $state.raw<Receipt | null>(null);
  /** What went wrong last; stays until dismissed or tried again. */
  problem = $state.raw<Problem | null>(null);
  process = $state<string | null>(null);
  /** The zone of the service, for times without an offset. */
  #zone: string | null = null;
  #stop = new AbortController();
  #turn = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(process: string | null, zone: string | null = null, id: string = crypto.randomUUID()) {
    super();
    this.process = process;
    this.#zone = zone;
    this.id = id;
  }

  /** All rows were looked at with all that was decided. */
  get checked(): boolean {
    return this.stand === 'ready' && this.checking === null && !this.rechecking && this.recognition !== null;
  }

  /** Something is lost by leaving: bytes that are being sent. */
  get busy(): boolean {
    return this.problem === null && this.stand === 'sending';
  }

  /** Takes a file: shows its first rows at once, and sends and checks it meanwhile. Decisions made before stay. */
  async choose(file: File): Promise<void> {
    const { decisions } = this;
    this.discard();
    this.decisions = decisions;
    this.name = file.name;
    this.bytes = file.size;
    this.chosenAt = Date.now();
    this.file = file;
    this.stand = 'sending';
    const refusal = fileRefusal(file);
    if (refusal) {
      this.problem = new Problem('not_taken', 415, refusal.title, { detail: refusal.detail });
      return;
    }
    const stop = this.#stop;
    void readPreview(file).then(
      (preview) => {
        if (stop.signal.aborted) return;
        this.preview = preview;
        this.noPreview = preview === null;
      },
      // damaged or unreadable here: the check says what is wrong with it
      () => undefined,
    );
    await this.#send();
  }

  /** Goes on where the page was left: an import that runs is found again, else what was sent is checked with all decisions. */
  async resume(kept: KeptFile): Promise<void> {
    this.name = kept.name;
    this.bytes = kept.bytes;
    this.chosenAt = kept.chosenAt;
    this.decisions = kept.decisions;
    this.upload = kept.upload;
    this.job = kept.job;
    this.noPreview = true;
    if (kept.job !== null && this.process !== null) {
      this.stand = 'importing';
      if (await this.#findAgain(kept.job, this.process)) return;
    }
    if (kept.upload === null) {
      this.stand = 'sending';
      this.problem = notSent(kept.name);
      return;
    }
    await this.#check();
  }

  /** Looks at all rows again, a moment from now. */
  recheck(): void {
    if (this.upload === null || this.stand === 'importing' || this.stand === 'done') return;
    this.rechecking = true;
    this.measure.stop();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#check(), PAUSE_MS);
  }

  /** The zone that times without an offset are read in unless a person says another one for this file. */
  readIn(zone: string): void {
    if (zone === this.#zone) return;
    this.#zone = zone;
    if (this.recognition?.needsZone && this.decisions.zone === null) this.recheck();
  }

  /** Does again what failed: sending, checking or importing. */
  async retry(): Promise<void> {
    if (this.upload === null) return this.#send();
    if (!this.recognition) return this.#check();
    if (this.process !== null) return this.start(this.process);
  }

  /** The service exists, and what the rows mean is known. */
  get canMeasure(): boolean {
    return this.process !== null && this.recognition?.health !== null && this.open.length === 0 && this.issues().length === 0;
  }

  /** What an import would do to the figures of the service: worked out now. */
  measureNow(): void {
    const { process, upload, recognition } = this;
    if (process === null || upload === null || !recognition) return;
    void this.measure.ask(process, this.#body(upload, recognition));
  }

  /** Imports into a service with what is on screen. Resolves when it has ended, one way or the other. */
  async start(process: string): Promise<void> {
    const { recognition, upload } = this;
    if (!recognition || upload === null || this.stand === 'importing') return;
    this.process = process;
    this.problem = null;
    this.receipt = null;
    this.stand = 'importing';
    this.measure.stop();
    const { signal } = this.#stop;
    try {
      const body = this.#body(upload, recognition);
      const job = await api.post<Job<Receipt>>(`/processes/${encodeURIComponent(process)}/imports`, body, { signal });
      this.job = job.id;
      await this.#follow(job);
    } catch (error) {
      this.job = null;
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

  /** Forgets the file, here and on the server. Nothing of it was imported unless there is a receipt. */
  discard(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#turn += 1;
    clearTimeout(this.#pause);
    void this.checking?.cancel();
    this.importing?.leave();
    this.measure.stop();
    if (this.upload !== null && this.job === null) void api.delete(`/uploads/${encodeURIComponent(this.upload)}`).catch(() => undefined);
    this.upload = null;
    this.job = null;
    this.stand = 'empty';
    this.file = null;
    this.preview = null;
    this.noPreview = false;
    this.sent = 0;
    this.checking = null;
    this.rechecking = false;
    this.recognition = null;
    this.forget();
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
      const { upload } = await uploadFile(this.file, { signal, onprogress: (share) => (this.sent = share) });
      this.upload = upload;
    } catch (error) {
      this.#failed(error, signal, 'sending');
      return;
    }
    await this.#check();
  }

  async #check(): Promise<void> {
    if (this.upload === null) return;
    const { signal } = this.#stop;
    const turn = ++this.#turn;
    const stands = () => !signal.aborted && turn === this.#turn;
    this.problem = null;
    this.rechecking = this.recognition !== null;
    if (!this.recognition) this.stand = 'checking';
    void this.checking?.cancel();
    try {
      const mapping = wantedMapping(this.questions, this.decisions, this.process === null ? this.#zone : null);
      const body = { mapping, ...(this.process === null ? {} : { process: this.process }), ...this.#recipe(null) };
      const job = await api.post<Job<Recognition>>(`/uploads/${encodeURIComponent(this.upload)}/check`, body, { signal });
      // a newer check, or none, is wanted by now
      if (!stands()) return;
      this.checking = followJob(job);
      const recognition = await this.checking.done;
      if (!stands()) return;
      this.checking = null;
      this.rechecking = false;
      this.heard(recognition);
      this.stand = 'ready';
      if (this.canMeasure) this.measure.offer(recognition.rows, () => this.measureNow());
    } catch (error) {
      if (!stands()) return;
      this.checking = null;
      this.rechecking = false;
      if (asProblem(error).status !== 404) return this.#failed(error, signal, this.recognition ? 'ready' : 'checking');
      this.upload = null;
      this.stand = 'sending';
      this.problem = goneUpload(this.name);
    }
  }

  /** The file with everything that is on screen: what an import does, and what its effect is worked out from. */
  #body(upload: string, recognition: Recognition): { upload: string; mapping: Mapping; recipe?: string } {
    const mapping = importMapping(recognition, this.questions, this.decisions, this.#zone);
    return { upload, mapping, ...this.#recipe(recognition) };
  }

  #recipe(recognition: Recognition | null): { recipe?: string } {
    const { recipe } = this.decisions;
    if (recipe !== null) return { recipe };
    return recognition?.recipe?.used ? { recipe: recognition.recipe.id } : {};
  }

  async #follow(job: Job<Receipt>): Promise<void> {
    this.importing = followJob(job);
    const receipt = await this.importing.done;
    await this.#placeNew(receipt.process);
    this.receipt = receipt;
    this.stand = 'done';
  }

  /** New activities go into the stages chosen for them; what can't be placed is told beside the receipt, and stays unplaced. */
  async #placeNew(process: string): Promise<void> {
    const placements = Object.entries(this.decisions.places).map(([activity, stage]) => ({ activity, stage }));
    if (placements.length === 0) return;
    try {
      await api.post(`/processes/${encodeURIComponent(process)}/placements`, { placements });
    } catch (error) {
      this.problem = notPlaced(asProblem(error));
    }
    this.decisions = { ...this.decisions, places: {} };
  }

  /** An import that was started before the page was loaded. False: it brought nothing. */
  async #findAgain(id: string, process: string): Promise<boolean> {
    const { signal } = this.#stop;
    try {
      await this.#follow(await api.get<Job<Receipt>>(`/jobs/${encodeURIComponent(id)}`));
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      this.importing = null;
      this.receipt = await receiptOf(process, id);
      if (this.receipt) {
        await this.#placeNew(process);
        this.stand = 'done';
      } else this.job = null;
      if (!this.receipt && asProblem(error).status !== 404) this.problem = asProblem(error);
      return this.receipt !== null;
    }
  }

  #failed(error: unknown, signal: AbortSignal, stand: Stand): void {
    if (signal.aborted || isAbort(error)) return;
    this.problem = asProblem(error);
    this.stand = stand;
  }
}
