import { api } from '$lib/api/http.ts';
import type { ChannelTest, MailChange, MailChannel, OutFolder, Webhook, WebhookContent } from '$model/channel.ts';

interface Asked {
  fetch?: typeof fetch;
}
const webhook = (id: string, ...rest: string[]) => ['/channels/webhooks', encodeURIComponent(id), ...rest].join('/');
const folder = (id: string, ...rest: string[]) => ['/channels/folders', encodeURIComponent(id), ...rest].join('/');

/** Ways out of the house. Every call rejects with a `Problem`. */
export const channels = {
  mail: (asked: Asked = {}) => api.get<MailChannel>('/channels/mail', asked),
  setMail: (body: MailChange) => api.put<MailChannel>('/channels/mail', body),
  clearMail: () => api.delete<MailChannel>('/channels/mail'),
  testMail: (to: string) => api.post<ChannelTest>('/channels/mail/test', { to }),
  webhooks: (asked: Asked = {}) => api.get<Webhook[]>('/channels/webhooks', asked),
  /** With its secret, which is never shown again. */
  makeWebhook: (body: WebhookContent) => api.post<Webhook & { secret: string }>('/channels/webhooks', body),
  changeWebhook: (id: string, body: Partial<WebhookContent>) => api.patch<Webhook & { secret?: string }>(webhook(id), body),
  dropWebhook: (id: string) => api.delete<unknown>(webhook(id)),
  testWebhook: (id: string) => api.post<ChannelTest>(webhook(id, 'test')),
  folders: (asked: Asked = {}) => api.get<OutFolder[]>('/channels/folders', asked),
  makeFolder: (name: string) => api.post<OutFolder>('/channels/folders', { name }),
  dropFolder: (id: string) => api.delete<unknown>(folder(id)),
  testFolder: (id: string) => api.post<ChannelTest>(folder(id, 'test')),
};
