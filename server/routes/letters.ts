import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { Message, Recipient } from '../../model/delivery.ts';
import { LetterOrder, type Letter } from '../../model/letter.ts';
import { NotFound, ProblemBody } from '../../model/problem.ts';
import { KeptLetter, LetterLine, LetterSend, type LetterMeta } from '../../model/schedule.ts';
import { OneOf } from '../../model/units.ts';
import { checkRecipients } from '../channels/recipients.ts';
import { withUnsubscribe } from '../reports/mail.ts';
import { checkOrder, letterLine } from '../reports/schedules.ts';
import { fileNameOf } from '../reports/files.ts';
import type { StoredLetter } from '../store/letters.ts';
import type { Throughline } from '../throughline.ts';

const ADDRESS = '/api/v1/letters';
const One = Type.Object({ id: Type.String({ maxLength: 64 }) });
const OneFile = Type.Object({ id: Type.String({ maxLength: 64 }), file: Type.String({ maxLength: 100 }) });
const REFUSED = { 400: ProblemBody, 404: ProblemBody, 409: ProblemBody };

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
};

/** How long somebody who sends a letter waits to see it go; after that the ledger tells. */
const PATIENCE_MS = 10_000;

/** A mail is a document of its own: it runs nothing, and only our pages may show it in a frame. A reader of PDF needs to be let do its work. */
const policyOf = (ending: string): string =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'${ending === 'html' ? '; sandbox allow-popups allow-popups-to-escape-sandbox' : ''}`;

/** A form of a letter as an answer. Kept forms never change; names hold letters, digits, dots and hyphens. */
function give(
  reply: FastifyReply,
  body: Buffer | string,
  { ending, name, kept }: { ending: string; name: string; kept: boolean },
): FastifyReply {
  return reply
    .header('cache-control', kept ? 'private, max-age=31536000, immutable' : 'no-store')
    .header('content-disposition', `inline; filename="${name}"`)
    .header('content-security-policy', policyOf(ending))
    .header('x-content-type-options', 'nosniff')
    .type(TYPES[ending] ?? 'application/octet-stream')
    .send(body);
}

