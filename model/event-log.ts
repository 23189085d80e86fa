import { Type, type Static } from 'typebox';
import { Effect } from './effect.ts';
import { INSTRUMENTS } from './feedback.ts';
import { Fix, Health, PERSONAL_CHOICES } from './health.ts';
import { RecipeMatch } from './recipe.ts';
import { Count, Instant, LocalDate, OneOf, OrNull } from './units.ts';

/**
 * What a column of an event file can mean. Several columns may be attributes, and in a wide file several are milestones;
 * every other role is given once. `milestone` is a column of dates that becomes an activity; `status-before` is the status
 * that a row of a status history leaves, beside `activity`, the one it enters.
 */
export const EVENT_ROLES = [
  'case',
  'activity',
  'start',
  'end',
  'start-time-of-day',
  'end-time-of-day',
  'lifecycle',
  'instance',
  'event-id',
  'arrival',
  'resource',
  'team',
  'cost',
  'score',
  'comment',
  'answered-at',
  'milestone',
  'status-before',
  'attribute',
  'ignore',
] as const;
/** What a column of a feedback file can mean. */
export const FEEDBACK_ROLES = [
  'case',
  'answered-at',
  'score',
  'comment',
  'stage',
  'instrument',
  'customer',
  'site',
  'invited-at',
  'language',
  'attribute',
  'ignore',
] as const;
/** What a column of a case table can mean: one row per case, joined to the events by the case id. */
export const CASE_ROLES = ['case', 'arrival', 'attribute', 'ignore'] as const;
export const ROLES = [...new Set([...EVENT_ROLES, ...FEEDBACK_ROLES, ...CASE_ROLES])];
export type EventRole = (typeof EVENT_ROLES)[number];
export type FeedbackRole = (typeof FEEDBACK_ROLES)[number];
export type CaseRole = (typeof CASE_ROLES)[number];
export type Role = EventRole | FeedbackRole | CaseRole;

