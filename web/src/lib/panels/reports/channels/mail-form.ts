import { MAIL_SECURITY, type MailChange, type MailChannel, type MailSecurity } from '../../../../../../model/channel.ts';
import { isMailAddress } from '../../../../../../model/delivery.ts';

/** What a person has written of the mail server. An empty password stays as it was. */
export interface MailForm {
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
  password: string;
  from: string;
  replyTo: string;
  certificate: string;
}

export const SECURITY_NAMES: Readonly<Record<MailSecurity, string>> = {
  tls: 'TLS from the first byte',
  starttls: 'STARTTLS, always',
  'when-offered': 'STARTTLS when it is offered',
  none: 'In clear',
};
export const SECURITY_ABOUT: Readonly<Record<MailSecurity, string>> = {
  tls: 'Usual on port 465.',
  starttls: 'Usual on port 587. Without it nothing is sent.',
  'when-offered': 'Else in clear, and then without a password.',
  none: 'For a server on this machine only: whoever listens can read along.',
};
export const PORTS: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, 'when-offered': 587, none: 25 };

export const formOf = (mail: MailChannel): MailForm => ({
  host: mail.host ?? '',
  port: String(mail.port ?? PORTS[mail.security ?? 'starttls']),
  security: mail.security ?? 'starttls',
  user: mail.user ?? '',
  password: '',
  from: mail.from ?? '',
  replyTo: mail.replyTo ?? '',
  certificate: mail.certificate ?? '',
});

/** `Throughline <letters@example.org>` gives the address. */
const addressOf = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();

/** What the form still wants, with its field; null when all is there. */
export function wants(form: MailForm): { field: keyof MailForm; words: string } | null {
  const port = Number(form.port);
  if (!/^[A-Za-z0-9.:-]+$/.test(form.host.trim())) return { field: 'host', words: 'Name the server, as mail.example.org.' };
  if (!MAIL_SECURITY.includes(form.security)) return { field: 'security', words: 'Choose how the connection is secured.' };
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return { field: 'port', words: 'A port is a number from 1 to 65535.' };
  if (!isMailAddress(addressOf(form.from))) return { field: 'from', words: 'Say who letters come from, as letters@example.org.' };
  if (form.replyTo.trim() !== '' && !isMailAddress(form.replyTo.trim()))
    return { field: 'replyTo', words: 'The address for replies is no mail address.' };
  return null;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** What is sent. An empty password is left out, so that the one that is kept stays; without a user there is none. */
export function changeOf(form: MailForm, mail: Pick<MailChannel, 'passwordSet'>): MailChange {
  const user = orNull(form.user);
  const password = form.password !== '' ? { password: form.password } : user === null && mail.passwordSet ? { password: null } : {};
  return {
    host: form.host.trim(),
    port: Number(form.port),
    security: form.security,
    user,
    ...password,
    from: form.from.trim(),
    replyTo: orNull(form.replyTo),
    certificate: orNull(form.certificate),
  };
}
