import type { Attempted, ChannelTimes, Content, Outgoing } from './content.ts';
import { mimeOf } from './mime.ts';
import type { SmtpSettings } from './settings.ts';
import { handOver } from './smtp.ts';

/** What the largest mail may weigh; most servers take 20 to 30 MB. */
const MOST_BYTES = 20_000_000;

/** Sends one mail to one address. Never rejects for what the mail server does. */
export async function toMail(settings: SmtpSettings, content: Content, outgoing: Outgoing, times: ChannelTimes): Promise<Attempted> {
  const { message, messageId, dated, signal } = outgoing;
  const { to } = message.recipient;
  const source = await mimeOf(content, { settings, to, messageId, dated });
  if (source.length > MOST_BYTES) {
    const words = `The mail is larger than ${MOST_BYTES / 1e6} MB, which mail servers refuse. Leave attachments out.`;
    return { outcome: 'refused', code: 'too-large', words };
  }
  return handOver(settings, { from: settings.from.address, to, source }, { times, signal });
}
