import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addDays, mondayOf, startOfDay } from '../../model/calendar.ts';
import { ChartDecision, ChartDecisionContent } from '../../model/chart-decision.ts';
import { ENOUGH_FOR_LIMITS } from '../../model/control.ts';
import { defaultMeasures } from '../../model/measure.ts';
import { BadRequest, NotFound, ProblemBody } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import { bucketsBetween } from '../analytics/buckets.ts';
import { marksDelivery } from '../analytics/scope.ts';
import { contextOf, type LiveProcess } from '../store/live.ts';

const Params = Type.Object({ process: Type.String() });
const One = Type.Object({ process: Type.String(), decision: ChartDecision.properties.id });

/** What people decide about the charts of measures: where their limits come from, where a new phase begins, what is to know of a point. */
export const chartDecisions: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['services'];
  const one = '/api/v1/processes/:process/chart-decisions/:decision';

  app.get(
    '/api/v1/processes/:process/chart-decisions',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The decisions about the charts of a service, newest first',
        description: 'Those that were withdrawn too: they have no effect any more, and their record stays.',
        params: Params,
        response: { 200: Type.Array(ChartDecision), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      reply.header('cache-control', 'no-cache');
      return house.store.chartDecisions.of(stored.id);
    },
  );

  app.put(
    one,
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Record a decision under an id of your own',
        description:
          'A baseline fixes the limits of a chart, a phase gives it new ones from a day on, a note says what there is to know of a point. ' +
          'Putting one that was withdrawn takes it up again. Only the text of a note can be changed.',
        params: One,
        body: ChartDecisionContent,
        response: { 200: ChartDecision, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const live = house.live.get(params.process);
      check(live, body);
      const recorded = house.store.chartDecisions.record(live.stored.id, params.decision, body, house.now());
      await house.live.refresh(live.stored.id);
      return recorded;
    },
  );

  app.delete(
    one,
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Withdraw a decision; putting it again takes it up again',
        params: One,
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      if (!house.store.chartDecisions.find(stored.id, params.decision)) throw new NotFound('decision', params.decision);
      house.store.chartDecisions.withdraw(stored.id, params.decision, house.now());
      await house.live.refresh(stored.id);
      return reply.status(204).send(null);
    },
  );
};

/** Refuses what can have no effect: a measure that is not there, days outside the data, a baseline of too few points. */
function check(live: LiveProcess, { measure, kind, per, from, to }: ChartDecisionContent): void {
  const process = contextOf(live, live.facts);
  const { measures } = process.blueprint;
  const known = (measures.length > 0 ? measures : defaultMeasures({ delivery: marksDelivery(process), feedback: true })).map(
    ({ id }) => id,
  );
  if (!known.includes(measure)) throw new BadRequest('measure', `There is no measure “${measure}”.`, `There is ${known.join(', ')}.`);
  const { zone, firstAt, endAt } = process;
  const at = (day: LocalDate, part: 'from' | 'to') => {
    // the 31st of February is read as the 3rd of March
    if (Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || addDays(day, 0) !== day)
      throw new BadRequest(part, `“${day}” is not a day.`, 'As 2026-05-25.');
    return startOfDay(day, zone);
  };
  const begin = at(from, 'from');
  if (firstAt === null || endAt === null)
    throw new BadRequest('from', 'This service has no data yet.', 'A decision about a chart needs the chart.');
  const first = startOfDay(mondayOf(firstAt.slice(0, 10)), zone);
  if (begin > Date.parse(endAt)) throw new BadRequest('from', `${from} lies after the end of the data, ${endAt.slice(0, 10)}.`);
  if (kind !== 'baseline') {
    if (to !== undefined) throw new BadRequest('to', 'Only a baseline has a last day.');
    if (kind === 'phase' && begin <= first)
      throw new BadRequest('from', 'A phase that begins with the data changes nothing.', `The data begin on ${firstAt.slice(0, 10)}.`);
    return;
  }
  if (to === undefined) throw new BadRequest('to', 'A baseline needs the first day after it.');
  const end = at(to, 'to');
  if (end <= begin) throw new BadRequest('to', 'A baseline ends after it begins.');
  const points = bucketsBetween(process, per, new Date(begin), new Date(end - 1)).filter(
    (bucket) => bucket.whole && bucket.from.getTime() >= begin && bucket.to.getTime() <= end,
  ).length;
  if (points < ENOUGH_FOR_LIMITS)
    throw new BadRequest(
      'to',
      `That baseline holds ${String(points)} whole ${per}s, and limits need ${String(ENOUGH_FOR_LIMITS)}.`,
      `The data go from ${firstAt.slice(0, 10)} to ${endAt.slice(0, 10)}.`,
    );
}
