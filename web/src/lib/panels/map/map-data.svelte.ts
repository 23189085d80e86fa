import { untrack } from 'svelte';
import { readPin } from '$charts/process-map/pin-reading.ts';
import type { MapDrawing, Metric, Pin, Visible } from '$charts/process-map/shapes.ts';
import { api, asProblem, isAbort } from '$lib/api/http.ts';
import { MANY_EVENTS } from '$lib/api/questions.ts';
import type { ProcessSummary } from '$model/process.ts';
import type { Problem } from '$model/problem.ts';
import type { Scope } from '$model/scope.ts';
import { comparedFigures, type Against } from './compared-figures.ts';
import { figuresOf, firstFiguresOf, isWhole, wholeScope, type Asked } from './figures.ts';
import type { Figures, Level } from './rows.ts';
import { mapStages, spineOf } from './graph-rows.ts';
import { MapClient } from './map-client.ts';
import type { LaidOut } from './protocol.ts';
import { outdatedWords } from './pins.ts';
import { startThread } from './thread.ts';

/** What a page wants to see. */
export interface MapWish {
  process: ProcessSummary;
  level: Level;
  /** With its level. */
  scope: Scope;
  metric: Metric;
  /** The other side; null: nothing is compared. */
  against: Against | null;
  activities: number | undefined;
  paths: number | undefined;
  /** False where there is no room for a drawing: figures only. */
  draws: boolean;
}

/** A drawing that takes longer than this is not waited for. */
const PAINT_MS = 1000;

/**
 * A map as a page shows it: laid out by all cases of the data version, so that nothing a person chooses moves anything;
 * filled with the figures of the scope. Made while a component is set up.
 */
