import { SECOND } from '../model/units.ts';

/** One person (or room) of a pool, taken until given back. */
export interface Server {
  readonly pool: Pool;
  readonly slot: number;
  readonly name: string;
}

/** What a flow can wait for. */
type Wait =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'take'; readonly pool: Pool; readonly urgency: number; readonly patienceMs: number }
  | { readonly kind: 'join'; readonly task: Task };

/** A life that runs through the simulation: a generator that yields what it waits for. */
export type Flow<T = void> = Generator<Wait, T, unknown>;

export interface Task {
  done: boolean;
  waiting: (() => void)[];
}

interface Waiting {
  readonly urgency: number;
  readonly order: number;
  served: (server: Server | null) => void;
  gone: boolean;
}

/** People who can do the same work; how many are there, and who, depends on the hour. */
export interface Pool {
  readonly name: string;
  /** How many are at work at an instant. */
  readonly capacityAt: (instant: number) => number;
  /** Who holds a place at an instant. */
  readonly nameAt: (instant: number, slot: number) => string;
  readonly busy: boolean[];
  readonly queue: Waiting[];
}

export const poolOf = (name: string, capacityAt: Pool['capacityAt'], nameAt: Pool['nameAt']): Pool => ({
  name,
  capacityAt,
  nameAt,
  busy: [],
  queue: [],
});

/** Waits a while, in whole seconds. */
export function* delay(ms: number): Flow {
  if (ms >= SECOND / 2) yield { kind: 'delay', ms };
}

/** Waits for a free member of a pool, the lowest urgency first, then first come. */
export function* take(pool: Pool, urgency: number): Flow<Server> {
  return (yield { kind: 'take', pool, urgency, patienceMs: Infinity }) as Server;
}

/** The same, for someone who gives up after `patienceMs`: null then. */
export function* takeOrLeave(pool: Pool, urgency: number, patienceMs: number): Flow<Server | null> {
  return (yield { kind: 'take', pool, urgency, patienceMs }) as Server | null;
}

/** Waits until another flow has ended. */
export function* join(task: Task): Flow {
  if (!task.done) yield { kind: 'join', task };
}

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A discrete-event simulation: a clock that jumps from appointment to appointment.
 *
 * Two appointments at one instant run in the order they were made, so a run is repeatable. Capacity is looked
 * at anew at every change of a queue and at each `tick`.
 */
export class Simulation {
  now: number;
  #order = 0;
  readonly #heap: Appointment[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** Runs `run` after `ms`, rounded to whole seconds. */
  after(ms: number, run: () => void): void {
    const at = this.now + Math.max(0, Math.round(ms / SECOND) * SECOND);
    this.#order += 1;
    this.#push({ at, order: this.#order, run });
  }

  /** Starts a life of its own; `join` waits for its end. */
  start(flow: Flow): Task {
    const task: Task = { done: false, waiting: [] };
    this.#resume(flow, undefined, task);
    return task;
  }

  /** Gives a server back; the next in the queue is served in the same instant. */
  release(server: Server): void {
    server.pool.busy[server.slot] = false;
    this.#serve(server.pool);
  }

  /** Looks at each pool every `ms`, so that a shift that begins finds its queue. */
  tick(pools: readonly Pool[], ms: number): void {
    this.after(ms, () => {
      for (const pool of pools) this.#serve(pool);
      this.tick(pools, ms);
    });
  }

  /** Runs everything that happens before `end`. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at < end; next = this.#heap[0]) {
      this.#pop();
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  #resume(flow: Flow, value: unknown, task: Task): void {
    const step = flow.next(value);
    if (step.done === true) {
      task.done = true;
      for (const go of task.waiting) this.after(0, go);
      return;
    }
    const wait = step.value;
    if (wait.kind === 'delay') this.after(wait.ms, () => this.#resume(flow, undefined, task));
    else if (wait.kind === 'join') wait.task.waiting.push(() => this.#resume(flow, undefined, task));
    else this.#queue(wait.pool, wait.urgency, wait.patienceMs, (server) => this.#resume(flow, server, task));
  }

  #queue(pool: Pool, urgency: number, patienceMs: number, served: Waiting['served']): void {
    this.#order += 1;
    const waiting: Waiting = { urgency, order: this.#order, served, gone: false };
    let at = pool.queue.length;
    while (at > 0 && pool.queue[at - 1]!.urgency > urgency) at -= 1;
    pool.queue.splice(at, 0, waiting);
    if (Number.isFinite(patienceMs)) {
      this.after(patienceMs, () => {
        if (waiting.gone) return;
        waiting.gone = true;
        pool.queue.splice(pool.queue.indexOf(waiting), 1);
        served(null);
      });
    }
    this.#serve(pool);
  }

  #serve(pool: Pool): void {
    while (pool.queue.length > 0) {
      const capacity = pool.capacityAt(this.now);
      let slot = 0;
      while (slot < capacity && pool.busy[slot] === true) slot += 1;
      if (slot >= capacity) return;
      const waiting = pool.queue.shift()!;
      waiting.gone = true;
      pool.busy[slot] = true;
      waiting.served({ pool, slot, name: pool.nameAt(this.now, slot) });
    }
  }

  #push(entry: Appointment): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

const before = (one: Appointment, other: Appointment) => one.at < other.at || (one.at === other.at && one.order < other.order);
