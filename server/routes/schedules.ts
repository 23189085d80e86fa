import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Recipient } from '../../model/delivery.ts';
import { escapeMarkup, plain } from '../../model/outside-text.ts';
import { NotFound, ProblemBody } from '../../model/problem.ts';
import { KeptLetter, NewSchedule, Run, Schedule, ScheduleChange, Times, TimesOrder } from '../../model/schedule.ts';
import { checkRecipients } from '../channels/recipients.ts';
import { changeSchedule, leave, makeSchedule, runView, scheduleView, turn } from '../reports/schedules.ts';
import { timesOf } from '../reports/times.ts';
import { letterMeta, sent } from './letters.ts';

const ADDRESS = '/api/v1/schedules';
const One = Type.Object({ id: Type.String({ maxLength: 64 }) });
const ANSWERS = { 200: Schedule, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody };

/** Who is to have which letter when. */
export const schedules: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const store = house.store.schedules;
  const tags = ['letters'];
  const viewer = { role: 'viewer' } as const;
  const manager = { role: 'manager' } as const;

  app.get(
    ADDRESS,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'Schedules of letters, by name',
        description:
          'Of a service (`process`), of the house as a whole (`house=true`), or all of them; those that were removed with `removed=true`.',
        querystring: Type.Object(
          { process: Type.Optional(Type.String()), house: Type.Optional(Type.Boolean()), removed: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(Schedule), 404: ProblemBody },
      },
    },
    async ({ query: { process, house: ofHouse, removed = false } }, reply) => {
      const of = process === undefined ? (ofHouse === true ? null : undefined) : house.live.get(process).stored.id;
      reply.header('cache-control', 'no-cache');
      return store.of(of, { removed }).map((schedule) => scheduleView(house, schedule));
    },
  );

  app.post(
    ADDRESS,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Make a schedule',
        description: 'The first letter is made at its next due time.',
        body: NewSchedule,
        response: { 201: Schedule, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ body }, reply) => {
      const made = makeSchedule(house, body);
      return reply.status(201).header('location', `${ADDRESS}/${made.id}`).send(scheduleView(house, made));
    },
  );

  app.post(
    `${ADDRESS}/times`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'What a choice of times comes to: in words, and the next five due times',
        body: TimesOrder,
        response: { 200: Times, 400: ProblemBody },
      },
    },
    async ({ body: { when, zone } }) => timesOf(when, zone, house.now()),
  );

  app.get(
    `${ADDRESS}/:id`,
    { config: viewer, schema: { tags, summary: 'A schedule; one that was removed too', params: One, response: ANSWERS } },
    async ({ params: { id } }, reply) => {
      reply.header('cache-control', 'no-cache');
      return scheduleView(house, store.get(id));
    },
  );

  app.patch(
    `${ADDRESS}/:id`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Change a schedule; only what is given changes',
        description:
          'With the revision that was seen. Is it an old one, the answer is 409 with the schedule as it is (`now`) and what was wanted (`wanted`).',
        params: One,
        body: ScheduleChange,
        response: ANSWERS,
      },
    },
    async ({ params: { id }, body }) => scheduleView(house, changeSchedule(house, id, body)),
  );

  app.delete(
    `${ADDRESS}/:id`,
    {
      config: manager,
      schema: { tags, summary: 'Delete a schedule; its letters stay, and restoring brings it back', params: One, response: ANSWERS },
    },
    async ({ params: { id } }) => scheduleView(house, turn(house, id, 'remove')),
  );

  const TURNS = {
    pause: 'Pause a schedule: no letter is made until it is resumed',
    resume: 'Resume a schedule; what was due meanwhile is not made up for',
    restore: 'Bring back a schedule that was deleted',
  } as const;
  for (const how of ['pause', 'resume', 'restore'] as const)
    app.post(
      `${ADDRESS}/:id/${how}`,
      { config: manager, schema: { tags, summary: TURNS[how], params: One, response: ANSWERS } },
      async ({ params: { id } }) => scheduleView(house, turn(house, id, how)),
    );

  app.post(
    `${ADDRESS}/:id/send`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Send the letter of a schedule now, out of turn',
        description:
          'To everybody on its list, or to those named here alone, which is a test that counts for nothing. The next due time stays.',
        params: One,
        body: Type.Object({ recipients: Type.Optional(Type.Array(Recipient, { maxItems: 500 })) }, { additionalProperties: false }),
        response: { 201: KeptLetter, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params: { id }, body: { recipients }, gone }, reply) => {
      const of = store.get(id);
      if (of.removedAt !== null) throw new NotFound('schedule', id);
      const to = recipients ?? of.recipients;
      checkRecipients(house.store.channels, to, of.recipients);
      const asked = { order: of.order, recipients: to, attachPdf: of.attachPdf, schedule: { of, toAll: recipients === undefined } };
      const kept = await app.letterKeeper.send(asked, gone);
      await sent(house);
      const answer = { meta: await letterMeta(app, kept), deliveries: house.outbox.ledger({ kind: 'letter', id: kept.id }) };
      return reply.status(201).header('location', `/api/v1/letters/${kept.id}`).send(answer);
    },
  );

  app.get(
    `${ADDRESS}/:id/runs`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'What became of each due time, newest first',
        params: One,
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, { additionalProperties: false }),
        response: { 200: Type.Array(Run), 404: ProblemBody },
      },
    },
    async ({ params: { id }, query: { limit } }, reply) => {
      reply.header('cache-control', 'no-cache');
      return store.runsOf(store.get(id).id, limit).map((run) => runView(house, run));
    },
  );

  const leaving = Type.Object({ token: Type.String({ maxLength: 64 }) });
  const hidden = { params: leaving, hide: true };
  // a program that follows links in mail must take nobody off the list: looking changes nothing
  app.get('/unsubscribe/:token', { schema: hidden }, async ({ params: { token } }, reply) => {
    const found = store.leaving(token);
    const name = found && store.find(found.schedule)?.name;
    if (!found || name === undefined) return unknownLink(reply);
    const to = escapeMarkup(plain(found.recipient.to));
    const body =
      found.leftAt === null
        ? `<p>${to} receives the letter “${escapeMarkup(plain(name))}”.</p><form method="post"><button>Leave this list</button></form>`
        : `<p>${to} no longer receives the letter “${escapeMarkup(plain(name))}”.</p>`;
    return page(reply, 200, 'Leave this list', body);
  });

  app.post('/unsubscribe/:token', { schema: hidden }, async ({ params: { token } }, reply) => {
    const found = leave(house, token);
    if (!found) return unknownLink(reply);
    return page(
      reply,
      200,
      'You have left the list',
      `<p>${escapeMarkup(plain(found.to))} no longer receives the letter “${escapeMarkup(plain(found.name))}”.</p>`,
    );
  });

  // mail programs send a form, which is not read: the address says it all
  app.addContentTypeParser(['application/x-www-form-urlencoded', 'multipart/form-data'], (_request, payload, done) => {
    payload.resume();
    done(null, undefined);
  });
};

const unknownLink = (reply: FastifyReply): FastifyReply =>
  page(reply, 404, 'This link is not known', '<p>The list it belonged to may be gone. Ask whoever sends the letter.</p>');

/** A small page without a script, for people who come from a mail program. */
function page(reply: FastifyReply, status: number, title: string, body: string): FastifyReply {
  const style =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1c1b19;background:#fff}button{font:inherit;padding:.6rem 1.2rem}';
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>${body}</body></html>`,
    );
}
