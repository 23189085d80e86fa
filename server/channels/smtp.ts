import { Readable } from 'node:stream';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { isLoopback } from '../config.ts';
import type { Attempted, ChannelTimes } from './content.ts';
import type { SmtpSettings } from './settings.ts';
import { acceptedWords, attemptOf, type SmtpFailure } from './smtp-words.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** RFC 5322, CRLF. */
  readonly source: Buffer;
}

const optionsOf = (settings: SmtpSettings, { connectMs, answerMs }: ChannelTimes): SMTPConnectionOptions => ({
  host: settings.host,
  port: settings.port,
  secure: settings.security === 'tls',
  requireTLS: settings.security === 'starttls',
  ignoreTLS: settings.security === 'none',
  // a host that is only reachable from inside is usual for a mail relay
  allowInternalNetworkInterfaces: true,
  connectionTimeout: connectMs,
  greetingTimeout: connectMs,
  dnsTimeout: connectMs,
  socketTimeout: answerMs,
  socketCloseTimeout: 1000,
  logger: false,
  tls: { minVersion: 'TLSv1.2', ...(settings.certificate === null ? {} : { ca: [settings.certificate] }) },
});

/**
 * Hands one mail to the mail server, on a connection of its own.
 *
 * Resolves in any case: `sent` once the server has taken it; `unclear` when the connection ended after the whole mail had been handed
 * over and before the answer, for then it may have been taken. A password only goes over an encrypted connection, or to this machine.
 */
export async function handOver(
  settings: SmtpSettings,
  { from, to, source }: Envelope,
  { times, signal }: { times: ChannelTimes; signal: AbortSignal },
): Promise<Attempted> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SMTPConnection(optionsOf(settings, times));
  let handedOver = false;
  return new Promise<Attempted>((resolve) => {
    let over = false;
    const end = (attempted: Attempted, politely = false) => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      signal.removeEventListener('abort', stopped);
      if (politely) connection.quit();
      else connection.close();
      resolve(attempted);
    };
    const fail = (error: SmtpFailure) => end(attemptOf(error, settings, { to, handedOver }));
    const stopped = () => fail({ message: 'stopped', code: 'EABORT' });
    const deadline = setTimeout(() => fail({ message: 'no end', code: 'ETIMEDOUT' }), times.attemptMs);
    signal.addEventListener('abort', stopped, { once: true });
    connection.on('error', fail);
    connection.once('end', () => fail({ message: 'closed', code: 'ECONNECTION' }));

    const send = () => {
      const body = Readable.from([source]);
      body.once('end', () => {
        handedOver = true;
      });
      connection.send({ from, to, size: source.length }, body, (error, info) => {
        if (error) fail(error);
        else
          end(
            { outcome: 'sent', code: (info?.response ?? '').slice(0, 3) || null, words: acceptedWords(settings, info?.response ?? '') },
            true,
          );
      });
    };
    if (signal.aborted) return stopped();
    connection.connect((error) => {
      if (error) return fail(error);
      const { user, password } = settings;
      if (user === null || password === null) return send();
      if (!connection.secure && !isLoopback(settings.host)) return fail({ message: 'in clear', code: 'ENOTSECURE' });
      connection.login({ user, pass: password }, (refused) => (refused ? fail(refused) : send()));
    });
  });
}
