import type { QueryOptions } from '../../engine/engine.ts';
import { inBucket } from '../../model/control-words.ts';
import { inUnit } from '../../model/improvement-words.ts';
import type { Measure } from '../../model/measure.ts';
import { ask, type AboutFor, type Source } from '../analytics/analytic.ts';
import { controlChart } from '../analytics/control-chart.ts';
import { measuresOf } from '../analytics/measure-buckets.ts';

export type Per = 'day' | 'week' | 'month';

/** A measure as its control chart has it, with its newest whole period that has a figure. */
export interface Charted {
  readonly measure: Measure;
  readonly about: AboutFor<typeof controlChart>;
  readonly newest: { readonly bucket: string; readonly value: number; readonly rules: readonly number[] } | null;
}

/** The control charts of one snapshot, each asked once, whoever looks at it. */
export class Charts {
  readonly source: Source;
  readonly #options: QueryOptions;
  readonly #asked = new Map<string, Promise<Charted>>();

  constructor(source: Source, options: QueryOptions) {
    this.source = source;
    this.#options = options;
  }

  get options(): QueryOptions {
    return this.#options;
  }

  /** Those of a rule that are there still, in the order of the service. */
  async of(chosen: readonly string[] | null, per: Per, wanted: (measure: Measure) => boolean = () => true): Promise<Charted[]> {
    const all: Charted[] = [];
    for (const measure of measuresOf(this.source))
      if ((chosen === null || chosen.includes(measure.id)) && wanted(measure)) all.push(await this.#chart(measure, per));
    return all;
  }

  #chart(measure: Measure, per: Per): Promise<Charted> {
    const key = `${per} ${measure.id}`;
    const known = this.#asked.get(key) ?? this.#ask(measure, per);
    this.#asked.set(key, known);
    return known;
  }

  async #ask(measure: Measure, per: Per): Promise<Charted> {
    const { source } = this;
    const { rows, about } = await ask(
      source,
      controlChart,
      { process: source.process.id },
      { measure: measure.id, per, points: 8 },
      this.#options,
    );
    if (about === undefined) throw new Error('The control chart told nothing of itself.');
    const newest = rows.findLast(({ whole, value }) => whole && value !== null);
    const value = newest?.value ?? null;
    return {
      measure,
      about,
      newest: newest === undefined || value === null ? null : { bucket: newest.bucket, value, rules: newest.rules },
    };
  }
}

/** `62 min in the week of 26 Oct`. */
export const figureOf = ({ about, newest }: Charted): string =>
  newest === null ? '' : `${inUnit(newest.value, about.unit)} ${inBucket(newest.bucket, about.per)}`;

/** The page of a measure. */
export const measureHref = (process: string, measure: string): string => `/${process}/measures?measure=${encodeURIComponent(measure)}`;
