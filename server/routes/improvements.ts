import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DecisionOrder, HistoryEntry, ImprovementChange, NewImprovement, Start, type Improvement } from '../../model/improvement.ts';
import { Draft, DraftOrder, ImprovementList, ImprovementSummary, ImprovementView } from '../../model/improvement-view.ts';
import { ProblemBody } from '../../model/problem.ts';
import { toCsv } from '../formats/csv.ts';
import { draft } from '../improvements/draft.ts';
import { isUnderWatch, judge } from '../improvements/judge.ts';
import type { Who } from '../improvements/cycle.ts';
import { decide, startImprovement } from '../improvements/decide.ts';
import { changeImprovement, makeImprovement } from '../improvements/keep.ts';
import { removeImprovement, restoreImprovement, undo } from '../improvements/undo.ts';
import { csvRows, CSV_COLUMNS, listOf, removedOf, viewOf } from '../improvements/view.ts';
import type { Throughline } from '../throughline.ts';

const Params = Type.Object({ process: Type.String() });
/** A path of the API: any id is looked for, and not found in words. */
export const OneImprovement = Type.Object({ process: Type.String(), id: Type.String({ maxLength: 40 }) });
export const ADDRESS = '/api/v1/processes/:process/improvements';
export const IMPROVEMENT_ANSWERS = { 200: ImprovementView, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody };
/** Which revision was seen, where the body has no room for it. */
export const SeenQuery = Type.Object({ revision: Type.Optional(Type.Integer({ minimum: 1 })) }, { additionalProperties: false });

export const who = (house: Throughline, request: FastifyRequest): Who => ({
  by: request.fromCommandLine ? 'command line' : 'this machine',
  now: house.now(),
  signal: request.gone,
});

/** An improvement as its page shows it, judged first where something it rests on was changed. */
export async function shown(house: Throughline, improvement: Improvement, again = false): Promise<ImprovementView> {
  const { process, id } = improvement;
  house.live.improvementsChanged(process);
  if (again) await judge(house, process, id, house.now());
  return viewOf(house, process, house.store.improvements.find(process, id) ?? improvement);
}

/** How long a page waits for verdicts that are just being worked out; after that it gets those known before. */
const PATIENCE_MS = 8000;

/** Lets the watch finish with data that came a moment ago, so that who looks right after an import sees its verdict. */
async function judged(app: FastifyInstance, process: string): Promise<void> {
  const { store, live } = app.throughline;
  const { dataVersion } = live.get(process).facts;
  const late = store.improvements
    .of(process)
    .some(({ id, state }) => isUnderWatch(state) && store.improvements.standing(process, id).verdict?.dataVersion !== dataVersion);
  if (!late) return;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([app.improvementWatch.settled(), enough]);
  clearTimeout(timer);
}

