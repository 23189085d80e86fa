import { channels } from './channels-api.ts';

/** Names of webhooks and folders by their id; empty where they can't be read, since the ledger stands without them. */
export async function channelNames(asked: { fetch?: typeof fetch } = {}): Promise<Map<string, string>> {
  const [hooks, folders] = await Promise.all([channels.webhooks(asked).catch(() => []), channels.folders(asked).catch(() => [])]);
  return new Map([...hooks, ...folders].map(({ id, name }) => [id, name]));
}
