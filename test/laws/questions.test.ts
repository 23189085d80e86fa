import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { BadRequest } from '../../model/problem.ts';
import type { Scope } from '../../model/scope.ts';
import { ask, type Analytic } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { catalog } from '../../server/analytics/catalog.ts';
import { activities } from '../../server/analytics/activities.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { flow } from '../../server/analytics/flow.ts';
import { serviceLevels } from '../../server/analytics/service-levels.ts';
import { summary } from '../../server/analytics/summary.ts';
import { times, giveAnswers } from '../analytics/answers.ts';
import { addressOf, everyQuestion } from '../analytics/every-question.ts';
import { ask as request, importCsv, makeProcess, testApp } from '../server/support.ts';
import { logOfEvents, rowsOf, steps, type Log, type LogRow, type TraceStep } from '../support/log.ts';
import { faultsOf } from '../support/sound.ts';

/** Each run makes a database or two and puts the whole catalogue to it. */
const PATIENCE_MS = 240_000;
const all: Scope = { process: 'log', state: 'all' };
const traces = fc.array(steps(), { minLength: 2, maxLength: 8 });

const asItIs = (name: string) => name;
const renamed = (name: string) => `Work ${name} of the day`;

/** A service with people, teams, two attributes, limits, a stage beside and one after, and answers of some; names as `called` makes them. */
async function serviceOf(some: readonly (readonly TraceStep[])[], called = asItIs): Promise<Log> {
  const rows = rowsOf(Object.fromEntries(some.map((trace, at) => [`C-${at}`, trace]))).map((row, at): LogRow => ({
    ...row,
    activity: called(row.activity),
    resource: at % 7 === 0 ? undefined : `R${at % 3}`,
    team: at % 2 === 0 ? 'T' : 'U',
    attributes: { Ward: `W${Number(row.case.slice(2)) % 3}`, Age: Number(row.case.slice(2)) % 2 },
  }));
  const named = (...names: string[]) => names.map((name) => ({ name: called(name) }));
  const log = await logOfEvents(rows, {
    blueprint: {
      stages: [
        { name: 'One', waitLimitMs: 300_000, goal: 0.8, activities: named('A', 'B') },
        { name: 'Two', activities: named('C') },
        { name: 'Beside', parallel: true, activities: named('D') },
        { name: 'After', afterDelivery: true, activities: named('E') },
      ],
      handOvers: [{ from: called('A'), to: called('B'), limitMs: 60_000 }],
      targets: [{ id: 'in-an-hour', name: 'In an hour', kind: 'case', limitMs: 3_600_000 }],
      mix: ['Ward'],
    },
  });
  await giveAnswers(
    log,
    some.flatMap((_, at) => (at % 2 === 0 ? times(3, { case: `C-${at}`, score: (at % 5) + 1 }) : [])),
  );
  return log;
}

/** The whole catalogue, put to a log: every answer by its address, or the words of the refusal. */
async function everyAnswer(log: Log, scope: Scope, called = asItIs): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  for (const question of everyQuestion({ case: 'C-0', previous: called('A'), next: called('B'), stage: 'One' })) {
    const analytic = catalog[question.id] as unknown as Analytic;
    const { rows, n, about } = await ask(log, analytic, scope, question.params).catch((cause: unknown) => {
      // a hand-over or an activity that this log does not have
      if (cause instanceof BadRequest) return { rows: [cause.message], n: 0, about: undefined };
      throw cause;
    });
    answers.set(addressOf(question), { rows, n, about });
  }
  return answers;
}

/** To twelve digits: in which order a mean adds up its fractions is the engine's, and the last bit goes with it. */
const rounded = (value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value);

/** Without the keys of variants, which are made of names. */
const withoutKeys = (answer: unknown) =>
  JSON.stringify(answer, (key, value: unknown) => (key === 'variant' || key === 'key' ? undefined : rounded(value)));

it(
  'no answer says what can not be: no wait below nought, overlaps or not, no share beyond the whole, no figure that is no number',
  async () => {
    const law = fc.asyncProperty(traces, async (some) => {
      for (const [address, answer] of await everyAnswer(await serviceOf(some), all)) expect(faultsOf(answer), address).toEqual([]);
    });
    await fc.assert(law, { numRuns: 2, endOnFailure: true });
  },
  PATIENCE_MS,
);

it(
  'other names for the same activities change no figure',
  async () => {
    const law = fc.asyncProperty(traces, async (some) => {
      const [one, other] = [await everyAnswer(await serviceOf(some), all), await everyAnswer(await serviceOf(some, renamed), all, renamed)];
      const back = [...other].map(([address, answer]) => [address, withoutKeys(answer).replaceAll(/Work (\w) of the day/g, '$1')]);
      expect(back.map(([, text]) => text)).toEqual([...one].map(([, answer]) => withoutKeys(answer)));
    });
    await fc.assert(law, { numRuns: 1, endOnFailure: true });
  },
  PATIENCE_MS,
);