/** Letters: made, looked at, sent once, and as they were sent. */
export const letters: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const keeper = app.letterKeeper;
  const tags = ['letters'];
  const viewer = { role: 'viewer' } as const;
  const manager = { role: 'manager' } as const;

  app.post(
    `${ADDRESS}/preview`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'A letter as it would be made now',
        description:
          'As the value that all its forms are made of, as PDF, or as the HTML or plain text of the mail. Nothing is kept, nothing is sent.',
        querystring: Type.Object(
          {
            format: Type.Optional(OneOf(['json', 'pdf', 'html', 'text'])),
            schedule: Type.Optional(
              Type.String({ maxLength: 64, description: 'As the next letter of it: what changed is said against its last.' }),
            ),
          },
          { additionalProperties: false },
        ),
        body: LetterOrder,
        response: REFUSED,
      },
    },
    async ({ query: { format = 'json', schedule }, body }, reply) => {
      checkOrder(house, body);
      const letter = await keeper.preview(body, schedule);
      const name = fileNameOf(letter);
      if (format === 'json') return give(reply, JSON.stringify(letter), { ending: 'json', name: `${name}.json`, kept: false });
      if (format === 'pdf') {
        const pdf = await house.printer.pdf(letter, { address: house.address() });
        return give(reply, Buffer.from(pdf), { ending: 'pdf', name: `${name}.pdf`, kept: false });
      }
      const ending = format === 'html' ? 'html' : 'txt';
      return give(reply, await mailPreview(letter, format), { ending, name: `${name}.${ending}`, kept: false });
    },
  );

  /** The mail with its drawings in it, since a preview has no files. */
  const mailPreview = async (letter: Letter, format: 'html' | 'text'): Promise<string> => {
    const { files } = await keeper.mailFiles(letter);
    const bytes = (name: string) => Buffer.from(files.find((file) => file.name === name)?.bytes ?? []);
    if (format === 'text') return withUnsubscribe(bytes('mail.txt').toString('utf8'), null);
    return withUnsubscribe(bytes('mail.html').toString('utf8'), null).replace(
      /"cid:([a-z0-9-]+)"/g,
      (_, cid: string) => `"data:image/png;base64,${bytes(`${cid}.png`).toString('base64')}"`,
    );
  };

  app.post(
    ADDRESS,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Make a letter now, keep it, and send it',
        description:
          'To whom is said here; without recipients it is made and kept. What became of each message is in `deliveries`, and later in the ledger.',
        body: LetterSend,
        response: { 201: KeptLetter, ...REFUSED },
      },
    },
    async ({ body: { order, recipients, attachPdf = false }, gone }, reply) => {
      checkOrder(house, order);
      checkRecipients(house.store.channels, recipients);
      const kept = await keeper.send({ order, recipients, attachPdf }, gone);
      await sent(house);
      return reply
        .status(201)
        .header('location', `${ADDRESS}/${kept.id}`)
        .send({ meta: await letterMeta(app, kept), deliveries: house.outbox.ledger({ kind: 'letter', id: kept.id }) });
    },
  );

  app.get(
    ADDRESS,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'The archive: letters as they were sent, newest first',
        description: 'Of a service (`process`), of the house as a whole (`house=true`), of a schedule, or all of them.',
        querystring: Type.Object(
          {
            process: Type.Optional(Type.String()),
            house: Type.Optional(Type.Boolean()),
            schedule: Type.Optional(Type.String()),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(LetterLine), 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ query: { process, house: ofHouse, schedule, limit } }, reply) => {
      const of = process === undefined ? (ofHouse === true ? null : undefined) : house.live.get(process).stored.id;
      reply.header('cache-control', 'no-cache');
      return house.store.letters
        .list({ process: of, schedule, ...(limit === undefined ? {} : { limit }) })
        .map((letter) => letterLine(house, letter));
    },
  );

  app.get(
    `${ADDRESS}/:id`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'A kept letter: what it says (`letter`), what is known of it (`meta`), and what became of its messages (`deliveries`)',
        params: One,
        response: { 404: ProblemBody, 410: ProblemBody },
      },
    },
    async ({ params: { id } }, reply) => {
      const meta = await letterMeta(app, keeper.find(id));
      const letter = await keeper.letterText(id);
      const deliveries = house.outbox.ledger({ kind: 'letter', id });
      // the letter goes out letter by letter as it was kept
      const body = `{"meta":${JSON.stringify(meta)},"letter":${letter},"deliveries":${JSON.stringify(deliveries)}}`;
      return whole(reply, body);
    },
  );

  app.get(
    `${ADDRESS}/:id/:file`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'A form of a kept letter: letter.pdf, letter.json, mail.html, mail.txt, or a drawing of the mail',
        params: OneFile,
        response: { 404: ProblemBody },
      },
    },
    async ({ params: { id, file } }, reply) => {
      const { fileName } = keeper.find(id);
      const bytes = await keeper.archive.read(id, file);
      const ending = file.slice(file.lastIndexOf('.') + 1);
      const name = file === 'letter.pdf' ? `${fileName}.pdf` : `${fileName}-${file}`;
      // nobody leaves a list from here, and drawings lie beside
      const mail = (text: string) => withUnsubscribe(text, null).replace(/"cid:([a-z0-9-]+)"/g, '"$1.png"');
      const body = file === 'mail.html' || file === 'mail.txt' ? mail(bytes.toString('utf8')) : bytes;
      return give(reply, body, { ending, name, kept: true });
    },
  );

  app.post(
    `${ADDRESS}/:id/send`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Send a kept letter as it is to further people, or again to those it did not reach',
        description: 'Who has it already gets it no second time.',
        params: One,
        body: Type.Object({ recipients: Type.Array(Recipient, { minItems: 1, maxItems: 500 }) }, { additionalProperties: false }),
        response: { 200: Type.Array(Message), ...REFUSED },
      },
    },
    async ({ params: { id }, body: { recipients } }) => {
      if (!house.store.letters.find(id)) throw new NotFound('letter', id);
      checkRecipients(house.store.channels, recipients);
      const ids = keeper.sendAgain(id, recipients).map((message) => message.id);
      await sent(house);
      return ids.map((one) => house.outbox.find(one));
    },
  );
};

/** JSON that is written already. */
const whole = (reply: FastifyReply, body: string): FastifyReply =>
  reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(body);

/** What is known of a kept letter. */
export async function letterMeta({ throughline: house, letterKeeper }: FastifyInstance, letter: StoredLetter): Promise<LetterMeta> {
  const { id, order, recipients, attachPdf, fileName, schedule } = letter;
  return {
    ...letterLine(house, letter),
    ...{ order, attachPdf },
    recipients: [...recipients],
    fileName: `${fileName}.pdf`,
    files: await letterKeeper.archive.files(id),
    before: schedule === null ? null : (house.store.letters.lastOf(schedule, letter)?.id ?? null),
    after: schedule === null ? null : (house.store.letters.nextOf(schedule, letter)?.id ?? null),
  };
}

/** Lets the outbox try what is due, as long as a person would wait to see it. */
export async function sent({ outbox }: Pick<Throughline, 'outbox'>): Promise<void> {
  const enough = new AbortController();
  const work = outbox.work().catch(() => undefined);
  await Promise.race([work, sleep(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}
