import { Bool, Float64, List, Field, Table, Utf8, tableToIPC, vectorFromArray, type DataType, type Vector } from 'apache-arrow';
import type { TObject } from 'typebox';

interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/**
 * Rows as an Arrow IPC stream, one column per field of the row schema, also where there are no rows.
 *
 * Numbers are doubles (counts and milliseconds are exact to 2^53), times are ISO text as in JSON, objects are
 * JSON text.
 */
export function toArrow(row: TObject, rows: readonly Readonly<Record<string, unknown>>[]): Uint8Array {
  const columns: Record<string, Vector> = {};
  for (const [name, schema] of Object.entries(row.properties)) {
    const type = arrowType(schema);
    columns[name] = vectorFromArray(rows.map((one) => cell(one[name], type)), type);
  }
  return tableToIPC(new Table(columns), 'stream');
}

function arrowType(schema: JsonSchema): DataType {
  const kind = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  switch (kind.type) {
    case 'integer':
    case 'number':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'array':
      return new List(new Field('item', arrowType(kind.items ?? {}), true));
    default:
      return new Utf8();
  }
}

function cell(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  return type instanceof Utf8 && typeof value !== 'string' ? JSON.stringify(value) : value;
}
