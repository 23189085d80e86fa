import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Link, Note, Seen, Task } from '../../model/improvement.ts';
import { VerdictId } from '../../model/improvement-verdict.ts';
import { LocalDate, OrNull } from '../../model/units.ts';
import {
  addLink,
  addNote,
  addTask,
  changeNote,
  changeTask,
  dropLink,
  dropNote,
  dropTask,
  merge,
  override,
  unvote,
  vote,
} from '../improvements/parts.ts';
import { ADDRESS, IMPROVEMENT_ANSWERS, OneImprovement, SeenQuery, shown, who } from './improvements.ts';

const Part = Type.Object({ ...OneImprovement.properties, part: Type.String({ maxLength: 60 }) });
const Voter = Type.Object({ voter: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }) }, { additionalProperties: false });
const { title, owner } = Task.properties;
const { text } = Note.properties;

/** Tasks, notes, links, votes, a verdict of one's own, and the merging of ideas. Each answers the whole improvement. */
export const improvementParts: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['improvements'];
  const config = { role: 'contributor' } as const;
  const manager = { role: 'manager' } as const;
  const response = IMPROVEMENT_ANSWERS;
  const one = `${ADDRESS}/:id`;
  const place = ({ process, id }: { process: string; id: string }) => [house, house.live.get(process).stored.id, id] as const;

  app.post(
    `${one}/tasks`,
    {
      config,
      schema: {
        tags,
        summary: 'Add a task',
        params: OneImprovement,
        body: Type.Object({ title, owner: Type.Optional(owner), dueOn: Type.Optional(OrNull(LocalDate)) }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => shown(house, addTask(place(request.params), request.body, who(house, request))),
  );
  app.patch(
    `${one}/tasks/:part`,
    {
      config,
      schema: {
        tags,
        summary: 'Change a task, tick it off, open it again',
        params: Part,
        body: Type.Object(
          {
            ...Seen,
            title: Type.Optional(title),
            owner: Type.Optional(owner),
            dueOn: Type.Optional(OrNull(LocalDate)),
            done: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response,
      },
    },
    async (request) => shown(house, changeTask(place(request.params), request.params.part, request.body, who(house, request))),
  );
  app.delete(
    `${one}/tasks/:part`,
    { config, schema: { tags, summary: 'Remove a task', params: Part, querystring: SeenQuery, response } },
    async (request) => shown(house, dropTask(place(request.params), request.params.part, request.query.revision, who(house, request))),
  );

  app.post(
    `${one}/notes`,
    {
      config,
      schema: {
        tags,
        summary: 'Add a note, of today or of another day',
        params: OneImprovement,
        body: Type.Object({ text, on: Type.Optional(LocalDate) }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => shown(house, addNote(place(request.params), request.body, who(house, request))),
  );
  app.patch(
    `${one}/notes/:part`,
    {
      config,
      schema: {
        tags,
        summary: 'Rewrite a note; its earlier words stay in the history',
        params: Part,
        body: Type.Object({ ...Seen, text: Type.Optional(text), on: Type.Optional(LocalDate) }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => shown(house, changeNote(place(request.params), request.params.part, request.body, who(house, request))),
  );
  app.delete(
    `${one}/notes/:part`,
    { config, schema: { tags, summary: 'Remove a note', params: Part, querystring: SeenQuery, response } },
    async (request) => shown(house, dropNote(place(request.params), request.params.part, request.query.revision, who(house, request))),
  );

  app.post(
    `${one}/links`,
    {
      config,
      schema: {
        tags,
        summary: 'Add a link: a page of the product, or an address with http:// or https://',
        params: OneImprovement,
        body: Type.Omit(Link, ['id'], { additionalProperties: false }),
        response,
      },
    },
    async (request) => shown(house, addLink(place(request.params), request.body, who(house, request))),
  );
  app.delete(`${one}/links/:part`, { config, schema: { tags, summary: 'Remove a link', params: Part, response } }, async (request) =>
    shown(house, dropLink(place(request.params), request.params.part, who(house, request))),
  );

  app.put(
    `${one}/votes`,
    { config, schema: { tags, summary: 'Vote for it: once a person', params: OneImprovement, body: Voter, response } },
    async (request) => shown(house, vote(place(request.params), request.body.voter, who(house, request))),
  );
  app.delete(
    `${one}/votes`,
    { config, schema: { tags, summary: 'Take a vote back', params: OneImprovement, querystring: Voter, response } },
    async (request) => shown(house, unvote(place(request.params), request.query.voter, who(house, request))),
  );

  app.post(
    `${one}/merge`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Merge an idea into another improvement, where it lives on with its votes',
        params: OneImprovement,
        body: Type.Object({ ...Seen, into: Type.String({ maxLength: 40 }) }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => shown(house, merge(place(request.params), request.body, who(house, request))),
  );
  app.post(
    `${one}/override`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Set a verdict of your own beside that of the figures, with a reason; null takes it back',
        params: OneImprovement,
        body: Type.Object(
          { ...Seen, verdict: OrNull(VerdictId), reason: Type.Optional(Type.String({ maxLength: 2000 })) },
          { additionalProperties: false },
        ),
        response,
      },
    },
    async (request) => shown(house, override(place(request.params), request.body, who(house, request))),
  );
};