export class MapData {
  drawing = $state.raw<MapDrawing | null>(null);
  visible = $state.raw<Visible | null>(null);
  /** The key of the figures that are drawn. */
  shown = $state.raw('');
  /** The figures shown, which may be those of an earlier choice: see `loading`. */
  figures = $state.raw<Figures | null>(null);
  laidOut = $state.raw<LaidOut | null>(null);
  /** Figures of all cases of the data version. */
  whole = $state.raw<Figures | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** When the figures came, in ms of the browser's clock. */
  answeredAt = $state(0);
  #wish: () => MapWish | null = () => null;
  #tries = $state(0);
  /** How often a person has asked for a new arrangement. */
  #arranged = $state(0);
  /** The choice whose figures are all here. */
  #filled = $state('');
  #layoutKey = $derived.by(() => {
    const wish = this.#wish();
    return wish ? JSON.stringify([wish.process.id, wish.process.dataVersion, wish.level, wish.draws, this.#arranged]) : '';
  });
  #figuresKey = $derived.by(() => {
    const wish = this.#wish();
    return wish
      ? JSON.stringify([
          wish.process.dataVersion,
          wish.scope,
          wish.metric === 'satisfaction',
          wish.against && [wish.against.query, wish.metric],
        ])
      : '';
  });
  #all: Promise<Figures> | null = null;
  /** Who waits for which figures to be on the screen: the newest only. */
  #awaited: { key: string; done: () => void } | null = null;

  constructor(wish: () => MapWish | null) {
    this.#wish = wish;
    const client = new MapClient(startThread());
    $effect(() => {
      void [this.#layoutKey, this.#tries];
      return this.#run((wanted, signal) => this.#lay(client, wanted, signal));
    });
    $effect(() => {
      void [this.#figuresKey, this.#tries];
      return this.#run((wanted, signal) => this.#fill(wanted, signal));
    });
    $effect(() => {
      const wanted = wish();
      const [laid, figures] = [this.laidOut, this.figures];
      if (!wanted?.draws || !laid || !figures || laid.layout !== this.#layoutKey || figures.level !== wanted.level) return;
      const { metric, activities, paths, process } = wanted;
      const order = { layout: laid.layout, figures: figures.whole ? null : figures.key, metric, activities, paths, words: process.words };
      untrack(() => void this.#draw(client, order, figures));
    });
    $effect(() => () => {
      client.stop();
    });
  }

  /** Figures of the present choice are on their way. */
  get loading(): boolean {
    return this.#filled !== this.#figuresKey && this.problem === null;
  }

  /** Asks again for what failed. */
  retry(): void {
    this.problem = null;
    this.#tries += 1;
  }

  /** Lays the map out anew, without regard to where things stood, and keeps that. */
  arrange(): void {
    this.#arranged += 1;
  }

  /** Does what the present wish asks for; returns what stops it. */
  #run(work: (wish: MapWish, signal: AbortSignal) => Promise<void>): () => void {
    const stop = new AbortController();
    const wanted = untrack(this.#wish);
    if (wanted)
      untrack(() => {
        this.problem = null;
        work(wanted, stop.signal).catch((error: unknown) => {
          if (!stop.signal.aborted && !isAbort(error)) this.problem = asProblem(error);
        });
      });
    return () => {
      stop.abort();
    };
  }

  async #lay(client: MapClient, wish: MapWish, signal: AbortSignal): Promise<void> {
    const again = this.#arranged > 0;
    const key = this.#layoutKey;
    const { process, level } = wish;
    this.#all = figuresOf(asking({ ...wish, scope: wholeScope(process.id, level) }, process.hasFeedback, signal));
    const [whole, kept] = await Promise.all([this.#all, again || !wish.draws ? null : keptPin(process.id, level, signal)]);
    if (signal.aborted) return;
    this.whole = whole;
    if (!wish.draws) return;
    const previous = readPin(kept?.pin);
    // one that can't be used holds no place that anybody sees: it gives way
    const replaces = again || (previous === null && kept !== null && kept.pin !== null);
    const laid = await client.lay({ layout: key, graph: whole.graph, stages: mapStages(whole), spine: spineOf(whole), previous });
    if (signal.aborted || !laid) return;
    this.laidOut = laid;
    const settled = outdatedWords(laid.outdated) === null && (previous === null || kept?.dataVersion !== process.dataVersion);
    if (again || settled) await pin(process, level, laid.pin, replaces);
  }

  async #fill(wish: MapWish, signal: AbortSignal): Promise<void> {
    const key = this.#figuresKey;
    const asked = asking(wish, wish.metric === 'satisfaction', signal);
    if (wish.against) {
      const compared = await comparedFigures({ ...asked, scores: false }, wish.against, wish.metric);
      if (!signal.aborted) this.#take(compared, key);
      return;
    }
    const whole = isWhole(wish.scope);
    if (!whole && wish.process.events > MANY_EVENTS) {
      const first = await firstFiguresOf(asked, wish.process.events, this.figures);
      if (signal.aborted) return;
      this.figures = first;
      // a question more would take the processor from the drawing
      if (wish.draws && this.laidOut) await this.#painted(first.key);
      if (signal.aborted) return;
    }
    // all cases are asked for once, for the layout
    const figures = await (whole && this.#all ? this.#all : figuresOf(asked));
    if (!signal.aborted) this.#take(figures, key);
  }

  #take(figures: Figures, key: string): void {
    this.figures = figures;
    this.answeredAt = Date.now();
    this.problem = null;
    this.#filled = key;
  }

  /** Resolves when these figures are on the screen, or after a moment when they never come there. */
  #painted(key: string): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAINT_MS);
      this.#awaited = {
        key,
        done: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }

  async #draw(client: MapClient, order: Parameters<MapClient['draw']>[0], figures: Figures): Promise<void> {
    try {
      const drawn = await client.draw(order, figures.graph);
      if (!drawn) return;
      this.drawing = drawn.drawing;
      this.visible = drawn.visible;
      this.shown = figures.key;
      requestAnimationFrame(() => setTimeout(() => this.#awaited?.key === figures.key && this.#awaited.done()));
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

interface Kept {
  dataVersion: number | null;
  pin: unknown;
}

const pinAddress = (process: string, level: Level) => `/processes/${encodeURIComponent(process)}/map-pins/${level}`;

/** Where things stood before; null when that can't be had, which only means that they are laid out anew. */
const keptPin = (process: string, level: Level, signal: AbortSignal): Promise<Kept | null> =>
  api.get<Kept>(pinAddress(process, level), { signal }).catch(() => null);

/** Keeps where things stand, for everyone and for later data. A map that can't be kept is still a map. */
async function pin(process: ProcessSummary, level: Level, places: Pin, again: boolean): Promise<void> {
  const body = { dataVersion: process.dataVersion, pin: places, ...(again ? { again } : {}) };
  await api.put(pinAddress(process.id, level), body).catch(() => undefined);
}

const asking = ({ process, scope, level }: MapWish, scores: boolean, signal: AbortSignal): Asked => ({
  scope,
  level,
  version: process.dataVersion,
  hasStages: process.hasStages,
  scores,
  signal,
});
