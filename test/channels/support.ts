import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { AppOptions } from '../../server/app.ts';
import type { ChannelTimes, Content } from '../../server/channels/content.ts';
import { testApp, NOW } from '../server/support.ts';

/** Short enough that a server which hangs does not hold a test up. */
export const TIMES: ChannelTimes = { connectMs: 400, answerMs: 400, attemptMs: 2000 };

/** Makes certificates; where it is missing, what is said over TLS is not tested, and the run says so. */
export const canSign = spawnSync('openssl', ['version']).status === 0;
if (!canSign) process.stderr.write('openssl is not here: mail and webhooks over TLS are not tested.\n');

/** A certificate for localhost that signed itself. */
export function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

export interface Mailbox {
  readonly port: number;
  /** Sources of the mails it took, in the order they came. */
  readonly mails: string[];
  readonly envelopes: { from: string; to: string[] }[];
}

/** A real SMTP server on a free port, which takes what it is sent unless told otherwise. */
export async function mailServer(
  options: SMTPServerOptions = {},
  taken?: (source: string, session: SMTPServerSession) => Error | undefined | 'hang' | 'drop',
): Promise<Mailbox> {
  const mails: string[] = [];
  const envelopes: { from: string; to: string[] }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, session, callback) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const source = Buffer.concat(parts).toString('utf8');
        const verdict = taken?.(source, session);
        if (verdict === 'hang') return;
        if (verdict === 'drop') {
          mails.push(source);
          for (const connection of (server as unknown as { connections: Set<{ close(): void; _socket: { destroy(): void } }> }).connections)
            connection._socket.destroy();
          return;
        }
        if (verdict) return callback(verdict);
        mails.push(source);
        const from = session.envelope.mailFrom;
        envelopes.push({ from: from === false ? '' : from.address, to: session.envelope.rcptTo.map(({ address }) => address) });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as { port: number }).port, mails, envelopes };
}

/** An error that the SMTP server answers with this code. */
export const replying = (code: number, words: string): Error => Object.assign(new Error(words), { responseCode: code });

/** A clock that stands until it is moved. */
export class Clock {
  #at = NOW.getTime();
  readonly now = (): Date => new Date(this.#at);
  pass(ms: number): void {
    this.#at += ms;
  }
}

export const smtpAt = (port: number, more: object = {}): AppOptions['smtp'] => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  user: null,
  password: null,
  from: { name: 'Throughline', address: 'letters@example.org' },
  replyTo: null,
  certificate: null,
  ...more,
});

export const CONTENT: Content = {
  subject: 'Emergency department, week 44: Triage is faster and stays so',
  text: 'Triage is faster and stays so.\n',
  html: '<p>Triage is faster and stays so.</p>',
  json: { headline: ['Triage is faster and stays so.'] },
  fileName: 'ed-weekly-2026-10-26',
};

/** An app whose letters all have the same content. */
export async function sendingApp(options: Partial<AppOptions>, content: Content = CONTENT): Promise<FastifyInstance> {
  const app = await testApp({ channelTimes: TIMES, ...options });
  app.throughline.outbox.compose('letter', async () => content);
  return app;
}

export const mailTo = (to: string, id = 'L-1') => ({ about: { kind: 'letter' as const, id }, recipient: { channel: 'mail' as const, to } });
