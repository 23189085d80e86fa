import { createHmac } from 'node:crypto';
import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { BadRequest } from '../../model/problem.ts';
import { bytes } from '../../model/format.ts';
import type { StoredWebhook } from '../store/channels.ts';
import { isClosed } from './addresses.ts';
import { oneLine, type Attempted, type ChannelTimes, type Content, type Outgoing } from './content.ts';

/** Largest body that is posted. */
const MOST_BYTES = 5_000_000;
/** Of an answer so much is read, and thrown away: what another program says there is nobody's to see. */
const MOST_ANSWER = 64 * 1024;
/** For so long the other side may take to say it. */
const REST_MS = 5000;

/** What signs a call: HMAC-SHA256 over `timestamp.body` with the secret, as hex. */
export const signatureOf = (secret: string, timestamp: string, body: string | Buffer): string =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

/** An address that can be posted to: http or https, without a password in it. Throws a `BadRequest` for the rest. */
export function webhookUrl(text: string, own: string): URL {
  const bad = (title: string, detail: string) => new BadRequest('url', title, detail);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw bad('This is not an address.', 'Write it as https://hooks.example.org/letters.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw bad('A webhook begins with https:// or http://.', 'Nothing else is called.');
  if (url.username !== '' || url.password !== '')
    throw bad('User and password can’t be part of the address.', 'Each call is signed with the secret instead.');
  if (isClosed(url.hostname))
    throw bad('This address belongs to no program that could take a letter.', 'Link-local and multicast addresses are never called.');
  if (url.origin === new URL(own).origin)
    throw bad('This is the address of Throughline itself.', 'Give that of the program that takes the letter.');
  return url;
}

/** An address as anybody may see it: what comes after the host is often the key by which the other program takes a call. */
export function shownUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  return `${origin}/${pathname === '/' && search === '' ? '' : '…'}`;
}

class ClosedAddress extends Error {
  readonly code = 'closed-address';
}

/** Resolves a name and refuses what must not be called: looked at when the connection is made, so that a name can't change in between. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0);
    if (found.some(({ address }) => isClosed(address))) return callback(new ClosedAddress('closed'), '', 0);
    if (options.all === true) return callback(null, found);
    const [first] = found;
    callback(null, first?.address ?? '', first?.family ?? 0);
  });
};

/**
 * Posts one message, signed. 2xx is taken; 408, 425, 429 and 5xx are asked again later; everything else is a refusal, redirects too, which
 * are never followed. Never rejects for what the other side does.
 */
export async function toWebhook(
  webhook: StoredWebhook,
  content: Content,
  { message, now, signal }: Outgoing,
  { times, own }: { times: ChannelTimes; own: string },
): Promise<Attempted> {
  const url = webhookUrl(webhook.url, own);
  const body = Buffer.from(
    JSON.stringify({
      id: message.id,
      kind: message.about.kind,
      about: message.about.id,
      process: message.process,
      madeAt: message.madeAt,
      subject: oneLine(content.subject),
      text: content.text,
      data: content.json,
    }),
  );
  if (body.length > MOST_BYTES)
    return {
      outcome: 'refused',
      code: 'too-large',
      words: `The message is larger than ${bytes(MOST_BYTES)}, more than is posted to a webhook.`,
    };
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'user-agent': 'Throughline',
    'throughline-id': message.id,
    'throughline-timestamp': timestamp,
    'throughline-signature': `v1=${signatureOf(webhook.secret, timestamp, body)}`,
  };
  return post(url, { body, headers, times, signal });
}

interface Call {
  readonly body: Buffer;
  readonly headers: http.OutgoingHttpHeaders;
  readonly times: ChannelTimes;
  readonly signal: AbortSignal;
}

function post(url: URL, { body, headers, times, signal }: Call): Promise<Attempted> {
  return new Promise((done) => {
    let handedOver = false;
    let slow = false;
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers,
      signal,
      lookup: guardedLookup,
      agent: false,
      maxHeaderSize: 32 * 1024,
    });
    const giveUp = () => {
      slow = true;
      request.destroy();
    };
    let timer = setTimeout(giveUp, times.connectMs);
    const end = (attempted: Attempted) => {
      clearTimeout(timer);
      done(attempted);
    };
    request.on('finish', () => {
      handedOver = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, times.answerMs);
    });
    request.on('response', (response) => {
      end(answerOf(url, response));
      // the status is the answer; a little of the rest is read so that the other side can end well
      let read = 0;
      response.on('data', (part: Buffer) => {
        read += part.length;
        if (read > MOST_ANSWER) request.destroy();
      });
      response.on('error', () => undefined);
      timer = setTimeout(() => request.destroy(), REST_MS);
    });
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error: NodeJS.ErrnoException) => end(failureOf(url, error, { handedOver, slow })));
    request.end(body);
  });
}

const whereOf = (url: URL) => oneLine(url.host);

function answerOf(url: URL, { statusCode = 0, headers }: http.IncomingMessage): Attempted {
  const where = whereOf(url);
  const code = String(statusCode);
  if (statusCode >= 200 && statusCode < 300) return { outcome: 'sent', code, words: `Taken by ${where} (${code}).` };
  if (statusCode >= 300 && statusCode < 400)
    return {
      outcome: 'refused',
      code,
      words: `${where} sends on to another address (${code}), and that is never followed: the letter would go where nobody chose to send it. Set the final address under Channels.`,
    };
  if (statusCode >= 500 || [408, 425, 429].includes(statusCode)) {
    const wait = Number(headers['retry-after']);
    const retryAfterMs = Number.isFinite(wait) && wait > 0 ? { retryAfterMs: wait * 1000 } : {};
    return { outcome: 'deferred', code, words: `${where} could not take it (${code}). It is tried again by itself.`, ...retryAfterMs };
  }
  return {
    outcome: 'refused',
    code,
    words: `${where} refuses it (${code}). Check address and secret under Channels, and what the other program expects.`,
  };
}

function failureOf(url: URL, error: NodeJS.ErrnoException, { handedOver, slow }: { handedOver: boolean; slow: boolean }): Attempted {
  const where = whereOf(url);
  const code = oneLine(error.code ?? error.name, 40);
  if (error instanceof ClosedAddress)
    return {
      outcome: 'refused',
      code,
      words: `The name ${where} leads to an address that is never called (link-local or multicast). Check it under Channels.`,
    };
  if (handedOver && error.code !== 'ECONNREFUSED') {
    const words = slow ? `${where} took everything and gave no answer in time` : `The connection to ${where} was lost before its answer`;
    return {
      outcome: 'unclear',
      code: slow ? 'timeout' : code,
      words: `${words}, so it may have arrived. It is sent again under the same id.`,
    };
  }
  if (slow) return { outcome: 'timed-out', code: 'timeout', words: `${where} gave no answer in time. It is tried again by itself.` };
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return {
      outcome: 'unreachable',
      code,
      words: `The name ${where} is not known here (${code}). Check the address under Channels, and the network.`,
    };
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code))
    return {
      outcome: 'broken',
      code,
      words: `The certificate of ${where} can't be trusted (${code}). An authority of your own is named in NODE_EXTRA_CA_CERTS.`,
    };
  return {
    outcome: 'unreachable',
    code,
    words: `${where} can't be reached (${code}). Check the address under Channels; it is tried again by itself.`,
  };
}
