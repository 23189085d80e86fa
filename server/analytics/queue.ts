import { Type, type Static } from 'typebox';
import { BadRequest } from '../../model/problem.ts';
import { Count, Instant, LocalDate, Milliseconds, OneOf, OrNull } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { checkNames, knownNames, namesWait, WAIT_PARAMS } from './one-wait.ts';
import { queueByTime, queueWindow, type QueueGrain } from './queue-by-time.ts';
import { queueAt, queueFound } from './queue-now.ts';

const Params = Type.Object(
  {
    // not by: that is the period of the scope
    per: Type.Unsafe<QueueGrain | 'now'>({ ...OneOf(['hour-of-week', 'weekday', 'day', 'now']), default: 'hour-of-week' }),
    at: Type.Optional(
      Type.String({
        description:
          'Who waited at this instant: 2026-10-05T14:30 in the zone of the service, or with an offset. As “now”, which is the end of the data.',
      }),
    ),
    ...WAIT_PARAMS,
  },
  { additionalProperties: false },
);

/**
 * Queue: how many wait.
 *
 * Grain: by hour of week one row per weekday and hour that the period has, Monday first, by weekday one row each; by day one row per day of it; now, or at
 * an instant, one row per stage in which someone waits (per activity at that level). Units: cases waiting, as a mean over time; milliseconds
 * lost. Sources: `step`; `hand_over_limit` and `stage` for the limit; `case_fact` for whom something is expected. Rejects with
 * `BadRequest` when a name is missing or unknown, and when an instant is none or lies after the end of the data.
 */
export const queue = analytic({
  id: 'queue',
  question: 'How many wait, and when does the queue form?',
  definition:
    'A hand-over has those that have ended the step before and not started the next one; a stage each step that could start and has not; without either, every ' +
    'such step. Mean: the time waited in an hour of the week or a day, divided by the length of it within the period, in the zone of the process. Lost: the time ' +
    'waited beyond the limit of “bottlenecks”, in the hour or day in which it was waited. p10 and p90 of a day: of the means of its quarters of an hour (of its ' +
    'hours when the period is longer than two years). Now or at an instant: the steps that could start and had not, and, as expected, the cases that were open ' +
    'with nothing running and nothing later on record, from their last complete, under the stage that most often follows their last activity among complete cases.',
  caveats: [
    'The period chooses the hours and days that are looked at, not the cases: a wait that began before it counts from its first moment in it.',
    'Where the files have days and no hours, the hours of a week are not known: asked by hour of week, the answer is by weekday.',
    'By hour or day, waits that have not ended yet are not in it: the newest hours read low.',
    'Which cases are open is known as of the end of the data, for an instant in the past too: a case that later fell silent waits nowhere.',
  ],
  params: Params,
  row: Type.Object({
    weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: 'By hour of week or weekday: 1 is Monday.' })),
    hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23, description: 'By hour of week, where hours are known.' })),
    day: Type.Optional(LocalDate),
    mean: Type.Number({ description: 'How many wait, as a mean over time.' }),
    lostMs: OrNull(Milliseconds),
    p10Waiting: Type.Optional(Type.Number()),
    p90Waiting: Type.Optional(Type.Number()),
    stage: Type.Optional(Type.String({ description: 'At an instant: where they wait.' })),
    activity: Type.Optional(Type.String()),
    waiting: Type.Optional(Count),
    expected: Type.Optional(Type.Integer({ minimum: 0, description: 'Of them, those whose next step is not on record.' })),
    medianMs: Type.Optional(Type.Number({ description: 'How long they have waited.' })),
    longestMs: Type.Optional(Milliseconds),
    ageing: Type.Optional(Type.Array(Type.Object({ fromMs: Milliseconds, toMs: OrNull(Milliseconds), waiting: Count }))),
  }),
  about: Type.Object({
    from: OrNull(Instant),
    to: OrNull(Instant),
    waits: Count,
    waitedMs: Milliseconds,
    lostMs: OrNull(Milliseconds),
    limitMs: OrNull(Milliseconds),
    expected: Type.Optional(Type.Integer({ minimum: 0, description: 'At an instant: of those who wait, for how many it is expected.' })),
    unknown: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'At an instant: open cases, with nothing running, whose last activity nothing usually follows; they wait nowhere.',
      }),
    ),
  }),
  queries: (asked) => ({
    ...(namesWait(asked.params) ? { names: knownNames('queue', asked.params) } : {}),
    ...(isInstant(asked) ? queueAt(asked) : queueByTime(asked, overTime(asked))),
  }),
  answer: ({ names, rows = [], about }, asked) => {
    if (names !== undefined) checkNames('queue', asked.params, names);
    if (isInstant(asked)) return queueFound(rows, asked);
    const window = queueWindow(asked, overTime(asked));
    const [all] = about ?? [];
    return {
      rows,
      about: {
        from: window?.from.toISOString() ?? null,
        to: window?.to.toISOString() ?? null,
        waits: Number(all?.waits ?? 0),
        waitedMs: Number(all?.waitedMs ?? 0),
        lostMs: all?.lostMs ?? null,
        limitMs: all?.limitMs ?? null,
      },
    };
  },
});

type Params = Static<typeof Params>;

/** A moment is asked about, not a stretch of time. Then a hand-over can't be: who waits at one is not known to take it. */
function isInstant({ params }: Asked<Params>): boolean {
  if (params.per !== 'now' && params.at === undefined) return false;
  if (params.next !== undefined || params.previous !== undefined)
    throw new BadRequest('next', 'At an instant the queue is told by stage, not by hand-over.', 'Ask for a “stage”, or for all of them.');
  return true;
}

function overTime({ params, process }: Asked<Params>): QueueGrain {
  if (params.per === 'day' || params.per === 'weekday') return params.per;
  return process.wholeDays === true ? 'weekday' : 'hour-of-week';
}