/** Improvements: what was found, what is changed about it, and what the figures say of that. */
export const improvements: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['improvements'];
  const manager = { role: 'manager' } as const;
  const viewer = { role: 'viewer' } as const;
  const response = IMPROVEMENT_ANSWERS;

  app.get(
    ADDRESS,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'The improvements of a service with their latest verdict, and what they come to',
        description: 'Oldest first. The verdict is that of the newest data version; nobody has to ask for it.',
        params: Params,
        response: { 200: ImprovementList, 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      await judged(app, params.process);
      reply.header('cache-control', 'no-cache');
      return listOf(house, house.live.get(params.process).stored.id);
    },
  );

  app.get(
    `${ADDRESS}.csv`,
    { config: viewer, schema: { tags, summary: 'The portfolio as CSV', params: Params } },
    async ({ params }, reply) => {
      const { id } = house.live.get(params.process).stored;
      await judged(app, id);
      return reply
        .header('cache-control', 'no-cache')
        .header('content-disposition', `attachment; filename="${id}-improvements.csv"`)
        .type('text/csv; charset=utf-8')
        .send(toCsv([...CSV_COLUMNS], csvRows(listOf(house, id))));
    },
  );

  app.get(
    `${ADDRESS}/removed`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'What was removed and can be brought back, the newest first',
        params: Params,
        response: { 200: Type.Array(ImprovementSummary), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      reply.header('cache-control', 'no-cache');
      return removedOf(house, house.live.get(params.process).stored.id);
    },
  );

  app.post(
    `${ADDRESS}/draft`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'What an improvement would begin with: words, measure, baseline, target, balancing measures',
        description: 'From a bottleneck, a satisfaction finding, a theme of the comments, a comparison, or a blank form. Nothing is kept.',
        params: Params,
        body: DraftOrder,
        response: { 200: Draft, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async (request) => draft(house, house.live.get(request.params.process).stored.id, request.body, request.gone),
  );

  app.post(
    ADDRESS,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Make an improvement',
        description: 'An idea; with a plan its measure is frozen and its baseline locked; with the day of the change too it runs.',
        params: Params,
        body: NewImprovement,
        response: { 201: ImprovementView, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async (request, reply) => {
      const { id } = house.live.get(request.params.process).stored;
      const made = await makeImprovement(house, id, request.body, who(house, request));
      return reply
        .status(201)
        .header('location', `/api/v1/processes/${id}/improvements/${made.id}`)
        .send(await shown(house, made, true));
    },
  );

  app.get(
    `${ADDRESS}/:id`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'One improvement, with all that its page shows',
        params: OneImprovement,
        response: { 200: ImprovementView, 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { id } = house.live.get(params.process).stored;
      await judged(app, id);
      reply.header('cache-control', 'no-cache');
      return viewOf(house, id, house.store.improvements.get(id, params.id));
    },
  );

  app.patch(
    `${ADDRESS}/:id`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Change what is written about an improvement',
        description:
          'Only what is given changes. What others have changed since the `revision` that was seen is not written over: 409 `changed_meanwhile`.',
        params: OneImprovement,
        body: ImprovementChange,
        response,
      },
    },
    async (request) => {
      const { process, id } = request.params;
      const before = house.store.improvements.get(house.live.get(process).stored.id, id);
      const after = await changeImprovement(house, process, id, request.body, who(house, request));
      return shown(house, after, after.target !== before.target || request.body.prediction !== undefined);
    },
  );

  app.delete(
    `${ADDRESS}/:id`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Remove an improvement; its history stays, and it can be brought back',
        params: OneImprovement,
        querystring: SeenQuery,
        response: { 204: Type.Null(), 404: ProblemBody, 409: ProblemBody },
      },
    },
    async (request, reply) => {
      const { process, id } = request.params;
      house.live.get(process);
      removeImprovement(house, process, id, request.query.revision, who(house, request));
      house.live.improvementsChanged(process);
      return reply.status(204).send(null);
    },
  );

  app.post(
    `${ADDRESS}/:id/restore`,
    { config: manager, schema: { tags, summary: 'Bring back what was removed', params: OneImprovement, response } },
    async (request) => {
      const { process, id } = request.params;
      house.live.get(process);
      return shown(house, restoreImprovement(house, process, id, who(house, request)), true);
    },
  );

  app.post(
    `${ADDRESS}/:id/start`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Log the change: the day on which it was made',
        description:
          'A change within a week counts from the next whole week. A day in the future, before the data or within the baseline is refused.',
        params: OneImprovement,
        body: Start,
        response,
      },
    },
    async (request) => {
      const { process, id } = request.params;
      house.live.get(process);
      return shown(house, startImprovement(house, process, id, request.body, who(house, request)), true);
    },
  );

  app.post(
    `${ADDRESS}/:id/decision`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Adopt, adapt or abandon',
        description:
          'Adopt keeps a watch on the measure. Adapt begins the next cycle, against the same baseline unless a new one is named with a reason. Abandon needs what was learned.',
        params: OneImprovement,
        body: DecisionOrder,
        response,
      },
    },
    async (request) => {
      const { process, id } = request.params;
      house.live.get(process);
      return shown(house, await decide(house, process, id, request.body, who(house, request)), true);
    },
  );

  app.get(
    `${ADDRESS}/:id/history`,
    {
      config: viewer,
      schema: {
        tags,
        summary: 'What happened, newest first; of a removed improvement too',
        description: 'It is only ever added to. `undoable`: what an entry changed is still so, and can be taken back.',
        params: OneImprovement,
        response: { 200: Type.Array(HistoryEntry), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      reply.header('cache-control', 'no-cache');
      return house.store.improvements.history(house.live.get(params.process).stored.id, params.id);
    },
  );

  app.post(
    `${ADDRESS}/:id/undo`,
    {
      config: manager,
      schema: {
        tags,
        summary: 'Take one change back',
        description:
          'By the id of its entry in the history. What came later elsewhere stays; where others have changed the same since it is refused.',
        params: OneImprovement,
        body: Type.Object({ entry: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => {
      const { process, id } = request.params;
      house.live.get(process);
      return shown(house, undo(house, process, id, request.body.entry, who(house, request)), true);
    },
  );
};
