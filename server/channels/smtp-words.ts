import { oneLine, type Attempted } from './content.ts';
import type { SmtpSettings } from './settings.ts';

/** What nodemailer says of a failure, as far as it is used. */
export interface SmtpFailure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly command?: string | undefined;
}

const serverOf = ({ host, port }: SmtpSettings) => `${oneLine(host)}:${port}`;
/** What the server said, as far as it can be shown in a line. */
const saidOf = (response: string | undefined) => {
  const said = oneLine(response ?? '', 180);
  return said === '' ? '' : ` It said: “${said}”.`;
};

export const acceptedWords = (settings: SmtpSettings, response: string): string => `Taken by ${serverOf(settings)}.${saidOf(response)}`;

/** How an attempt ended that did not succeed: what happened, where, and what to do. */
export function attemptOf(error: SmtpFailure, settings: SmtpSettings, { to, handedOver }: { to: string; handedOver: boolean }): Attempted {
  const code = error.responseCode ?? error.originalCode ?? error.code ?? null;
  const attempted = (outcome: Attempted['outcome'], words: string): Attempted => ({
    outcome,
    code: code === null ? null : oneLine(String(code), 40),
    words,
  });
  if (error.responseCode !== undefined) return answered(error, settings, { to, attempted });
  const server = serverOf(settings);
  if (handedOver)
    return attempted(
      'unclear',
      `The connection to ${server} was lost after the whole mail had been handed over, so it may have arrived. It is sent again under the same Message-ID, so that it shows once.`,
    );
  if (error.code === 'ENOTSECURE')
    return attempted(
      'broken',
      `${server} offers no encryption, and the password is not sent in clear. Choose another port, or take user and password away if the server needs none.`,
    );
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH')
    return attempted(
      'broken',
      `${server} could not be logged in to: it offers no way of logging in that is known here. Check user and password under Channels.`,
    );
  return notReached(error, server, attempted);
}

type Make = (outcome: Attempted['outcome'], words: string) => Attempted;

/** The server answered, and not with what was hoped for. */
function answered(error: SmtpFailure, settings: SmtpSettings, { to, attempted }: { to: string; attempted: Make }): Attempted {
  const server = serverOf(settings);
  const { responseCode = 0, command = '' } = error;
  const said = saidOf(error.response);
  const number = `(${responseCode})`;
  if (error.code === 'EAUTH')
    return attempted(
      'broken',
      `${server} does not take user and password ${number}.${said} Check them under Channels; the mail is tried again by itself.`,
    );
  if (error.code === 'ETLS' || command === 'STARTTLS')
    return attempted(
      'broken',
      `${server} does not offer an encrypted connection ${number}.${said} Check the port and “security” under Channels.`,
    );
  if (responseCode >= 400 && responseCode < 500)
    return attempted('deferred', `${server} asks to come back later ${number}.${said} It is tried again by itself.`);
  if (command === 'RCPT TO')
    return attempted('refused', `${server} refuses the address ${oneLine(to)} ${number}.${said} Check the address.`);
  if (command === 'MAIL FROM')
    return attempted(
      'refused',
      `${server} does not take mail from ${oneLine(settings.from.address)} ${number}.${said} Check the sender under Channels.`,
    );
  return attempted('refused', `${server} refuses the mail ${number}.${said}`);
}

const CERTIFICATE = /certificate|self[- ]signed|CERT_|altnames|issuer/i;

/** The conversation ended before the mail was handed over. */
function notReached(error: SmtpFailure, server: string, attempted: Make): Attempted {
  const system = error.originalCode ?? error.code ?? '';
  if (CERTIFICATE.test(`${error.message} ${system}`))
    return attempted(
      'broken',
      `The certificate of ${server} can't be trusted: ${oneLine(error.message)}. If it comes from an authority of your own, give that authority's certificate under Channels.`,
    );
  if (error.code === 'ETLS')
    return attempted(
      'broken',
      `No encrypted connection to ${server}: ${oneLine(error.message)}. Check the port and “security” under Channels.`,
    );
  if (error.code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(system))
    return attempted(
      'unreachable',
      `The name of ${server} is not known here (${oneLine(system, 40)}). Check it under Channels, and the network.`,
    );
  if (error.code === 'ETIMEDOUT' || system === 'ETIMEDOUT')
    return attempted('timed-out', `${server} gave no answer in time. Check name and port under Channels; it is tried again by itself.`);
  if (system === 'ECONNREFUSED')
    return attempted(
      'unreachable',
      `Nothing answers at ${server} (ECONNREFUSED). Check name and port under Channels; it is tried again by itself.`,
    );
  if (/^E(HOST|NET)/.test(system))
    return attempted('unreachable', `There is no way to ${server} (${oneLine(system, 40)}). Check the network.`);
  if (/wrong version number|EPROTO|ESSL/i.test(`${error.message} ${system}`))
    return attempted(
      'broken',
      `${server} does not speak TLS from the first byte. Port 465 usually does, port 587 needs “starttls”: check them under Channels.`,
    );
  return attempted(
    'unreachable',
    `${server} ended the connection before it took the mail (${oneLine(system, 40) || 'closed'}). It is tried again by itself.`,
  );
}
