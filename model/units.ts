import { Type, type Static, type TSchema } from 'typebox';

/** How many of something: a whole number, 0 or more. */
export const Count = Type.Integer({ minimum: 0 });
/** A difference of two instants in milliseconds. A median may end in .5. */
export const Milliseconds = Type.Number();
/** A part of a whole, 0 to 1. */
export const Share = Type.Number();
/** NPS -100..100, CSAT and CES 0..100: the unit of the process's primary instrument. */
export const Score = Type.Number({ minimum: -100, maximum: 100 });
/** An instant in UTC, ISO 8601 with milliseconds: `2026-10-01T08:30:00.000Z`. */
export const Instant = Type.String({ format: 'date-time' });
/** A day without a time, in the zone of the process: `2026-10-01`. */
export const LocalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** One of a fixed set of words. */
export const OneOf = <const T extends readonly string[]>(words: T, description?: string) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...words], ...(description === undefined ? {} : { description }) }));

/** The value, or null where it is unknown or too few cases stand behind it. */
export const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export type Milliseconds = Static<typeof Milliseconds>;
export type Instant = Static<typeof Instant>;
export type LocalDate = Static<typeof LocalDate>;

/** Rows of a sheet of Excel, without its header. */
export const EXCEL_ROWS = 1_048_575;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
