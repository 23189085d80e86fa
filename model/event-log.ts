import { Type, type Static } from 'typebox';
import { Count, Instant, OneOf, OrNull } from './units.ts';
import { INSTRUMENTS } from './feedback.ts';

/** What a column of an event file can mean. Several columns may be attributes; every other role is given once. */
export const EVENT_ROLES = [
  'case',
  'activity',
  'start',
  'end',
  'lifecycle',
  'instance',
  'event-id',
  'arrival',
  'resource',
  'team',
  'cost',
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
  'invited-at',
  'language',
  'attribute',
  'ignore',
] as const;
export const ROLES = [...new Set([...EVENT_ROLES, ...FEEDBACK_ROLES])];
export type EventRole = (typeof EVENT_ROLES)[number];
export type FeedbackRole = (typeof FEEDBACK_ROLES)[number];
export type Role = EventRole | FeedbackRole;

export const IMPORT_KINDS = ['events', 'feedback'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
const kind = OneOf(IMPORT_KINDS);
const role = OneOf(ROLES);

/** The type a column's values are kept as. */
export const VALUE_TYPES = ['text', 'number', 'time', 'boolean'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

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

/** How the bytes are read. */
export const FileShape = Type.Object({
  encoding: Type.String({ description: 'utf-8, utf-16le, utf-16be or windows-1252.' }),
  compressed: Type.Boolean(),
  delimiter: Type.String({ minLength: 1, maxLength: 1 }),
  quote: Type.String({ maxLength: 1 }),
  headerLine: Type.Integer({ minimum: 1, description: 'Line of the header; lines above it are a title.' }),
  decimal: OneOf(['.', ',']),
});
export type FileShape = Static<typeof FileShape>;

/** What recognition found in a file: `throughline check FILE` and the first screen of an import. */
export const Recognition = Type.Object({
  kind,
  shape: FileShape,
  rows: Count,
  columns: Type.Array(Column),
  needsZone: Type.Boolean({ description: 'Times carry no offset: a zone must be known before they mean anything.' }),
  questions: Type.Array(
    Type.Object({ code: Type.String(), text: Type.String(), field: Type.String(), options: Type.Array(Type.String()) }),
  ),
  warnings: Type.Array(Type.String()),
  preview: Type.Array(Type.Array(Type.String()), { description: 'First rows as text, in column order.' }),
});
export type Recognition = Static<typeof Recognition>;

/** What a person decided about a file; whatever is absent is taken from recognition. */
export const Mapping = Type.Object(
  {
    kind: Type.Optional(kind),
    roles: Type.Optional(Type.Record(Type.String(), role, { description: 'Column name to role. A column not named keeps its guess.' })),
    timeFormats: Type.Optional(Type.Record(Type.String(), Type.String())),
    zone: Type.Optional(Type.String({ description: 'IANA zone of times without an offset.' })),
    instrument: Type.Optional(OneOf(INSTRUMENTS)),
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
  not_text: 'The row holds bytes that are no text in the encoding of the file.',
  no_score: 'The answer has neither a score nor a comment.',
  unreadable_score: 'The score is not a number.',
  score_out_of_scale: 'The score lies outside its scale.',
  unreadable_answer_time: 'The time of the answer is not in the format of its column.',
} as const satisfies Record<string, string>;
export type Rejection = keyof typeof REJECTIONS;

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
  rejected: Count,
  rejections: Type.Array(
    Type.Object({
      reason: Type.String(),
      words: Type.String(),
      rows: Count,
      column: OrNull(Type.String()),
      examples: Type.Array(Type.String()),
    }),
  ),
  cases: Type.Integer({ minimum: 0, description: 'Cases the file touches.' }),
  newCases: Count,
  firstAt: OrNull(Instant),
  lastAt: OrNull(Instant),
  linked: Type.Integer({ minimum: 0, description: 'Answers linked to a case (feedback only).' }),
  dataVersion: Type.Integer({ minimum: 0 }),
  notes: Type.Array(Type.String(), { description: 'What was assumed or should be known, in words.' }),
});
export type Receipt = Static<typeof Receipt>;

/** How far an import is. `rows` of about `totalRows`; `leftMs` once it can be told. */
export const Progress = Type.Object({
  phase: OneOf(['reading', 'checking', 'loading', 'deriving', 'keeping', 'done']),
  rows: Count,
  totalRows: OrNull(Count),
  leftMs: OrNull(Type.Number()),
  share: Type.Number({ minimum: 0, maximum: 1 }),
});
export type Progress = Static<typeof Progress>;
