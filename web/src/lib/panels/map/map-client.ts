import type { MapGraph } from '../../../../../charts/process-map/shapes.ts';
import type { Drawn, DrawOrder, LaidOut, LayoutOrder, Order, Told } from './protocol.ts';

/** As much of a `Worker` as is needed. */
export interface Thread {
  postMessage(order: Order): void;
  onmessage: ((event: MessageEvent<Told>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

interface Waiting {
  resolve: (answer: LaidOut | Drawn | null) => void;
  reject: (error: Error) => void;
}

/** Fewer than the thread keeps. */
const REMEMBERED = 2;

type Ordered<T> = Omit<T, 'kind' | 'ticket'>;

/**
 * The page's side of the thread that draws maps. An order that a newer one has overtaken answers null; a failed one
 * rejects. What was sent once (the graph of a filter) is not sent again.
 */
export class MapClient {
  #thread: Thread;
  #waiting = new Map<number, Waiting>();
  #ticket = 0;
  #sent: string[] = [];
  #laid = new Map<string, Promise<LaidOut | null>>();

  constructor(thread: Thread) {
    this.#thread = thread;
    thread.onmessage = ({ data }) => {
      this.#heard(data);
    };
    thread.onerror = (event) => {
      this.#failed(event.message);
    };
  }

  /** Lays out what `order.layout` names, once for as long as it is one of the two asked for last. */
  lay(order: Ordered<LayoutOrder>): Promise<LaidOut | null> {
    const asked = this.#laid.get(order.layout) ?? this.#send<LaidOut>((ticket) => ({ ...order, kind: 'layout', ticket }));
    asked.catch(() => this.#laid.delete(order.layout));
    this.#laid.delete(order.layout);
    this.#laid.set(order.layout, asked);
    const oldest = this.#laid.keys().next();
    if (this.#laid.size > REMEMBERED && !oldest.done) this.#laid.delete(oldest.value);
    return asked;
  }

  /** `graph` are the figures named by `order.figures`. */
  draw(order: Ordered<Omit<DrawOrder, 'graph'>>, graph: MapGraph | null): Promise<Drawn | null> {
    const known = order.figures === null || this.#sent.includes(order.figures);
    if (order.figures !== null) this.#sent = [...this.#sent.filter((key) => key !== order.figures), order.figures].slice(-REMEMBERED);
    return this.#send<Drawn>((ticket) => ({ ...order, kind: 'draw', ticket, ...(known || graph === null ? {} : { graph }) }));
  }

  stop(): void {
    this.#thread.terminate();
    for (const { resolve } of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }

  #send<Answer extends LaidOut | Drawn>(order: (ticket: number) => Order): Promise<Answer | null> {
    this.#ticket += 1;
    const ticket = this.#ticket;
    return new Promise<Answer | null>((resolve, reject) => {
      this.#waiting.set(ticket, { resolve: resolve as Waiting['resolve'], reject });
      this.#thread.postMessage(order(ticket));
    });
  }

  #heard(told: Told): void {
    const asked = this.#waiting.get(told.ticket);
    this.#waiting.delete(told.ticket);
    if (!asked) return;
    if (told.kind === 'failed') asked.reject(new Error(told.message));
    else asked.resolve(told.kind === 'dropped' ? null : told);
  }

  #failed(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message === '' ? 'The map could not be drawn.' : message));
    this.#waiting.clear();
  }
}