/** `cases` is a table of case attributes without events. */
export const IMPORT_KINDS = ['events', 'feedback', 'cases'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
const kind = OneOf(IMPORT_KINDS);
const role = OneOf(ROLES);

/**
 * How a file of events is laid out: `events` one row per event; `wide` one row per case, an activity for each column of
 * dates; `status` one row per change of status.
 */
export const ARRANGEMENTS = ['events', 'wide', 'status'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** The type a column's values are kept as. */
export const VALUE_TYPES = ['text', 'number', 'time', 'boolean'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** How a number may be written: the mark of the decimals, and whether thousands are set apart. */
export const NUMBER_STYLES = ['1234.5', '1,234.5', '1234,5', '1.234,5'] as const;
export type NumberStyle = (typeof NUMBER_STYLES)[number];

/** One column of a file as it was recognised over all of its rows. */
export const Column = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  name: Type.String({ description: 'As in the header; “column 3” where it is empty, “name (2)” where it repeats.' }),
  type: OneOf(VALUE_TYPES),
  timeFormat: OrNull(Type.String({ description: 'strptime format of the column, null when it holds no times.' })),
  timeFormats: Type.Array(Type.String(), {
    description: 'All formats that fit every value; more than one means day and month are ambiguous.',
  }),
  hasOffset: Type.Boolean({ description: 'The times carry their own offset from UTC.' }),
  precision: OrNull(OneOf(['day', 'minute', 'second', 'ms', 'us'])),
  empty: Count,
  distinct: Type.Integer({ minimum: 0, description: 'Approximate above 1,000.' }),
  samples: Type.Array(Type.String(), { maxItems: 5 }),
  role,
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  reason: Type.String({ description: 'Why this role: “98 % of rows share it with another row; name says case”.' }),
});
export type Column = Static<typeof Column>;

/** What a file can be, recognised by its content. `text` is a table as text: CSV and its relatives. */
export const FILE_FORMATS = ['text', 'xlsx', 'json', 'parquet', 'arrow', 'xes'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** How the bytes are read. */
export const FileShape = Type.Object({
  format: OneOf(FILE_FORMATS),
  words: Type.String({ description: 'The format as it is said: “CSV”, “XLSX, sheet “Visits””, “ZIP of 3 tables, CSV”.' }),
  sheet: OrNull(Type.String({ description: 'The sheet of a workbook that is read.' })),
  sheets: Type.Array(Type.Object({ name: Type.String(), rows: Count }), { description: 'Sheets of the workbook that hold anything.' }),
  part: OrNull(Type.String({ description: 'The table of an archive that is read; null when all of them are, or it is no archive.' })),
  parts: Type.Array(Type.Object({ name: Type.String(), bytes: Count }), { description: 'Tables in the archive.' }),
  encoding: Type.String({ description: 'utf-8, utf-16le, utf-16be or windows-1252.' }),
  compressed: Type.Boolean(),
  delimiter: Type.String({ minLength: 1, maxLength: 1 }),
  quote: Type.String({ maxLength: 1 }),
  headerLine: Type.Integer({ minimum: 1, description: 'Line of the header, row of the sheet; lines above it are a title.' }),
  decimal: OneOf(['.', ',']),
});
export type FileShape = Static<typeof FileShape>;

/** What recognition found in a file: `throughline check FILE` and the first screen of an import. */
export const Recognition = Type.Object({
  kind,
  arrangement: OneOf(ARRANGEMENTS),
  milestones: Type.Array(
    Type.Object({ column: Type.String(), activity: Type.String(), filled: Count, samples: Type.Array(Type.String(), { maxItems: 3 }) }),
    { description: 'Of a wide file: the columns of dates and the activity each becomes, in the order of the file.' },
  ),
  laidOut: Type.Array(Type.Array(Type.String()), {
    description: 'Of a wide or status file: the first rows as events, the names of the columns first.',
  }),
  shape: FileShape,
  rows: Count,
  columns: Type.Array(Column),
  needsZone: Type.Boolean({ description: 'Times carry no offset: a zone must be known before they mean anything.' }),
  questions: Type.Array(
    Type.Object({
      code: Type.String(),
      text: Type.String(),
      field: Type.String(),
      options: Type.Array(Type.String()),
      outcomes: Type.Optional(
        Type.Array(Type.String(), { description: 'What each option leads to, in words: negative durations, share at weekends, span.' }),
      ),
    }),
  ),
  warnings: Type.Array(Type.String()),
  preview: Type.Array(Type.Array(Type.String()), { description: 'First rows as text, in column order.' }),
  /** Null while a question is open: what rows mean is not known before. */
  health: OrNull(Health),
  recipe: OrNull(RecipeMatch),
  settled: Type.Unknown({
    description: 'The Mapping an import of these findings would use, everything said; null while a question is open.',
  }),
});
export type Recognition = Static<typeof Recognition>;

/** What a person decided about a file; whatever is absent is taken from recognition. */
export const Mapping = Type.Object(
  {
    kind: Type.Optional(kind),
    roles: Type.Optional(Type.Record(Type.String(), role, { description: 'Column name to role. A column not named keeps its guess.' })),
    timeFormats: Type.Optional(Type.Record(Type.String(), Type.String())),
    types: Type.Optional(
      Type.Record(Type.String(), OneOf(VALUE_TYPES), {
        description: 'Column name to the type its values are kept as, of attributes, costs and scores; a value that does not fit is empty.',
      }),
    ),
    numbers: Type.Optional(
      Type.Record(Type.String(), OneOf(NUMBER_STYLES), {
        description: 'Column name to how its numbers are written, where `types` says number.',
      }),
    ),
    zone: Type.Optional(Type.String({ description: 'IANA zone of times without an offset.' })),
    instrument: Type.Optional(OneOf(INSTRUMENTS)),
    sheet: Type.Optional(
      Type.String({ maxLength: 200, description: 'The sheet of a workbook to read; else the first that holds anything.' }),
    ),
    part: Type.Optional(Type.String({ maxLength: 1000, description: 'The file of an archive to read, where its tables differ.' })),
    encoding: Type.Optional(Type.String({ maxLength: 40, description: 'A label that TextDecoder knows; else recognised.' })),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    quote: Type.Optional(OneOf(['"', "'"], 'What wraps a field that holds the delimiter; else recognised.')),
    headerLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    arrangement: Type.Optional(OneOf(ARRANGEMENTS)),
    milestones: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 200 }), {
        description:
          'Of a wide file: column to the name of its activity. A column of dates not named keeps its own name; an empty name leaves it out.',
      }),
    ),
    fixes: Type.Optional(Type.Array(Fix, { maxItems: 200, description: 'Corrections a person chose, applied in this order.' })),
    personal: Type.Optional(
      Type.Record(Type.String(), OneOf(PERSONAL_CHOICES), {
        description: 'Column name to what becomes of its personal data. Absent: `code` where the values look personal.',
      }),
    ),
    replace: Type.Optional(
      Type.Union([Type.Literal('cases'), Type.Object({ from: LocalDate, to: LocalDate }, { additionalProperties: false })], {
        description:
          'What the file takes the place of: all earlier events of the cases it holds, or all earlier events that happened in a period (half-open, days of the zone of the process). Absent: it adds what is new.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Mapping = Static<typeof Mapping>;

/** Why a row was refused, and the sentence a person reads about it. */
export const REJECTIONS = {
  no_case: 'The row names no case.',
  no_activity: 'The row names no activity.',
  no_time: 'The row has neither a start nor an end.',
  unreadable_start: 'The start is not a time in the format of its column.',
  unreadable_end: 'The end is not a time in the format of its column.',
  ends_before_it_starts: 'The row ends before it starts.',
  too_many_fields: 'The row has more fields than the header.',
  too_few_fields: 'The row has fewer fields than the header.',
  open_quote: 'A quoted field opens here and never closes.',
  damaged_record: 'The record is damaged: it can’t be read as JSON.',
  not_text: 'The row holds bytes that are no text in the encoding of the file.',
  no_score: 'The answer has neither a score nor a comment.',
  unreadable_score: 'The score is not a number.',
  score_out_of_scale: 'The score lies outside its scale.',
  unreadable_milestone: 'The time of this activity is not in the format of its column. The other activities of the row were taken.',
  no_milestone: 'The row has no time in any of the columns that become activities.',
  unreadable_arrival: 'The arrival is not a time in the format of its column.',
  unreadable_answer_time: 'The time of the answer is not in the format of its column.',
  equal_row: 'The row equals an earlier row of the file and was merged with it.',
  set_aside: 'The row was set aside by a choice made before the import.',
} as const satisfies Record<string, string>;
export type Rejection = keyof typeof REJECTIONS;

/** What a person can do about a row that was refused. Said with file, line, column and value, in receipts and in the list of such rows. */
export const ADVICE = {
  no_case: 'Write the id of its case into the column, or remove the row if it belongs to none.',
  no_activity: 'Write what was done into the column, or remove the row.',
  no_time: 'Write when it was done, in the format of the column, or remove the row.',
  unreadable_start: 'Write the time as the other rows of the column do; if many rows are refused, choose another format for the column.',
  unreadable_end:
    'Write the time as the other rows of the column do, or leave the field empty; many such rows can be kept without their end.',
  unreadable_milestone: 'Write the date as the other rows of the column do, or leave the field empty if this did not happen.',
  no_milestone: 'Write when something happened into at least one of these columns, or remove the row.',
  unreadable_arrival: 'Write the date as the other rows of the column do, or leave the field empty.',
  ends_before_it_starts: 'Correct the start or the end. Many such rows can be kept without their end, or with both times changed round.',
  too_many_fields: 'Put quotes around the field that holds the delimiter, or remove what is too much.',
  too_few_fields: 'Add the fields that are missing, empty ones too, or join the row with the line it was torn from.',
  open_quote: 'Close the quote, or write it twice where it is part of the text.',
  damaged_record: 'Complete the record, or export it again; each must be whole JSON.',
  not_text: 'Save the file as UTF-8, or say in which encoding it was written.',
  no_score: 'Write a score or a comment, or remove the row.',
  unreadable_score: 'Write the score as a number, or leave the field empty if there is a comment.',
  score_out_of_scale: 'Correct the score. If the scale is another one, say which instrument the file holds.',
  unreadable_answer_time: 'Write the time as the other rows of the column do, or leave the field empty.',
  equal_row: 'Nothing needs to be done. If it did happen twice, import it again without merging equal rows.',
  set_aside: 'Correct the value and import the row again, or import it as it is.',
} as const satisfies Record<Rejection, string>;

/** What an import did: shown after it, stored with it, the same in API and CLI (`--json`). */
export const Receipt = Type.Object({
  import: Type.String({ description: 'Id of the import, as `throughline imports` lists it.' }),
  process: Type.String(),
  kind,
  file: Type.String(),
  sha256: Type.String(),
  rows: Count,
  accepted: Count,
  duplicates: Type.Integer({ minimum: 0, description: 'Rows that an earlier import already brought.' }),
  equalRows: Type.Integer({ minimum: 0, description: 'Rows equal to another row of the same file; kept.' }),
  merged: Type.Integer({
    minimum: 0,
    description: 'Equal rows that were merged by choice; kept among the rejected rows, not counted as rejected.',
  }),
  rejected: Count,
  rejections: Type.Array(
    Type.Object({
      reason: Type.String(),
      words: Type.String(),
      advice: Type.Optional(Type.String({ description: 'What to do about such rows. Absent in receipts of the first versions.' })),
      rows: Count,
      column: OrNull(Type.String()),
      examples: Type.Array(Type.String()),
    }),
  ),
  cases: Type.Integer({ minimum: 0, description: 'Cases the file touches.' }),
  newCases: Count,
  changedCases: Type.Integer({ minimum: 0, description: 'Cases that were known and have other events now.' }),
  unchangedCases: Type.Integer({ minimum: 0, description: 'Cases that were known and to which nothing was added.' }),
  replaced: Type.Integer({ minimum: 0, description: 'Events of earlier imports that this one took the place of.' }),
  fixes: Type.Array(Type.Object({ words: Type.String(), rows: Count }), { description: 'Corrections that were made, in words.' }),
  effect: OrNull(Effect),
  firstAt: OrNull(Instant),
  lastAt: OrNull(Instant),
  linked: Type.Integer({ minimum: 0, description: 'Answers linked to a case (feedback only).' }),
  dataVersion: Type.Integer({ minimum: 0 }),
  notes: Type.Array(Type.String(), { description: 'What was assumed or should be known, in words.' }),
});
export type Receipt = Static<typeof Receipt>;

/** How far an import is. `rows` of about `totalRows`; `leftMs` once it can be told. */
export const Progress = Type.Object({
  phase: OneOf(['reading', 'checking', 'loading', 'examining', 'deriving', 'keeping', 'done']),
  rows: Count,
  totalRows: OrNull(Count),
  leftMs: OrNull(Type.Number()),
  share: Type.Number({ minimum: 0, maximum: 1 }),
});
export type Progress = Static<typeof Progress>;
