import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

/** U+00A0, before units, so that a figure never breaks from its unit. */
export const NBSP = '\u00a0';
/** U+2212. */
export const MINUS = '\u2212';
const EN = 'en-GB';

const whole = new Intl.NumberFormat(EN, { maximumFractionDigits: 0 });

/** `6,184`; true minus. */
export const number = (value: number, digits = 0): string =>
  (digits === 0
    ? whole.format(Math.abs(value))
    : new Intl.NumberFormat(EN, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Math.abs(value))
  ).replace(/^/, isNegative(value, digits) ? MINUS : '');

const isNegative = (value: number, digits: number) => value < 0 && Math.round(Math.abs(value) * 10 ** digits) > 0;

/** `68 %` from 0.68. */
export const percent = (share: number, digits = 0): string => `${number(share * 100, digits)}${NBSP}%`;

/**
 * A duration as people read it: `47 s`, `47 min`, `3 h 42 m`, from 48 h `5.4 days`.
 *
 * Takes milliseconds. Below a minute whole seconds, below a second `0 s` only for nothing at all, else `< 1 s`.
 */
export function duration(ms: number): string {
  const sign = ms < 0 ? MINUS : '';
  const size = Math.abs(ms);
  if (size === 0) return `0${NBSP}min`;
  if (size < SECOND) return `<${NBSP}1${NBSP}s`;
  if (size < MINUTE - SECOND / 2) return `${sign}${Math.round(size / SECOND)}${NBSP}s`;
  const minutes = Math.round(size / MINUTE);
  if (minutes < 60) return `${sign}${minutes}${NBSP}min`;
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `${sign}${Math.floor(minutes / 60)}${NBSP}h${rest === 0 ? '' : `${NBSP}${String(rest).padStart(2, '0')}${NBSP}m`}`;
  }
  return `${sign}${number(size / DAY, 1)}${NBSP}days`;
}

/**
 * A difference of two durations with its sign: `+4.7 min`, `−1 h 05 m`; `0 min` where nothing is left of it. `exact`: minutes
 * with one decimal below an hour, seconds below two minutes.
 */
export function signedDuration(ms: number, exact = false): string {
  const size = Math.abs(ms);
  const seconds = size < 2 * MINUTE && (exact || size < MINUTE);
  const text =
    exact && !seconds && size < HOUR
      ? `${number(size / MINUTE, 1)}${NBSP}min`
      : seconds
        ? `${Math.round(size / SECOND)}${NBSP}s`
        : duration(size);
  return /^[0.]+\u00a0/.test(text) ? duration(0) : `${ms < 0 ? MINUS : '+'}${text}`;
}

/** `2,140 h`: hours lost, one decimal below ten. */
export const hours = (ms: number): string => `${number(ms / HOUR, Math.abs(ms) < 10 * HOUR ? 1 : 0)}${NBSP}h`;

/** `1 visit`, `2 visits`, `6,184 visits`. */
export const plural = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;

/** `7.8 MB`. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, unit === 0 || value >= 100 ? 0 : 1)}${NBSP}${units[unit] ?? 'B'}`;
}

/** `1 Nov 2026, 23:58` in the zone of the process. */
export const dateTime = (instant: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat(EN, { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
    .format(new Date(instant))
    .replace('Sept', 'Sep');

/** `1 Nov 2026` in the zone of the process. */
export const date = (instant: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat(EN, { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(instant))
    .replace('Sept', 'Sep');

/** First letter large: “patients” at the head of a sentence. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(EN) + text.slice(1);

/** First letter small: “too few weeks yet” within a sentence. */
export const uncapital = (text: string): string => text.charAt(0).toLocaleLowerCase(EN) + text.slice(1);
