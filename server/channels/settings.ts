import { MAIL_SECURITY, type MailChange, type MailChannel, type MailSecurity } from '../../model/channel.ts';
import { isMailAddress } from '../../model/delivery.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import type { Store } from '../store/store.ts';
import { oneLine } from './content.ts';

/** A mail server with all that is needed to use it. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly user: string | null;
  readonly password: string | null;
  readonly from: MailSender;
  readonly replyTo: string | null;
  /** PEM, of an authority that signed the server's certificate. */
  readonly certificate: string | null;
}

export interface MailSender {
  readonly name: string;
  readonly address: string;
}

const SETTING = 'channel:mail';
const PORTS: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, 'when-offered': 587, none: 25 };

/** `Throughline <letters@example.org>` or `letters@example.org`; undefined when it is neither. */
function senderOf(text: string): MailSender | undefined {
  const named = /^(.{0,200}?)\s*<([^<>]+)>$/u.exec(text.trim());
  const address = (named?.[2] ?? text).trim();
  if (!isMailAddress(address)) return undefined;
  const name = oneLine((named?.[1] ?? '').replace(/^"(.*)"$/, '$1'), 100);
  return { name: name === '' ? 'Throughline' : name, address };
}

const wrong = (variable: string, title: string, detail: string) => new Problem('bad_setting', 400, title, { field: variable, detail });

/**
 * Reads `THROUGHLINE_SMTP` (`smtp://user:password@host:587`, `smtps://…`; `?security=starttls|when-offered|none`) and what belongs to it.
 * Throws a `Problem` that names the variable and never repeats the password.
 */
export function smtpOf(
  url: string,
  more: { from: string | undefined; replyTo?: string | undefined; certificate?: string | undefined },
): SmtpSettings {
  const bad = (title: string) =>
    wrong(
      'THROUGHLINE_SMTP',
      title,
      'Write it as smtp://user:password@mail.example.org:587 or smtps://user:password@mail.example.org:465; signs such as @ and / within a password as %40 and %2F.',
    );
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw bad('THROUGHLINE_SMTP is not an address of a mail server.');
  }
  if (parsed.protocol !== 'smtp:' && parsed.protocol !== 'smtps:') throw bad('THROUGHLINE_SMTP begins with neither smtp:// nor smtps://.');
  if (parsed.hostname === '') throw bad('THROUGHLINE_SMTP names no server.');
  const user = decoded(parsed.username, bad);
  const asked = parsed.searchParams.get('security');
  if (asked !== null && !(MAIL_SECURITY as readonly string[]).includes(asked))
    throw bad(`THROUGHLINE_SMTP knows security=${MAIL_SECURITY.join(', ')}.`);
  const usual: MailSecurity = user === null ? 'when-offered' : 'starttls';
  const security: MailSecurity = parsed.protocol === 'smtps:' ? 'tls' : ((asked as MailSecurity | null) ?? usual);
  const from = more.from === undefined ? undefined : senderOf(more.from);
  if (!from)
    throw wrong(
      'THROUGHLINE_MAIL_FROM',
      more.from === undefined
        ? 'THROUGHLINE_SMTP is set and THROUGHLINE_MAIL_FROM is not.'
        : 'THROUGHLINE_MAIL_FROM is not a mail address.',
      'It says who letters come from: letters@example.org, or Throughline <letters@example.org>.',
    );
  if (more.replyTo !== undefined && !isMailAddress(more.replyTo))
    throw wrong('THROUGHLINE_MAIL_REPLY_TO', 'THROUGHLINE_MAIL_REPLY_TO is not a mail address.', 'Write it as quality@example.org.');
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? PORTS[security] : Number(parsed.port),
    security,
    user,
    password: decoded(parsed.password, bad),
    from,
    replyTo: more.replyTo ?? null,
    certificate: more.certificate ?? null,
  };
}

function decoded(text: string, bad: (title: string) => Problem): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad('User or password in THROUGHLINE_SMTP has a % that stands for nothing.');
  }
}

