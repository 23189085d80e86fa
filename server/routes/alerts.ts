import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AlertList, AlertMessage, AlertRuleChange, AlertRuleContent, EpisodeEntry, EpisodeView, RuleView } from '../../model/alert.ts';
import { NotFound, ProblemBody } from '../../model/problem.ts';
import { LocalDate, OneOf } from '../../model/units.ts';
import { act, ACTS } from '../alerts/acts.ts';
import { changeRule, makeRule } from '../alerts/rules.ts';
import { alertsOf } from '../alerts/view.ts';

const Params = Type.Object({ process: Type.String() });
const OneRule = Type.Object({ process: Type.String(), rule: Type.String() });
const OneAlert = Type.Object({ process: Type.String(), alert: Type.String() });

/** Alerts: what people want to be told of, what is open, and what happened to it. */
export const alerts: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['alerts'];
  const root = '/api/v1/processes/:process/alerts';
  const store = house.store.alerts;

  const ruleView = (process: string, id: string): RuleView => {
    const found = alertsOf(house, process).rules.find((rule) => rule.id === id);
    if (!found) throw new NotFound('alert rule', id);
    return found;
  };
  const looked = async (process: string, id: string): Promise<RuleView> => {
    app.alertWatch.look(process);
    await app.alertWatch.settled();
    house.outbox.kick();
    return ruleView(process, id);
  };

  app.get(
    root,
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The rules of a service, and its alerts: open ones first, then those that ended in the last 90 days',
        description:
          'An alert is one cause from its first message to its end. A cause that comes back within 14 days goes on with the same one.',
        params: Params,
        response: { 200: AlertList, 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      reply.header('cache-control', 'no-cache');
      return alertsOf(house, stored.id);
    },
  );

  app.post(
    `${root}/rules`,
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Make a rule; it is held against the data at once',
        description: 'What stands already comes as one message that lists all of it.',
        params: Params,
        body: AlertRuleContent,
        response: { 201: RuleView, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, body }, reply) => {
      const { stored } = house.live.get(params.process);
      const { id } = makeRule(house, stored.id, body);
      return reply.status(201).send(await looked(stored.id, id));
    },
  );

  app.patch(
    `${root}/rules/:rule`,
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Change a rule; what is not given stays',
        params: OneRule,
        body: AlertRuleChange,
        response: { 200: RuleView, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const { stored } = house.live.get(params.process);
      changeRule(house, stored.id, params.rule, body);
      return looked(stored.id, params.rule);
    },
  );

  app.delete(
    `${root}/rules/:rule`,
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Delete a rule; its alerts are no longer listed, and come back with it',
        params: OneRule,
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      store.rule(stored.id, params.rule);
      store.removeRule(stored.id, params.rule, house.now(), house.now());
      return reply.status(204).send(null);
    },
  );

  app.post(
    `${root}/rules/:rule/restore`,
    {
      config: { role: 'manager' },
      schema: { tags, summary: 'Bring a deleted rule back', params: OneRule, response: { 200: RuleView, 404: ProblemBody } },
    },
    async ({ params }) => {
      const { stored } = house.live.get(params.process);
      if (!store.findRule(stored.id, params.rule)) throw new NotFound('alert rule', params.rule);
      store.removeRule(stored.id, params.rule, null, house.now());
      return looked(stored.id, params.rule);
    },
  );

  app.get(
    `${root}/messages`,
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'What was sent of the alerts of a service, newest first',
        description: 'Attempts to deliver them: GET /api/v1/deliveries?about=alert:{id}.',
        params: Params,
        response: { 200: Type.Array(AlertMessage), 404: ProblemBody },
      },
    },
    async ({ params }) => store.messages(house.live.get(params.process).stored.id),
  );

  app.get(
    `${root}/:alert/history`,
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'What happened to an alert, oldest first',
        params: OneAlert,
        response: { 200: Type.Array(EpisodeEntry), 404: ProblemBody },
      },
    },
    async ({ params }) => {
      const { stored } = house.live.get(params.process);
      return store.history(stored.id, store.episode(stored.id, params.alert).id);
    },
  );

  app.post(
    `${root}/:alert/act`,
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Snooze an alert until a day, wake it, mute or unmute it, or settle it',
        description:
          'Snoozed and muted ones stay open and say nothing. One that is settled is over; it opens again when its cause comes back after it was gone.',
        params: OneAlert,
        body: Type.Object(
          {
            act: OneOf(ACTS),
            until: Type.Optional(Type.Unsafe<string>({ ...LocalDate, description: 'Of a snooze: the day on which it ends.' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: EpisodeView, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body, fromCommandLine }) => {
      const { stored } = house.live.get(params.process);
      const { id } = act(house, stored.id, params.alert, body, fromCommandLine ? 'command line' : 'this machine');
      const view = alertsOf(house, stored.id).episodes.find((episode) => episode.id === id);
      if (!view) throw new NotFound('alert', params.alert);
      return view;
    },
  );
};
