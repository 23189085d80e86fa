import type { LetterAnswer } from '../../../model/letter.ts';
import { readableQuery, scopeToQuery, type Scope } from '../../../model/scope.ts';
import { ask, type Analytic, type ProcessContext, type Source } from '../../analytics/analytic.ts';
import { catalog, type AnalyticId, type AnswerOf, type ParamsOf } from '../../analytics/catalog.ts';
import { hashOf } from './check.ts';
import { definitionsOf } from './definitions.ts';

/** Puts the questions of a letter and keeps what was answered, so that every figure can be held against the API. */
export class Asking {
  readonly process: ProcessContext;
  /** In the order in which they were asked. */
  readonly answers: LetterAnswer[] = [];
  /** Hash of the definition of each question that was asked, by its id, and of what all figures of the service rest on. */
  readonly definitions: Record<string, string>;
  readonly #source: Source;
  readonly #signal: AbortSignal | undefined;

  constructor(source: Source, signal: AbortSignal | undefined) {
    this.#source = source;
    this.process = source.process;
    this.definitions = definitionsOf(source.process);
    this.#signal = signal;
  }

  /** Puts a question; `most` rows of the answer stay in the letter. Rejects as `ask` does. */
  async ask<Id extends AnalyticId>(
    id: Id,
    scope: Scope,
    params: ParamsOf<Id> = {} as ParamsOf<Id>,
    most = Infinity,
  ): Promise<AnswerOf<Id>> {
    const analytic = catalog[id] as unknown as Analytic;
    const given = params as Readonly<Record<string, string | number | boolean | undefined>>;
    const found = await ask(this.#source, analytic, scope, given, this.#signal === undefined ? {} : { signal: this.#signal });
    // as the API writes it: what is undefined is not there
    const answer = JSON.parse(JSON.stringify(found)) as AnswerOf<Id>;
    const rows = answer.rows.slice(0, most) as unknown as Record<string, unknown>[];
    const { dataVersion } = this.process;
    const about = answer.about === undefined ? {} : { about: answer.about as unknown };
    this.answers.push({ process: scope.process, analytic: id, query: queryOf(scope, given), dataVersion, rows, ...about });
    this.definitions[id] = hashOf(analytic.definition);
    return answer;
  }

  /** Rows that no question answers: lines of the register of improvements. */
  keep(analytic: string, rows: readonly Record<string, unknown>[]): void {
    const { id, dataVersion } = this.process;
    this.answers.push({
      process: id,
      analytic,
      query: '',
      dataVersion,
      rows: JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[],
    });
  }
}

/** The scope and the parameters as they stand in the address of a question. */
function queryOf(scope: Scope, params: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = scopeToQuery(scope);
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value));
  return readableQuery(query);
}
