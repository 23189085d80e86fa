import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../model/problem.ts';
import { smtpOf, type SmtpSettings } from './channels/settings.ts';

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
  /** How much room earlier data versions may take in the data folder. */
  readonly versionsBytes: number;
  readonly logLevel: LogLevel;
  /** Where the links of letters lead; the address served on when it is not said. */
  readonly address: string | undefined;
  /** The mail server, when it is set here. */
  readonly smtp: SmtpSettings | undefined;
}

/** Room for earlier data versions when nothing is said: 10 GB. */
export const VERSIONS_BYTES = 10 * 1024 ** 3;

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
    versionsBytes:
      wholeNumber('THROUGHLINE_VERSIONS_BYTES', of('THROUGHLINE_VERSIONS_BYTES'), 0, Number.MAX_SAFE_INTEGER) ?? VERSIONS_BYTES,
    logLevel: word('THROUGHLINE_LOG', of('THROUGHLINE_LOG'), LOG_LEVELS) ?? 'info',
    address: publicAddress(of('THROUGHLINE_ADDRESS')),
    smtp: smtp(of, workingFolder),
  };
}

function smtp(of: (variable: string) => string | undefined, workingFolder: string): SmtpSettings | undefined {
  const url = of('THROUGHLINE_SMTP');
  if (url === undefined) return undefined;
  const file = of('THROUGHLINE_SMTP_CA');
  const certificate = file === undefined ? undefined : certificateIn(path.resolve(workingFolder, file));
  return smtpOf(url, { from: of('THROUGHLINE_MAIL_FROM'), replyTo: of('THROUGHLINE_MAIL_REPLY_TO'), certificate });
}

function certificateIn(file: string): string {
  const detail = 'It takes the path of a file with the certificate (PEM) of the authority that signed the mail server’s.';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw wrong('THROUGHLINE_SMTP_CA', `${file} can't be read.`, detail);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw wrong('THROUGHLINE_SMTP_CA', `${file} is not a certificate in PEM.`, detail);
  return text;
}

/** Where links of letters lead: http or https, a host, and at most a path. */
function publicAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '')
    throw wrong('THROUGHLINE_ADDRESS', `“${text}” can't be used as THROUGHLINE_ADDRESS.`, 'Write it as https://throughline.example.org.');
  return url.href.replace(/\/+$/, '');
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
