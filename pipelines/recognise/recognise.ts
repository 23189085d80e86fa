import type { Engine, Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import type { Mapping, Progress, Recognition } from '../../model/event-log.ts';
import { Cancelled } from '../../model/problem.ts';
import { openSource, type ReadableFile, type SourceFile } from '../sources/source.ts';
import { readWhole, textTable, type TextTable } from '../sources/table.ts';
import { findColumns, type Findings } from './columns.ts';
import { applyRoles, checkMapping, isTimeRole, needsZone, orderOf, readingFor, type Recognised } from './plan.ts';
import { recogniseShape } from './shape.ts';
import { hasOffset, isEpoch } from './times.ts';
import type { ImportKind } from '../../model/event-log.ts';

export interface RecogniseOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Everything known about a file once all of its rows were seen. */
export interface SeenFile {
  readonly kind: ImportKind;
  readonly mapping: Mapping;
  readonly findings: Findings;
  readonly columns: readonly Recognised[];
}

/**
 * Says what a file holds and what an import would make of it, from all of its rows. Changes nothing.
 *
 * Rejects with `RefusedFile` for what is no table, `BadRequest` for a mapping that doesn't fit the file, `Cancelled`.
 * An open question (zone, day or month first, a missing role) is part of the answer, not a refusal.
 */
export async function recognise(engine: Engine, file: SourceFile, mapping: Mapping, options: RecogniseOptions = {}): Promise<Recognition> {
  const { signal, onProgress } = options;
  const session = await engine.session();
  try {
    onProgress?.({ phase: 'reading', rows: 0, totalRows: null, leftMs: null, share: 0 });
    const readable = await openSource(file, { ...(await engineFolders(session)), signal });
    try {
      const table = await textTable(readable, recogniseShape(readable.head), signal);
      onProgress?.({ phase: 'checking', rows: 0, totalRows: null, leftMs: null, share: 0.3 });
      const seen = await seeFile(session, readable, table, mapping, signal);
      onProgress?.({ phase: 'done', rows: seen.findings.rows, totalRows: seen.findings.rows, leftMs: 0, share: 1 });
      return recognition(readable, table, seen);
    } finally {
      await readable.close();
    }
  } catch (cause) {
    if (signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    session.close();
  }
}

/** The engine's own folder for large sorts, inside the data folder, and all folders it may read. */
export async function engineFolders(session: Session): Promise<{ temp: string; allowed: string[] }> {
  const [row] = await session.query<{ temp: string; allowed: string[] }>(sql`
    SELECT current_setting('temp_directory') AS temp, current_setting('allowed_directories') AS allowed`);
  return row ?? { temp: '', allowed: [] };
}

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
  return { mapping, findings, ...applyRoles(findings, mapping) };
}

function recognition(file: ReadableFile, { shape, broken }: TextTable, { kind, findings, columns, mapping }: SeenFile): Recognition {
  const zoneOpen = needsZone(columns) && mapping.zone === undefined;
  return {
    kind,
    shape: {
      encoding: file.encoding,
      compressed: file.compressed,
      delimiter: shape.delimiter,
      quote: shape.quote,
      headerLine: file.lineAsGiven(shape.headerLine),
      decimal: findings.decimal,
    },
    rows: findings.rows,
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
    needsZone: zoneOpen,
    questions: [...questionsOf(columns), ...(zoneOpen ? [ZONE_QUESTION] : [])],
    warnings: [
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

function questionsOf(columns: readonly Recognised[]): Recognition['questions'] {
  return columns.flatMap(({ finding, guess, ambiguous }) => {
    if (!ambiguous || !isTimeRole(guess.role)) return [];
    const example = finding.samples[0] ?? '';
    const readings = finding.formats.map((format) =>
      orderOf(format) === 'day' ? `day first: ${spoken(example, 'day')}` : `month first: ${spoken(example, 'month')}`,
    );
    return [
      {
        code: 'ambiguous_times',
        text: `The dates of “${finding.name}” can be read in two ways. “${example}” is, ${readings.join('; ')}. Which is right?`,
        field: `timeFormats.${finding.name}`,
        options: [...finding.formats],
      },
    ];
  });
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function spoken(value: string, order: 'day' | 'month'): string {
  const [, first = '', second = '', year = ''] = /(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})/.exec(value) ?? [];
  const [day, month] = order === 'day' ? [first, second] : [second, first];
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}
