import { createHash } from 'node:crypto';
import type { QueryOptions } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { Problem } from '../../model/problem.ts';
import type { Scope } from '../../model/scope.ts';
import { whole } from '../jobs/imports.ts';
import { blueprintOf, versionOf } from '../jobs/versions.ts';
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
  /** An earlier data version; the newest when absent. */
  readonly version?: number | undefined;
}

export interface Answer {
  readonly body: AnswerBody;
  readonly etag: string;
  readonly dataVersion: number;
}

/** Puts a question, or gives the answer it had before at the same data version. */
export async function answer(house: Throughline, question: Question, options: QueryOptions): Promise<Answer> {
  const live = liveAt(house, question.process, question.version);
  const known = house.answers.get(keyOf(live, question));
  if (known !== undefined) return sealed(known, live.facts.dataVersion);
  const work = (source: Source) => ask(source, question.analytic, question.scope, question.params, options);
  const { result, live: asked } = await inSnapshot(house, question.process, { ...options, version: question.version }, work);
  const body = written(question, result);
  house.answers.set(keyOf(asked, question), body);
  return sealed(body, result.dataVersion);
}

export interface SnapshotOptions extends QueryOptions {
  /** An earlier data version; the newest when absent. */
  readonly version?: number | undefined;
}

const isEarlier = (house: Throughline, id: string, version: number | undefined): version is number =>
  version !== undefined && version !== house.live.get(id).facts.dataVersion;

/**
 * A process as it is, or as it was at an earlier data version: its blueprint, its zone and its figures then. Throws `NotFound`
 * for a version that has never been. The revision is that of the version, which never changes.
 */
export function liveAt(house: Throughline, id: string, version: number | undefined): LiveProcess {
  const live = house.live.get(id);
  if (!isEarlier(house, id, version)) return live;
  const { content, cutOffMs, firstAt, endAt, events, cases } = versionOf(house, id, version);
  return {
    stored: { ...live.stored, zone: content.zone ?? live.stored.zone, cutOffMs },
    blueprint: blueprintOf(house, id, content),
    blueprintId: content.blueprint,
    facts: { dataVersion: version, cutOffMs, firstAt, endAt, events, cases, hasFeedback: live.facts.hasFeedback },
    wholeDays: live.wholeDays,
    wholeTo: endAt,
    charts: live.charts,
    improvements: live.improvements,
    revision: -version,
  };
}

/** Works on an earlier data version, in the file that was made of it. */
async function inVersion<T>(
  house: Throughline,
  id: string,
  version: number,
  work: (source: Source) => Promise<T>,
): Promise<{ result: T; live: LiveProcess; process: ProcessContext }> {
  const then = liveAt(house, id, version);
  const found = await house.versions.with({ process: id, version, zone: then.stored.zone }, async (engine, facts, wholeTo) => {
    const live = { ...then, facts, wholeTo };
    const process = contextOf(live, facts);
    return { result: await engine.with(schemaOf(id), (session) => work({ session, process })), live, process };
  });
  if (found) return found.result;
  throw new Problem('version_not_ready', 409, `Data version ${String(version)} of “${id}” is not ready.`, {
    detail: `It is made again from the kept files: POST /api/v1/processes/${id}/versions/${String(version)}/open, and ask again when that job is done.`,
    field: 'version',
  });
}

/**
 * Works on one state of the tables, with the process as it belongs to it: all statements of a question see the
 * same data version, also while an import commits beside it.
 */
export async function inSnapshot<T>(
  house: Throughline,
  id: string,
  { version, ...options }: SnapshotOptions,
  work: (source: Source) => Promise<T>,
): Promise<{ result: T; live: LiveProcess; process: ProcessContext }> {
  if (isEarlier(house, id, version)) return inVersion(house, id, version, work);
  whole(house, id);
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
    // an earlier version keeps its revision; what may be asked of it, and what is decided about its charts, is as now
    live.stored.figuresByPerson,
    live.revision < 0 ? [live.charts, live.improvements] : null,
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
