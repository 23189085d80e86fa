import { Problem } from '../../model/problem.ts';
import type { OutFolder, Webhook } from '../../model/channel.ts';
import type { Sqlite } from './sqlite.ts';

/** A webhook with what signs its calls. */
export interface StoredWebhook extends Webhook {
  readonly secret: string;
}

interface WebhookRow extends Record<string, unknown> {
  id: string;
  name: string;
  url: string;
  secret: string;
  created_at: string;
}
interface FolderRow extends Record<string, unknown> {
  id: string;
  name: string;
  created_at: string;
}

const webhookOf = ({ id, name, url, secret, created_at }: WebhookRow): StoredWebhook => ({ id, name, url, secret, createdAt: created_at });
const folderOf = ({ id, name, created_at }: FolderRow): OutFolder => ({ id, name, path: `outbox/${name}`, createdAt: created_at });

const taken = (what: string, name: string) =>
  new Problem('channel_name_taken', 409, `There is a ${what} called “${name}” already.`, {
    detail: 'Give this one another name.',
    field: 'name',
  });

/** Webhooks and folders that people set up. The mail server is among the settings. */
export class ChannelStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  webhooks(): StoredWebhook[] {
    return this.#database.all<WebhookRow>('SELECT * FROM webhook ORDER BY name').map(webhookOf);
  }

  webhook(id: string): StoredWebhook | undefined {
    const row = this.#database.get<WebhookRow>('SELECT * FROM webhook WHERE id = ?', id);
    return row && webhookOf(row);
  }

  /** Writes a webhook, new or not. Refuses a name that another one has. */
  saveWebhook({ id, name, url, secret, createdAt }: StoredWebhook): void {
    if (this.#database.get('SELECT id FROM webhook WHERE name = ? AND id <> ?', name, id)) throw taken('webhook', name);
    this.#database.run(
      `INSERT INTO webhook (id, name, url, secret, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, secret = excluded.secret`,
      ...[id, name, url, secret, createdAt],
    );
  }

  dropWebhook(id: string): void {
    this.#database.run('DELETE FROM webhook WHERE id = ?', id);
  }

  folders(): OutFolder[] {
    return this.#database.all<FolderRow>('SELECT * FROM out_folder ORDER BY name').map(folderOf);
  }

  folder(id: string): OutFolder | undefined {
    const row = this.#database.get<FolderRow>('SELECT * FROM out_folder WHERE id = ?', id);
    return row && folderOf(row);
  }

  saveFolder(id: string, name: string, now: Date): void {
    if (this.#database.get('SELECT id FROM out_folder WHERE name = ? AND id <> ?', name, id)) throw taken('folder', name);
    this.#database.run(
      'INSERT INTO out_folder (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
      ...[id, name, now.toISOString()],
    );
  }

  /** The folder itself and what lies in it stay. */
  dropFolder(id: string): void {
    this.#database.run('DELETE FROM out_folder WHERE id = ?', id);
  }
}
