import { raw, sql } from '../../engine/sql.ts';
import type { HealthProblem } from '../../model/health.ts';
import { textsOf } from '../ingest/fixes.ts';
import type { Look } from './look.ts';

const LETTERS = 300;

/** Staged rows of which some are shown. */
export type Sampled = Pick<Look, 'session' | 'table' | 'numbered' | 'signal'>;

/**
 * Rows of the file by their place: the number each has in the file, and its text.
 *
 * The file is read up to the last of them once more; what was staged holds values, not what stood in the file.
 */
export async function sampleRows(look: Sampled, places: readonly number[]): Promise<Map<number, HealthProblem['samples'][number]>> {
  const wanted = [...new Set(places)].toSorted((one, other) => one - other);
  if (wanted.length === 0) return new Map();
  const { session, table, numbered, signal } = look;
  const list = raw(`(${wanted.map((place) => String(Math.trunc(place))).join(', ')})`);
  // several rows of a made table come from one record of the file, whose text is shown
  const record = table.origin === undefined ? raw('place') : raw('record - 1');
  const lines = await session.query<{ place: number; line: number; record: number }>(
    sql`SELECT place, line, ${record} AS record FROM ${numbered} WHERE place IN ${list}`,
    { signal },
  );
  const records = [...new Set(lines.map((one) => one.record))];
  if (records.length === 0) return new Map();
  const texts = await session.query<{ record: number; text: string }>(
    sql`
      SELECT place AS record, raw AS text FROM (${textsOf(table.origin?.given ?? table)})
      WHERE place IN ${raw(`(${records.map((one) => String(Math.trunc(one))).join(', ')})`)} LIMIT ${records.length}`,
    { signal },
  );
  const textOf = new Map(texts.map((one) => [one.record, one.text.slice(0, LETTERS)]));
  return new Map(lines.map(({ place, line, record: of }) => [place, { line, text: textOf.get(of) ?? '' }]));
}
