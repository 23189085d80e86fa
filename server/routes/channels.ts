import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import {
  ChannelTest,
  MailChange,
  MailChannel,
  OutFolder,
  OutFolderContent,
  Webhook,
  WebhookChange,
  WebhookContent,
} from '../../model/channel.ts';
import { isMailAddress, type Channel } from '../../model/delivery.ts';
import { BadRequest, NotFound, Problem, ProblemBody } from '../../model/problem.ts';
import { composeTests } from '../channels/tests.ts';
import { shownUrl, webhookUrl } from '../channels/webhook.ts';
import type { StoredWebhook } from '../store/channels.ts';

const One = Type.Object({ id: Type.String() });
const WithSecret = Type.Object({ ...Webhook.properties, secret: Type.String({ description: 'Shown this once.' }) });
const tags = ['channels'];

/** The ways out of the house: mail server, webhooks, folders, and a test of each. */
export const channels: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const store = house.store.channels;
  composeTests(house);

  /** One attempt, at once: whoever set the channel up waits for it. */
  const tested = async (channel: Channel, to: string) => {
    const message = await house.outbox.tryOnce({ about: { kind: 'test', id: house.newId() }, recipient: { channel, to } });
    return { sent: message.state === 'sent', words: message.attempts.at(-1)?.words ?? '', message: message.id };
  };
  const webhookAt = (id: string): StoredWebhook => {
    const found = store.webhook(id);
    if (!found) throw new NotFound('webhook', id);
    return found;
  };
  const folderAt = (id: string): OutFolder => {
    const found = store.folder(id);
    if (!found) throw new NotFound('folder', id);
    return found;
  };
  const shown = ({ id, name, url, createdAt }: StoredWebhook): Webhook => ({ id, name, url: shownUrl(url), createdAt });

  app.get(
    '/api/v1/channels/mail',
    {
      config: { role: 'viewer' },
      schema: { tags, summary: 'The mail server; its password is never told', response: { 200: MailChannel } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return house.mail.shown();
    },
  );

  app.put(
    '/api/v1/channels/mail',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Set the mail server',
        description:
          'A password that is left out stays as it is, unless server or user change, or the connection is no longer encrypted. Refused while THROUGHLINE_SMTP is set.',
        body: MailChange,
        response: { 200: MailChannel, 400: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ body }) => {
      house.mail.change(body);
      return house.mail.shown();
    },
  );

  app.delete(
    '/api/v1/channels/mail',
    {
      config: { role: 'admin' },
      schema: { tags, summary: 'Send no mail any more', response: { 200: MailChannel, 409: ProblemBody } },
    },
    async () => {
      house.mail.clear();
      return house.mail.shown();
    },
  );

  app.post(
    '/api/v1/channels/mail/test',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Send a mail to see whether it arrives',
        description: 'One attempt, at once. The answer is 200 either way and says in words how it went.',
        body: Type.Object({ to: Type.String({ maxLength: 320 }) }, { additionalProperties: false }),
        response: { 200: ChannelTest, 400: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ body: { to } }) => {
      if (!isMailAddress(to)) throw new BadRequest('to', 'This is not a mail address.', 'Write it as ann@example.org.');
      if (!house.outbox.ready('mail'))
        throw new Problem('no_mail_server', 409, 'Nothing is sent: no mail server is set.', { detail: 'Set host, port and sender first.' });
      return tested('mail', to);
    },
  );

  app.get(
    '/api/v1/channels/webhooks',
    { config: { role: 'viewer' }, schema: { tags, summary: 'The webhooks, by name', response: { 200: Type.Array(Webhook) } } },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return store.webhooks().map(shown);
    },
  );

  app.post(
    '/api/v1/channels/webhooks',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Set up a webhook',
        description:
          'Each call is signed: `throughline-signature: v1=` and the HMAC-SHA256, as hex, over `throughline-timestamp`, a dot and the body.',
        body: WebhookContent,
        response: { 201: WithSecret, 400: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ body }, reply) => {
      const url = webhookUrl(body.url, house.address()).href;
      const secret = body.secret ?? randomBytes(32).toString('base64url');
      const made = { id: house.newId(), name: body.name.trim(), url, secret, createdAt: house.now().toISOString() };
      store.saveWebhook(made);
      return reply.status(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.patch(
    '/api/v1/channels/webhooks/:id',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Change a webhook',
        params: One,
        body: WebhookChange,
        response: { 200: Webhook, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const before = webhookAt(params.id);
      const url = body.url === undefined ? before.url : webhookUrl(body.url, house.address()).href;
      store.saveWebhook({ ...before, url, name: body.name?.trim() ?? before.name, secret: body.secret ?? before.secret });
      return shown(webhookAt(params.id));
    },
  );

  app.delete(
    '/api/v1/channels/webhooks/:id',
    {
      config: { role: 'admin' },
      schema: { tags, summary: 'Remove a webhook', params: One, response: { 204: Type.Null(), 404: ProblemBody } },
    },
    async ({ params }, reply) => {
      store.dropWebhook(webhookAt(params.id).id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/channels/webhooks/:id/test',
    {
      config: { role: 'admin' },
      schema: { tags, summary: 'Call a webhook to see whether it answers', params: One, response: { 200: ChannelTest, 404: ProblemBody } },
    },
    async ({ params }) => tested('webhook', webhookAt(params.id).id),
  );

  app.get(
    '/api/v1/channels/folders',
    { config: { role: 'viewer' }, schema: { tags, summary: 'The folders, by name', response: { 200: Type.Array(OutFolder) } } },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return store.folders();
    },
  );

  app.post(
    '/api/v1/channels/folders',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Have letters put into a folder of the data folder, below outbox/',
        body: OutFolderContent,
        response: { 201: OutFolder, 400: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ body }, reply) => {
      const id = house.newId();
      store.saveFolder(id, body.name, house.now());
      return reply.status(201).send(folderAt(id));
    },
  );

  app.patch(
    '/api/v1/channels/folders/:id',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Put letters into a folder of another name; what lies in the old one stays there',
        params: One,
        body: OutFolderContent,
        response: { 200: OutFolder, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      store.saveFolder(folderAt(params.id).id, body.name, house.now());
      return folderAt(params.id);
    },
  );

  app.delete(
    '/api/v1/channels/folders/:id',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Put nothing into a folder any more; what lies there stays',
        params: One,
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      store.dropFolder(folderAt(params.id).id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/channels/folders/:id/test',
    {
      config: { role: 'admin' },
      schema: { tags, summary: 'Put a test into a folder', params: One, response: { 200: ChannelTest, 404: ProblemBody } },
    },
    async ({ params }) => tested('folder', folderAt(params.id).id),
  );
};