it(
  'filters commute: in which order they are chosen changes no figure',
  async () => {
    const filters: NonNullable<Scope['filters']> = [
      { kind: 'attribute', name: 'Ward', op: 'not-in', values: ['W2'] },
      { kind: 'activity', names: ['A', 'B', 'C'] },
      { kind: 'team', names: ['T'] },
    ];
    const law = fc.asyncProperty(traces, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (some, order) => {
      const log = await serviceOf(some);
      const scopes = [filters, order.map((at) => filters[at]!)].map((chosen): Scope => ({ ...all, filters: chosen }));
      const [one, other] = [await everyAnswer(log, scopes[0]!), await everyAnswer(log, scopes[1]!)];
      // `remaining` is about the order itself: what is left after each
      for (const [address, answer] of one)
        if (!address.includes('remaining')) expect(withoutKeys(other.get(address)), address).toBe(withoutKeys(answer));
    });
    await fc.assert(law, { numRuns: 1, endOnFailure: true });
  },
  PATIENCE_MS,
);

it(
  'parts sum to the whole: cases, steps, hours lost, arrivals and target times of each ward add up to those of all',
  async () => {
    const law = fc.asyncProperty(traces, async (some) => {
      const log = await serviceOf(some);
      const ward = (name: string): Scope => ({ ...all, filters: [{ kind: 'attribute', name: 'Ward', op: 'in', values: [name] }] });
      const figures = async (scope: Scope) => {
        const [counts] = (await ask(log, summary, scope)).rows;
        const lost = await ask(log, bottlenecks, scope, { kind: 'all' });
        const targets = await ask(log, serviceLevels, scope);
        return {
          cases: counts?.cases ?? 0,
          steps: counts?.steps ?? 0,
          answers: counts?.answers ?? 0,
          ...Object.fromEntries(lost.rows.map(({ kind, from, to, stage, lostMs }) => [[kind, from, to, stage].join(' '), lostMs])),
          ...Object.fromEntries(targets.rows.map(({ target, n }) => [`target ${target}`, n])),
          arrived: (await ask(log, flow, scope, { bucket: 'day' })).rows.reduce((sum, { arrived }) => sum + arrived, 0),
        };
      };
      const whole: Record<string, number> = await figures(all);
      const parts: Record<string, number>[] = [await figures(ward('W0')), await figures(ward('W1')), await figures(ward('W2'))];
      for (const [name, figure] of Object.entries(whole))
        expect(
          parts.reduce((sum, part) => sum + (part[name] ?? 0), 0),
          name,
        ).toBeCloseTo(figure, 6);
    });
    await fc.assert(law, { numRuns: 2, endOnFailure: true });
  },
  PATIENCE_MS,
);

it(
  'flow is conserved in the map: what comes to an activity leaves it, as often as it is done',
  async () => {
    const law = fc.asyncProperty(traces, async (some) => {
      const log = await serviceOf(some);
      for (const filters of [[], [{ kind: 'team', names: ['T'] }]] as NonNullable<Scope['filters']>[]) {
        const scope: Scope = { ...all, level: 'activity', filters };
        const edges = (await ask(log, directlyFollows, scope)).rows;
        for (const { activity, steps: passes } of (await ask(log, activities, scope)).rows) {
          const count = (end: 'from' | 'to') => edges.filter((edge) => edge[end] === activity).reduce((sum, edge) => sum + edge.count, 0);
          expect([count('to'), count('from')], activity).toEqual([passes, passes]);
        }
      }
    });
    await fc.assert(law, { numRuns: 3, endOnFailure: true });
  },
  PATIENCE_MS,
);

it(
  'importing the same file twice changes nothing',
  async () => {
    const law = fc.asyncProperty(traces, async (some) => {
      const app = await testApp();
      await makeProcess(app);
      const lines = rowsOf(Object.fromEntries(some.map((trace, at) => [`C-${at}`, trace])));
      const csv = ['case,activity,start,end', ...lines.map((row) => [row.case, row.activity, row.start, row.end].join(','))].join('\n');
      const mapping = { roles: { case: 'case', activity: 'activity', start: 'start', end: 'end' } } as const;
      const [first = ['A', 0, 0] as TraceStep, second = first] = some[0] ?? [];
      const answers = async () => {
        const found: Record<string, unknown> = {};
        for (const question of everyQuestion({ case: 'C-0', previous: first[0], next: second[0], stage: null })) {
          const { body } = await request<Record<string, unknown>>(app, 'GET', `/processes/permits${addressOf(question)}`);
          found[addressOf(question)] = { ...body, dataVersion: 0 };
        }
        return found;
      };
      expect((await importCsv(app, 'permits', csv, mapping)).state).toBe('done');
      const once = await answers();
      await importCsv(app, 'permits', csv, mapping);
      await importCsv(app, 'permits', `${csv}\n`, mapping, 'again.csv');
      const again = await answers();
      // the quality of the data is what says that rows came twice
      for (const [address, answer] of Object.entries(once))
        if (!address.includes('data-quality')) expect(again[address], address).toEqual(answer);
    });
    await fc.assert(law, { numRuns: 1, endOnFailure: true });
  },
  PATIENCE_MS,
);
