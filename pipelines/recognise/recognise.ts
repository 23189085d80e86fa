import type { Session } from '../../engine/engine.ts';
import type { Mapping, Recognition } from '../../model/event-log.ts';
import { arrange, type Arranged } from '../arrange/arrange.ts';
import { archiveQuestion } from '../sources/archive.ts';
import { formatWords, sourceOf } from '../sources/format-words.ts';
import type { ReadableFile } from '../sources/source.ts';
import { countUnread, readWhole, type TextTable } from '../sources/table.ts';
import { findColumns, type Findings } from './columns.ts';
import { questionsOf, withOutcomes } from './day-order.ts';
import { applyRoles, checkMapping, isTimeRole, needsZone, readingFor, type Recognised } from './plan.ts';
import { hasOffset, isEpoch } from './times.ts';
import type { ImportKind } from '../../model/event-log.ts';

/** What all rows of a file showed: its columns as they were given. */
export interface SeenColumns {
  readonly kind: ImportKind;
  readonly mapping: Mapping;
  readonly findings: Findings;
  readonly columns: readonly Recognised[];
  /** Rows that could not be cut into fields; nothing else is said of them. */
  readonly unread: number;
}

/** Everything known about a file once all of its rows were seen, and the rows an import makes of it. */
export interface SeenFile extends SeenColumns, Arranged {}

/** Looks at all rows and settles what each column means. */
export async function seeFile(
  session: Session,
  file: ReadableFile,
  table: TextTable,
  wanted: Mapping,
  signal?: AbortSignal,
): Promise<SeenFile> {
  const mapping = checkMapping(wanted, table.shape.names);
  const findings = await findColumns(session, table, file.bytes, mapping, (read) => readWhole(session, table, file, read, signal), signal);
  const unread = await countUnread(session);
  const { kind, columns } = applyRoles(findings, mapping);
  const asked = await withOutcomes(session, table, columns, new Date(), signal);
  return arrange(session, file, table, { mapping, findings, kind, columns: asked, unread }, mapping, signal);
}

/** What is not known of a file and would make its rows mean something else: a zone, the order of day and month, a table. */
export const openQuestions = (file: ReadableFile, { columns, mapping }: SeenFile, zone: string | null): Recognition['questions'] =>
  [
    archiveQuestion(file.archive) ?? [],
    questionsOf(columns),
    needsZone(columns) && mapping.zone === undefined && zone === null ? ZONE_QUESTION : [],
  ].flat();

/** What was found in a file, without what the check as a whole adds. `zone` is that of the process, null where none is known. */
export function recognition(
  file: ReadableFile,
  table: TextTable,
  seen: SeenFile,
  zone: string | null,
): Omit<Recognition, 'health' | 'recipe' | 'settled'> {
  const { shape, broken } = table;
  const { kind, findings, columns, mapping } = seen;
  return {
    kind,
    arrangement: seen.arrangement,
    milestones: [...seen.milestones],
    laidOut: seen.laidOut.map((row) => [...row]),
    shape: {
      ...sourceOf(file),
      words: formatWords(sourceOf(file)),
      encoding: file.encoding,
      compressed: file.compressed,
      delimiter: shape.delimiter,
      quote: shape.quote,
      headerLine: file.lineAsGiven(shape.headerLine),
      decimal: findings.decimal,
    },
    rows: findings.rows + seen.unread,
    columns: columns.map((one) => {
      const { finding, guess } = one;
      const { reading } = readingFor(one);
      const time = finding.reading.type === 'time';
      return {
        index: finding.index,
        name: finding.name,
        type: guess.role === 'attribute' || isTimeRole(guess.role) ? reading.type : finding.reading.type,
        timeFormat: time ? finding.reading.format : null,
        timeFormats: time ? [...finding.formats] : [],
        hasOffset: time && (hasOffset(finding.reading.format ?? '') || isEpoch(finding.reading.format ?? '')),
        precision: finding.precision,
        empty: finding.empty,
        distinct: finding.distinct,
        samples: [...finding.samples],
        role: guess.role,
        confidence: guess.confidence,
        reason: guess.reason,
      };
    }),
    needsZone: needsZone(columns) && mapping.zone === undefined && zone === null,
    questions: openQuestions(file, seen, zone),
    warnings: [
      ...file.notes,
      ...shape.notes,
      ...columns.flatMap((one) => (one.guess.role === 'ignore' ? [] : (readingFor(one).note ?? []))),
      ...columns.flatMap(({ finding, guess }) =>
        isTimeRole(guess.role) && finding.misfits > 0
          ? [
              `${finding.misfits.toLocaleString('en-GB')} ${finding.misfits === 1 ? 'row has' : 'rows have'} no readable time in “${finding.name}”, “${finding.misfitExamples[0] ?? ''}” for instance.`,
            ]
          : [],
      ),
      ...(broken.length === 0
        ? []
        : [`A quoted field opens and never closes in ${broken.length === 1 ? 'one line' : `${broken.length} lines`}.`]),
    ],
    preview: shape.sample.slice(0, 10).map((row) => row.map((value) => value.slice(0, 200))),
  };
}

const ZONE_QUESTION = {
  code: 'needs_zone',
  text: 'The times of this file do not say their time zone. In which zone were they written?',
  field: 'zone',
  options: [] as string[],
};
