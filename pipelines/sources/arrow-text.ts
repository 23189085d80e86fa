import { DataType, TimeUnit, type RecordBatch, type Vector } from 'apache-arrow';

/** A column of a batch as text by row, null where it is empty. */
export interface TextColumn {
  readonly name: string;
  readonly text: (row: number) => string | null;
}

const MAX_DEPTH = 12;
const DAY_MS = 86_400_000;

/**
 * The columns of a batch as text: times with a zone as ISO text in UTC with `Z`, others without; a field of a struct
 * is a column `a.b`; plain values of a list are joined by `; `; whole numbers among floats have no decimals.
 */
export function arrowColumns(batch: RecordBatch): TextColumn[] {
  return batch.schema.fields.flatMap((field, index) => {
    const vector = batch.getChildAt(index);
    return vector === null ? [{ name: field.name, text: () => null }] : columnsOf(field.name, vector, 0);
  });
}

function columnsOf(name: string, vector: Vector, depth: number): TextColumn[] {
  const type = vector.type as DataType;
  if (DataType.isStruct(type) && depth < MAX_DEPTH) {
    return type.children.flatMap((child, index) => {
      const inner = vector.getChildAt(index);
      if (inner === null) return [];
      return columnsOf(`${name}.${child.name}`, inner, depth + 1).map((column) => ({
        name: column.name,
        text: (row: number) => (vector.isValid(row) ? column.text(row) : null),
      }));
    });
  }
  const text = writerOf(vector);
  return [{ name, text: (row) => (vector.isValid(row) ? text(row) : null) }];
}

function writerOf(vector: Vector): (row: number) => string | null {
  const type = vector.type as DataType;
  if (DataType.isTimestamp(type)) {
    const mark = type.timezone === null || type.timezone === undefined || type.timezone === '' ? '' : 'Z';
    return (row) => instantText(rawValue(vector, row), type.unit) + mark;
  }
  if (DataType.isDate(type)) return (row) => dayText(vector.get(row) as unknown);
  if (DataType.isTime(type)) return (row) => clockText(rawValue(vector, row), type.unit);
  if (DataType.isDecimal(type)) return (row) => decimalText(vector.get(row) as ArrayLike<number>, type.scale);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type))
    return (row) => Buffer.from(vector.get(row) as Uint8Array).toString('utf8');
  return (row) => plainText(vector.get(row) as unknown);
}

/** The number a cell is stored as: what `get` makes of a time is rounded to milliseconds. */
function rawValue(vector: Vector, row: number): bigint {
  let place = row;
  for (const data of vector.data) {
    if (place < data.length) return BigInt((data.values as ArrayLike<bigint | number>)[place] ?? 0);
    place -= data.length;
  }
  return 0n;
}

const PER_SECOND: Record<TimeUnit, bigint> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};
const DIGITS: Record<TimeUnit, number> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

function instantText(value: bigint, unit: TimeUnit): string {
  const per = PER_SECOND[unit];
  const part = ((value % per) + per) % per;
  const date = new Date(Number((value - part) / per) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  return date.toISOString().slice(0, -5) + fraction(part, unit);
}

function clockText(value: bigint, unit: TimeUnit): string {
  const per = PER_SECOND[unit];
  const seconds = Number(value / per);
  return new Date(seconds * 1000).toISOString().slice(11, 19) + fraction(value % per, unit);
}

/** Microseconds are the finest that is kept. */
const fraction = (part: bigint, unit: TimeUnit): string =>
  DIGITS[unit] === 0 ? '' : `.${part.toString().padStart(DIGITS[unit], '0').slice(0, 6)}`;

function dayText(value: unknown): string {
  const date = value instanceof Date ? value : new Date(Number(value));
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return date.getTime() % DAY_MS === 0 ? text.slice(0, 10) : text.slice(0, -1);
}

/** A decimal from its words of 32 bits, the lowest first. */
function decimalText(words: ArrayLike<number>, scale: number): string {
  let value = 0n;
  for (let at = words.length - 1; at >= 0; at -= 1) value = (value << 32n) | BigInt((words[at] ?? 0) >>> 0);
  value = BigInt.asIntN(words.length * 32, value);
  if (scale <= 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const cut = digits.slice(-scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${cut === '' ? '' : `.${cut}`}`;
}

function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return dayText(value);
  if (typeof value === 'object' && Symbol.iterator in value) {
    const values = [...(value as Iterable<unknown>)];
    if (values.every((one) => typeof one !== 'object' || one === null)) return values.map((one) => plainText(one) ?? '').join('; ');
  }
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? null;
}
