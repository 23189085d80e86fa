import type { Session } from '../../engine/engine.ts';
import type { Effect, Headline } from '../../model/effect.ts';
import type { Mapping, Receipt } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { importFile } from '../../pipelines/import.ts';
import type { Look } from '../../pipelines/ingest/work.ts';
import { put, type Analytic, type ProcessContext } from '../analytics/analytic.ts';
import { directlyFollows } from '../analytics/directly-follows.ts';
import { marksDelivery } from '../analytics/scope.ts';
import { summary } from '../analytics/summary.ts';
import { codeKeyOf } from '../store/code-key.ts';
import { readFacts } from '../store/facts.ts';
import { contextOf, type LiveProcess } from '../store/live.ts';
import type { Throughline } from '../throughline.ts';
import { incomingFile, uploadOf } from './incoming.ts';
import { recipesFor, type WantedRecipe } from './recipes.ts';

const HAND_OVERS_SHOWN = 20;

type HandOver = { readonly from: string | null; readonly to: string | null; readonly count: number };

/** What is compared: the headline figures and the map of one data version. */
export interface Sight {
  readonly headline: Headline;
  readonly handOvers: readonly HandOver[];
}

/** What the newest version of each process looked like, so that the next change need not look at it again. */
interface Seen {
  readonly dataVersion: number;
  readonly sight: Sight;
}
const lastSeen = new WeakMap<Throughline, Map<string, Seen>>();

/**
 * Looks at the tables before and after a change, in its transaction, and says what it does. The figures are those of the
 * catalogue: `summary` and `directly-follows` over everything.
 */
export class Eyes implements Look {
  readonly #house: Throughline;
  readonly #live: LiveProcess;
  #before: Sight | null = null;
  #seen: Seen | null = null;

  constructor(house: Throughline, live: LiveProcess) {
    this.#house = house;
    this.#live = live;
  }

  async before(session: Session): Promise<void> {
    const { dataVersion } = await readFacts(session);
    if (dataVersion === 0) return;
    const last = lastSeen.get(this.#house)?.get(this.#live.stored.id);
    this.#before = last?.dataVersion === dataVersion ? last.sight : await this.#see(session);
  }

  async after(session: Session): Promise<Effect> {
    const facts = await readFacts(session);
    const sight = await see(session, contextOf(this.#live, facts));
    this.#seen = { dataVersion: facts.dataVersion, sight };
    return effectOf(this.#before, sight);
  }

  /** To be called once the change is real: what was seen is what the next change begins with. */
  remember(): void {
    if (this.#seen === null) return;
    const all = lastSeen.get(this.#house) ?? new Map<string, Seen>();
    lastSeen.set(this.#house, all.set(this.#live.stored.id, this.#seen));
  }

  async #see(session: Session): Promise<Sight> {
    return see(session, contextOf(this.#live, await readFacts(session)));
  }
}

async function see(session: Session, process: ProcessContext): Promise<Sight> {
  const scope = { process: process.id, level: 'activity' as const };
  // of a summary only what is shown: its other statements read every step once more
  const statement = async (analytic: unknown, name: string, params: Readonly<Record<string, unknown>> = {}) => {
    const { id, params: known, queries } = analytic as Analytic;
    const text = queries(await put({ session, process }, { id, params: known }, scope, params, {}))[name];
    return text === undefined ? [] : session.query(text);
  };
  const [cases] = await statement(summary, 'cases');
  const [events] = await statement(summary, 'events');
  const handOvers = (await statement(directlyFollows, 'counts', { times: false })).map(({ from, to, count }): HandOver => ({
    from: textOf(from),
    to: textOf(to),
    count: Number(count),
  }));
  const time = marksDelivery(process) ? 'Delivery' : 'Throughput';
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  return {
    headline: {
      cases: Number(cases?.cases ?? 0),
      openCases: Number(cases?.openCases ?? 0),
      events: Number(events?.events ?? 0),
      activities: new Set(handOvers.flatMap(({ from }) => from ?? [])).size,
      variants: Number(cases?.variants ?? 0),
      medianMs: number(cases?.[`median${time}Ms`]),
      p90Ms: number(cases?.[`p90${time}Ms`]),
    },
    handOvers,
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const keyOf = ({ from, to }: HandOver) => JSON.stringify([from, to]);

/** What lies between two sights; `before` is null where there was nothing. */
export function effectOf(before: Sight | null, after: Sight): Effect {
  const was = new Map((before?.handOvers ?? []).map((one) => [keyOf(one), one]));
  const is = new Map(after.handOvers.map((one) => [keyOf(one), one]));
  const all = [...new Set([...was.keys(), ...is.keys()])].map((key) => {
    const { from, to } = (is.get(key) ?? was.get(key)) as HandOver;
    return { from, to, before: was.get(key)?.count ?? 0, after: is.get(key)?.count ?? 0 };
  });
  const differs = all
    .filter((one) => one.before !== one.after)
    .sort((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before));
  return {
    before: before?.headline ?? null,
    after: after.headline,
    handOvers: differs.slice(0, HAND_OVERS_SHOWN),
    newHandOvers: all.filter((one) => one.before === 0).length,
    goneHandOvers: all.filter((one) => one.after === 0).length,
  };
}

export interface WantedEffect {
  readonly process: string;
  readonly upload: string;
  readonly mapping: Mapping;
  readonly recipe?: WantedRecipe;
}

type Counts = Pick<Receipt, 'newCases' | 'changedCases' | 'unchangedCases' | 'accepted' | 'duplicates' | 'replaced'>;

/** What an import would do: it runs whole in its transaction, is looked at, and is rolled back. It takes the writer's turn. */
export function startEffect(house: Throughline, { process, upload, mapping, recipe }: WantedEffect): Job {
  house.live.get(process);
  const { id, name, sha256 } = uploadOf(house, upload);
  const choice = recipesFor(house, process, recipe);
  return house.jobs.start({
    kind: 'effect',
    process,
    writes: true,
    work: async ({ signal, onProgress }): Promise<Effect & Counts> => {
      const live = house.live.get(process);
      const { receipt } = await importFile(house.engine, {
        ...choice,
        process: {
          id: process,
          zone: mapping.zone ?? live.stored.zone,
          blueprint: live.blueprint,
          cutOffMs: live.facts.cutOffMs ?? live.stored.cutOffMs,
        },
        days: live.stored.zone,
        importId: house.newId(),
        file: { path: incomingFile(house, id), name, sha256 },
        mapping,
        codeKey: codeKeyOf(house.store),
        now: house.now(),
        signal,
        onProgress,
        look: new Eyes(house, live),
        dry: true,
      });
      const { newCases, changedCases, unchangedCases, accepted, duplicates, replaced, effect } = receipt;
      if (effect === null) throw new Error('A dry import has an effect.');
      return { ...effect, newCases, changedCases, unchangedCases, accepted, duplicates, replaced };
    },
  });
}
