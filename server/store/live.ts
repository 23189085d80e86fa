import { EventEmitter } from 'node:events';
import type { Engine } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import { chartDecisions, type ChartDecisions } from '../../model/chart-decision.ts';
import type { FrozenImprovement } from '../../model/improvement.ts';
import { NotFound } from '../../model/problem.ts';
import type { Process, ProcessSummary } from '../../model/process.ts';
import type { ProcessContext } from '../analytics/analytic.ts';
import { NO_DATA, readFacts, type Facts } from './facts.ts';
import { mirror } from './mirror.ts';
import type { StoredProcess } from './processes.ts';
import type { Store } from './store.ts';
import { hasWholeDaysOnly } from './whole-days.ts';
import { wholeTo } from './whole-to.ts';

/** One process as it is now: what people wrote, and what its tables say. */
export interface LiveProcess {
  readonly stored: StoredProcess;
  readonly blueprint: Blueprint;
  /** Row of the blueprint in state.sqlite; null where none was ever saved. */
  readonly blueprintId: number | null;
  readonly facts: Facts;
  /** Its files have days and no hours. */
  readonly wholeDays: boolean;
  /** Up to when the data can be taken as whole; null without data. */
  readonly wholeTo: string | null;
  /** What people decided about its charts. */
  readonly charts: ChartDecisions;
  /** Those with a measure, as the question about effects takes them. */
  readonly improvements: readonly FrozenImprovement[];
  /** Grows with every change of blueprint, zone, decisions or data; answers of an older revision are not given again. */
  readonly revision: number;
}

/** Someone's data have a new version. */
export interface DataVersionEvent {
  readonly process: string;
  readonly dataVersion: number;
}

/** Every process, kept in memory so that a question asked twice costs no query. Refreshed by whoever writes. */
export class LiveProcesses {
  readonly #store: Store;
  readonly #engine: Engine;
  readonly #all = new Map<string, LiveProcess>();
  /** When the last reading of a process that has begun is over. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  #revision = 0;

  constructor(store: Store, engine: Engine) {
    this.#store = store;
    this.#engine = engine;
  }

  /** Throws `NotFound` for a process that does not exist. */
  get(id: string): LiveProcess {
    const live = this.#all.get(id);
    if (!live) throw new NotFound('service', id);
    return live;
  }

  has(id: string): boolean {
    return this.#all.has(id);
  }

  all(): LiveProcess[] {
    return [...this.#all.values()];
  }

  /** Reads a process again after a write and tells those who listen when its data version grew. One reading of a process at a time. */
  refresh(id: string): Promise<LiveProcess> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(() => this.#read(id));
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(id, over);
    void over.then(() => this.#turns.get(id) === over && this.#turns.delete(id));
    return turn;
  }

  async #read(id: string): Promise<LiveProcess> {
    const before = this.#all.get(id);
    const asked = this.#stored(id);
    const read = await this.#engine.with(schemaOf(id), async (session) => {
      await mirror(this.#store, session, id);
      const facts = await readFacts(session);
      const same = before?.facts.dataVersion === facts.dataVersion && before.stored.zone === asked.zone;
      if (same) return { facts, wholeDays: before.wholeDays, wholeTo: before.wholeTo };
      return { facts, wholeDays: await hasWholeDaysOnly(session, asked.zone), wholeTo: await wholeTo(session, facts, asked.zone) };
    });
    // it may have been removed meanwhile
    const stored = { ...this.#stored(id), zone: asked.zone };
    const saved = this.#store.blueprints.newestSaved(id);
    const live: LiveProcess = {
      stored,
      blueprint: saved?.blueprint ?? emptyBlueprint(),
      blueprintId: saved?.id ?? null,
      ...read,
      charts: chartDecisions(this.#store.chartDecisions.of(id)),
      improvements: this.#store.improvements.frozen(id),
      revision: ++this.#revision,
    };
    this.#all.set(id, live);
    const { dataVersion } = read.facts;
    if (dataVersion !== (before?.facts ?? NO_DATA).dataVersion) {
      this.#events.emit('data-version', { process: id, dataVersion } satisfies DataVersionEvent);
    }
    return live;
  }

  #stored(id: string): StoredProcess {
    const stored = this.#store.processes.find(id);
    if (stored) return stored;
    this.#all.delete(id);
    throw new NotFound('service', id);
  }

  /** Takes up what was written about improvements; answers kept from before are given again unless something they rest on is another. */
  improvementsChanged(id: string): void {
    const live = this.get(id);
    const improvements = this.#store.improvements.frozen(id);
    if (JSON.stringify(improvements) === JSON.stringify(live.improvements)) return;
    this.#all.set(id, { ...live, improvements, revision: ++this.#revision });
  }

  forget(id: string): void {
    this.#all.delete(id);
  }

  /** Calls back at every new data version, until the answered function is called. */
  watch(listener: (event: DataVersionEvent) => void): () => void {
    this.#events.on('data-version', listener);
    return () => this.#events.off('data-version', listener);
  }
}

export const processOf = ({ stored, facts }: LiveProcess): Process => ({ ...stored, dataVersion: facts.dataVersion });

export const summaryOf = (live: LiveProcess, imports: number): ProcessSummary => ({
  ...processOf(live),
  cases: live.facts.cases,
  events: live.facts.events,
  firstAt: live.facts.firstAt,
  lastAt: live.facts.endAt,
  imports,
  hasStages: live.blueprint.stages.length > 0,
  marksDelivery: live.blueprint.stages.some((stage) => stage.afterDelivery === true),
  hasFeedback: live.facts.hasFeedback,
  wholeDays: live.wholeDays,
  wholeTo: live.wholeTo,
});

/** What a question must know of its process, as the tables of one snapshot have it. */
export const contextOf = (live: LiveProcess, facts: Facts): ProcessContext => ({
  id: live.stored.id,
  zone: live.stored.zone,
  blueprint: live.blueprint,
  cutOffMs: facts.cutOffMs ?? live.stored.cutOffMs,
  dataVersion: facts.dataVersion,
  firstAt: facts.firstAt,
  endAt: facts.endAt,
  wholeTo: facts.dataVersion === live.facts.dataVersion ? live.wholeTo : facts.endAt,
  figuresByPerson: live.stored.figuresByPerson,
  wholeDays: live.wholeDays,
  hasFeedback: facts.hasFeedback,
  charts: live.charts,
  improvements: live.improvements,
});
