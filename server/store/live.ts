import { EventEmitter } from 'node:events';
import type { Engine } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import { NotFound } from '../../model/problem.ts';
import type { Process, ProcessSummary } from '../../model/process.ts';
import type { ProcessContext } from '../analytics/analytic.ts';
import { NO_DATA, readFacts, type Facts } from './facts.ts';
import type { StoredProcess } from './processes.ts';
import type { Store } from './store.ts';

/** One process as it is now: what people wrote, and what its tables say. */
export interface LiveProcess {
  readonly stored: StoredProcess;
  readonly blueprint: Blueprint;
  readonly facts: Facts;
  /** Grows with every change of blueprint, zone or data; answers of an older revision are not given again. */
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

  /** Reads a process again after a write and tells those who listen when its data version grew. */
  async refresh(id: string): Promise<LiveProcess> {
    const stored = this.#store.processes.find(id);
    if (!stored) {
      this.#all.delete(id);
      throw new NotFound('service', id);
    }
    const before = this.#all.get(id);
    const facts = await this.#engine.with(schemaOf(id), (session) => readFacts(session));
    const live: LiveProcess = { stored, blueprint: this.#store.blueprints.newest(id), facts, revision: ++this.#revision };
    this.#all.set(id, live);
    if (facts.dataVersion !== (before?.facts ?? NO_DATA).dataVersion) {
      this.#events.emit('data-version', { process: id, dataVersion: facts.dataVersion } satisfies DataVersionEvent);
    }
    return live;
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
});
