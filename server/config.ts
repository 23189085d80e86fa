import path from 'node:path';
import { Problem } from '../model/problem.ts';

/** How the program was told to run. */
export interface Config {
  /** Absolute. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly samples: boolean;
  readonly threads: number | undefined;
  readonly memory: string;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting that makes no sense, said in words; `field` is the variable. */
const wrong = (variable: string, title: string, detail: string) => new Problem('bad_setting', 400, title, { field: variable, detail });

/**
 * Reads the environment; whatever is absent takes its default. Throws a `Problem` that names the variable.
 *
 * Only loopback addresses are accepted: there are no users yet, so whoever reaches the port may do anything.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, workingFolder: string): Config {
  const of = (variable: string) => environment[variable]?.trim() || undefined;
  const host = of('THROUGHLINE_HOST') ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw wrong(
      'THROUGHLINE_HOST',
      `Throughline listens on this machine only, and “${host}” is an address that others can reach.`,
      'There are no accounts yet, so anyone who reaches the port could read and delete everything. Use 127.0.0.1, ::1 or localhost; from another machine come through an SSH tunnel.',
    );
  }
  return {
    dataFolder: path.resolve(workingFolder, of('THROUGHLINE_DATA') ?? 'data'),
    host,
    port: wholeNumber('THROUGHLINE_PORT', of('THROUGHLINE_PORT'), 0, 65_535) ?? 4600,
    samples: word('THROUGHLINE_SAMPLES', of('THROUGHLINE_SAMPLES'), ['on', 'off']) !== 'off',
    threads: wholeNumber('THROUGHLINE_THREADS', of('THROUGHLINE_THREADS'), 1, 1024),
    memory: memory(of('THROUGHLINE_MEMORY')),
    logLevel: word('THROUGHLINE_LOG', of('THROUGHLINE_LOG'), LOG_LEVELS) ?? 'info',
  };
}

/** Addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bare);
}

function wholeNumber(variable: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw wrong(variable, `“${text}” can't be used as ${variable}.`, `It takes a whole number from ${least} to ${most}.`);
  }
  return value;
}

function word<const T extends string>(variable: string, text: string | undefined, words: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  if (!(words as readonly string[]).includes(text))
    throw wrong(variable, `“${text}” can't be used as ${variable}.`, `It takes ${words.join(', ')}.`);
  return text as T;
}

function memory(text: string | undefined): string {
  if (text === undefined) return '3GB';
  if (!/^\d+(\.\d+)?\s?(MB|GB|TB|MiB|GiB|TiB)$/i.test(text))
    throw wrong('THROUGHLINE_MEMORY', `“${text}” can't be used as THROUGHLINE_MEMORY.`, 'Write it as 512MB or 3GB.');
  return text;
}
