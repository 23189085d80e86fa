import { createHash } from 'node:crypto';
import type { QueryOptions } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { Problem } from '../../model/problem.ts';
import type { Scope } from '../../model/scope.ts';
import { ask, type Analytic, type Envelope, type ProcessContext, type Source } from '../analytics/analytic.ts';
import { toArrow } from '../formats/arrow.ts';
import { toCsv } from '../formats/csv.ts';
import type { AnswerBody } from '../store/answers.ts';
import { readFacts } from '../store/facts.ts';
import { contextOf, type LiveProcess } from '../store/live.ts';
import type { Throughline } from '../throughline.ts';

export const FORMATS = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  arrow: 'application/vnd.apache.arrow.stream',
} as const;
export type Format = keyof typeof FORMATS;

export interface Question {
  readonly process: string;
  readonly analytic: Analytic;
  readonly scope: Scope;
  /** As in the URL: text. */
  readonly params: Readonly<Record<string, string>>;
  readonly format: Format;
}

export interface Answer {
  readonly body: AnswerBody;
  readonly etag: string;
  readonly dataVersion: number;
}

/** Puts a question, or gives the answer it had before at the same data version. */
export async function answer(house: Throughline, question: Question, options: QueryOptions): Promise<Answer> {
  const live = house.live.get(question.process);
  const known = house.answers.get(keyOf(live, question));
  if (known !== undefined) return sealed(known, live.facts.dataVersion);
  const { result, live: asked } = await inSnapshot(house, question.process, options, (source) =>
    ask(source, question.analytic, question.scope, question.params, options),
  );
  const body = written(question, result);
  house.answers.set(keyOf(asked, question), body);
  return sealed(body, result.dataVersion);
}

/**
 * Works on one state of the tables, with the process as it belongs to it: all statements of a question see the
 * same data version, also while an import commits beside it.
 */
export async function inSnapshot<T>(
  house: Throughline,
  id: string,
  options: QueryOptions,
  work: (source: Source) => Promise<T>,
): Promise<{ result: T; live: LiveProcess; process: ProcessContext }> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const live = house.live.get(id);
    const found = await house.engine.with(schemaOf(id), (session) =>
      session.transaction(async () => {
        const facts = await readFacts(session, options);
        if (facts.dataVersion !== live.facts.dataVersion) return undefined;
        const process = contextOf(live, facts);
        return { result: await work({ session, process }), live, process };
      }),
    );
    if (found) return found;
    // the tables moved on and memory has not followed yet
    await house.live.refresh(id);
  }
  throw new Problem('busy', 503, 'The data of this service change faster than they can be read.', { detail: 'Ask again.' });
}

const keyOf = (live: LiveProcess, { analytic, scope, params, format }: Question) =>
  JSON.stringify([
    live.stored.id,
    live.revision,
    analytic.id,
    format,
    scope,
    Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);

/** The hash of the answer itself: the same figures have the same tag, also after a restart. */
const sealed = (body: AnswerBody, dataVersion: number): Answer => ({
  body,
  dataVersion,
  etag: `"${dataVersion}-${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
});

function written({ analytic, format }: Question, result: Envelope): AnswerBody {
  if (format === 'json') return JSON.stringify(result);
  if (format === 'csv') return toCsv(Object.keys(analytic.row.properties), result.rows);
  return toArrow(analytic.row, result.rows);
}