/** The sender of a change whose texts are what they should be; throws a `BadRequest` that names the field. */
function checked({ from, replyTo = null, certificate = null }: MailChange): MailSender {
  const sender = senderOf(from);
  if (!sender)
    throw new BadRequest('from', 'This is not a mail address.', 'Write letters@example.org, or Throughline <letters@example.org>.');
  if (replyTo !== null && !isMailAddress(replyTo))
    throw new BadRequest('replyTo', 'This is not a mail address.', 'Write it as quality@example.org.');
  if (certificate !== null && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(certificate))
    throw new BadRequest('certificate', 'This is not a certificate.', 'Paste it in PEM: it begins with -----BEGIN CERTIFICATE-----.');
  return sender;
}

/** The password a user is to have: the one that is given, else the one that was, where it goes to the same server as the same user and no less secure. */
function passwordOf({ host, port, security, user, password }: MailChange, before: SmtpSettings | null): string {
  const again = (why: string) => new BadRequest('password', 'Give the password again.', why);
  const kept = before?.password ?? null;
  if (password === undefined && before !== null && kept !== null) {
    if (before.host !== host || before.port !== port || before.user !== user)
      throw again('It belongs to another server or user, and is not sent to this one.');
    if (isEncrypted(before.security) && !isEncrypted(security))
      throw again('It was given for an encrypted connection, and this one may be in clear.');
    return kept;
  }
  if (password === undefined || password === null) throw new BadRequest('password', 'A user needs a password.');
  return password;
}

const isEncrypted = (security: MailSecurity): boolean => security === 'tls' || security === 'starttls';

/** The mail server: from the environment, else what a person set, else none. */
export class MailSettings {
  readonly #store: Store;
  readonly #environment: SmtpSettings | null;
  readonly #address: () => string;

  constructor(store: Store, options: { environment: SmtpSettings | null; address: () => string }) {
    this.#store = store;
    this.#environment = options.environment;
    this.#address = options.address;
  }

  /** Null when mail can't leave. */
  current(): SmtpSettings | null {
    if (this.#environment) return this.#environment;
    const text = this.#store.setting(SETTING);
    return text === undefined ? null : (JSON.parse(text) as SmtpSettings);
  }

  /** As the page shows it, without the password. */
  shown(): MailChannel {
    const settings = this.current();
    const source = this.#environment ? 'environment' : settings ? 'settings' : 'none';
    return {
      ready: settings !== null,
      source,
      host: settings?.host ?? null,
      port: settings?.port ?? null,
      security: settings?.security ?? null,
      user: settings?.user ?? null,
      passwordSet: (settings?.password ?? null) !== null,
      from: settings ? senderText(settings.from) : null,
      replyTo: settings?.replyTo ?? null,
      certificate: settings?.certificate ?? null,
      address: this.#address(),
      words: wordsOf(settings, source),
    };
  }

  /** Writes what a person set. Throws a `Problem` when the environment has it, or when the password of one server would go to another or in clear. */
  change(change: MailChange): void {
    this.#refuseFixed();
    const { host, port, security, user = null, replyTo = null, certificate = null } = change;
    const from = checked(change);
    const password = user === null ? null : passwordOf({ ...change, user }, this.current());
    const settings: SmtpSettings = { host, port, security, user, password, from, replyTo, certificate };
    this.#store.set(SETTING, JSON.stringify(settings));
  }

  /** Mail stays in the house from now on. */
  clear(): void {
    this.#refuseFixed();
    this.#store.unset(SETTING);
  }

  #refuseFixed(): void {
    if (!this.#environment) return;
    throw new Problem('set_by_environment', 409, 'The mail server is set by THROUGHLINE_SMTP.', {
      detail: 'Change it there and start again, or take it away there to set it here.',
    });
  }
}

const senderText = ({ name, address }: MailSender): string => `${name} <${address}>`;

const SECURED: Readonly<Record<MailSecurity, string>> = {
  tls: 'encrypted',
  starttls: 'encrypted',
  'when-offered': 'encrypted if the server can',
  none: 'not encrypted',
};

function wordsOf(settings: SmtpSettings | null, source: MailChannel['source']): string {
  if (!settings) return 'Nothing is sent by mail: no mail server is set. Letters are still made and kept.';
  const where = source === 'environment' ? ', set by THROUGHLINE_SMTP' : '';
  return `Mail leaves through ${settings.host}, port ${settings.port} (${SECURED[settings.security]}), from ${settings.from.address}${where}.`;
}
