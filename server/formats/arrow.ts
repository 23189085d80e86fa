import {
  Bool,
  DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  List,
  Table,
  TimestampMillisecond,
  Utf8,
  tableToIPC,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';
import type { TObject } from 'typebox';

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/**
 * Rows as an Arrow IPC stream, one column per field of the row schema, also where there are no rows.
 *
 * Numbers are doubles (counts and milliseconds are exact to 2^53), times are timestamps in UTC, text is a dictionary,
 * objects are JSON text.
 */
export function toArrow(row: TObject, rows: readonly Readonly<Record<string, unknown>>[]): Uint8Array {
  const columns: Record<string, Vector> = {};
  for (const [name, schema] of Object.entries(row.properties)) {
    const type = arrowType(schema);
    columns[name] = vectorFromArray(
      rows.map((one) => cell(one[name], type)),
      type,
    );
  }
  return tableToIPC(new Table(columns), 'stream');
}

function arrowType(schema: JsonSchema, inList = false): DataType {
  const kind = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  switch (kind.type) {
    case 'integer':
    case 'number':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'array':
      return new List(new Field('item', arrowType(kind.items ?? {}, true), true));
    default:
      return kind.format === 'date-time' ? new TimestampMillisecond('UTC') : inList ? new Utf8() : new Dictionary(new Utf8(), new Int32());
  }
}

function cell(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  if (DataType.isTimestamp(type)) return Date.parse(value as string);
  return DataType.isDictionary(type) && typeof value !== 'string' ? JSON.stringify(value) : value;
}
