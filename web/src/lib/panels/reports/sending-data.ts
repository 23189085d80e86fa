import { refused } from '$lib/panels/improvements/refused.ts';
import type { Message } from '$model/delivery.ts';
import { channelNames } from './channel-names.ts';
import { deliveries } from './letters-api.ts';

/** The ledger of a service, or of everything, with the names of the channels. */
export async function sendingOf(
  process: string | null,
  fetch: typeof globalThis.fetch,
): Promise<{ messages: Message[]; names: Map<string, string> }> {
  try {
    const [messages, names] = await Promise.all([deliveries.list(process === null ? {} : { process }, { fetch }), channelNames({ fetch })]);
    return { messages, names };
  } catch (cause) {
    return refused(cause);
  }
}
