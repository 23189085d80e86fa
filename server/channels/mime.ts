import type { Content } from './content.ts';
import { oneLine } from './content.ts';
import type { SmtpSettings } from './settings.ts';

/** Longest subject: mail programs show about half of it. */
const SUBJECT = 180;

export interface MimeOptions {
  readonly settings: Pick<SmtpSettings, 'from' | 'replyTo'>;
  readonly to: string;
  readonly messageId: string;
  readonly dated: Date;
}

/**
 * The source of a mail (RFC 5322, CRLF): text and HTML as alternatives, pictures related to the HTML, files beside. Every header is made of
 * one line of text without control characters. Nothing is read from disk or network. Rejects with what nodemailer finds wrong.
 */
export async function mimeOf(content: Content, { settings, to, messageId, dated }: MimeOptions): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const unique = messageId.replace(/[<>]/g, '');
  const images = (content.html ?? '') === '' ? [] : (content.images ?? []);
  const html = images.reduce((text, { cid }) => text.replaceAll(`"cid:${cid}"`, `"cid:${cid}.${unique}"`), content.html ?? '');
  const message = new MailComposer({
    from: settings.from,
    to: { name: '', address: to },
    replyTo: content.replyTo ?? settings.replyTo ?? undefined,
    subject: oneLine(content.subject, SUBJECT),
    messageId,
    date: dated,
    text: content.text,
    ...(html === '' ? {} : { html }),
    attachments: [
      ...images.map(({ cid, png }) => ({
        filename: `${cid}.png`,
        content: Buffer.from(png),
        contentType: 'image/png',
        contentDisposition: 'inline',
        cid: `${cid}.${unique}`,
      })),
      ...(content.attachments ?? []).map(({ name, type, bytes }) => ({
        filename: fileNameOf(name),
        content: Buffer.from(bytes),
        contentType: type,
      })),
    ],
    headers: headersOf(content.unsubscribe ?? null),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  }).compile();
  for (const node of message.childNodes) {
    const name = typeof node.filename === 'string' ? node.filename : '';
    // pictures within have names in seven bits
    if (/[^\x20-\x7e]/.test(name)) node.setHeader('Content-Disposition', { prepared: true, value: dispositionOf(name) });
  }
  return message.build();
}

const prepared = (key: string, value: string) => ({ key, value: { prepared: true, value } });

/** One click (RFC 8058) is promised only where the request is safe from others on the way. */
function headersOf(unsubscribe: string | null) {
  const url = unsubscribe !== null && /^https?:\/\/[\x21-\x7e]+$/.test(unsubscribe) && !/[<>]/.test(unsubscribe) ? unsubscribe : null;
  return [
    // no out-of-office notes in return
    prepared('Auto-Submitted', 'auto-generated'),
    prepared('X-Auto-Response-Suppress', 'OOF, AutoReply'),
    ...(url === null ? [] : [prepared('List-Unsubscribe', `<${url}>`)]),
    ...(url?.startsWith('https:') === true ? [prepared('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click')] : []),
  ];
}

/** A name in seven bits for old programs and as it is for the others (RFC 6266): nodemailer writes the second only. */
function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const coded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment;\r\n filename="${plain}";\r\n filename*=utf-8''${coded}`;
}

/** A name of a file that no file system minds, in any script, with its ending kept. */
export function fileNameOf(name: string): string {
  const clean = oneLine(name, 1000)
    .replace(/[\\/:*?"<>|]+/g, '-')
    .replace(/^\.+/, '');
  const ending = /\.[a-z0-9]{1,8}$/i.exec(clean)?.[0] ?? '';
  const stem = clean.slice(0, clean.length - ending.length).trim();
  return `${[...stem].slice(0, 70).join('') || 'file'}${ending}`;
}
