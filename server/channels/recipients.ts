import { isMailAddress, type Recipient } from '../../model/delivery.ts';
import { BadRequest, NotFound } from '../../model/problem.ts';
import type { ChannelStore } from '../store/channels.ts';

/** Two recipients are the same however a mail address is written. */
export const recipientKey = ({ channel, to }: Recipient): string => `${channel} ${to.toLowerCase()}`;

/**
 * Refuses recipients that nothing can be sent to, or that are there twice. Those of `before` may be gone: whoever changes something else
 * need not clear up first.
 */
export function checkRecipients(channels: ChannelStore, recipients: readonly Recipient[], before: readonly Recipient[] = []): void {
  const kept = new Set(before.map(recipientKey));
  const seen = new Set<string>();
  for (const [at, recipient] of recipients.entries()) {
    const { channel, to } = recipient;
    const key = recipientKey(recipient);
    const field = `recipients.${String(at)}.to`;
    if (seen.has(key)) throw new BadRequest(field, `“${to}” is there twice.`);
    seen.add(key);
    if (kept.has(key)) continue;
    if (channel === 'mail' && !isMailAddress(to))
      throw new BadRequest(field, `“${to}” is not a mail address.`, 'Write it as name@example.org, one address.');
    if (channel === 'webhook' && !channels.webhook(to)) throw new NotFound('webhook', to);
    if (channel === 'folder' && !channels.folder(to)) throw new NotFound('folder', to);
  }
}
