import { expect, it } from 'vitest';
import type { MapGraph } from '../../../charts/process-map/shapes.ts';
import { PLAIN_WORDS } from '../../../model/process.ts';
import { MapClient, type Thread } from '../../../web/src/lib/panels/map/map-client.ts';
import type { Order, Told } from '../../../web/src/lib/panels/map/protocol.ts';
import { answerer } from '../../../web/src/lib/panels/map/worker-answers.ts';

const node = (id: string, steps: number) => ({
  ...{
    id,
    steps,
    cases: steps,
    starts: 0,
    ends: 0,
    position: 0,
    processingMs: null,
    score: null,
    scoreLow: null,
    scoreHigh: null,
    answers: 0,
  },
});
const edge = (from: string | null, to: string, count: number) => ({
  ...{ from, to, count, cases: count, medianMs: 60_000, p90Ms: 60_000, totalMs: 60_000 * count, timed: count, parallel: 0 },
});
const graphOf = (count: number): MapGraph => ({
  cases: count,
  nodes: [node('A', count), node('B', count)],
  edges: [edge(null, 'A', count), edge('A', 'B', count)],
});

/** A thread without a thread: orders are cloned as they would be, and worked on when `run` is called. */
function thread() {
  const sent: Order[] = [];
  const tasks: (() => void)[] = [];
  const made: Thread = { postMessage: (order) => void sent.push(order), onmessage: null, onerror: null, terminate: () => undefined };
  const answer = answerer(
    (told: Told) => made.onmessage?.({ data: structuredClone(told) } as MessageEvent<Told>),
    (work) => tasks.push(work),
    () => 0,
  );
  let given = 0;
  const run = () => {
    for (; given < sent.length; given += 1) answer(structuredClone(sent[given]!));
    for (const task of tasks.splice(0)) task();
  };
  return { made, sent, run };
}

const draw = { layout: 'v1', metric: 'waiting', activities: undefined, paths: undefined, words: PLAIN_WORDS } as const;
const lay = { layout: 'v1', graph: graphOf(10), stages: { names: [], of: {} }, spine: undefined, previous: null };

it('lays out once, draws the newest order, and tells the others that they were overtaken', async () => {
  const { made, sent, run } = thread();
  const client = new MapClient(made);
  const laid = client.lay(lay);
  void client.lay(lay);
  expect(sent).toHaveLength(1);
  const first = client.draw({ ...draw, figures: null }, null);
  const second = client.draw({ ...draw, figures: 'october' }, graphOf(4));
  run();
  expect(await laid).toMatchObject({ layout: 'v1', listed: [] });
  expect(await first).toBeNull();
  expect((await second)?.visible.cases).toBe(4);
});

it('sends the figures of a filter once, even when the first drawing of them was overtaken', async () => {
  const { made, sent, run } = thread();
  const client = new MapClient(made);
  void client.lay(lay);
  void client.draw({ ...draw, figures: 'october' }, graphOf(4));
  const metric = client.draw({ ...draw, figures: 'october', metric: 'frequency' }, graphOf(4));
  run();
  expect(sent.map((order) => order.kind === 'draw' && order.graph !== undefined)).toEqual([false, true, false]);
  expect((await metric)?.visible.cases).toBe(4);
});

it('keeps what a page may still name, however often it goes back', async () => {
  const { made, run } = thread();
  const client = new MapClient(made);
  void client.lay(lay);
  for (const [index, key] of ['a', 'b', 'a', 'c', 'a', 'd', 'e', 'a'].entries()) {
    const drawn = client.draw({ ...draw, figures: key }, graphOf(index + 1));
    run();
    expect((await drawn)?.visible.filtered).toBe(true);
  }
});

it('says what failed, and lets no one wait when it is stopped', async () => {
  const { made, run } = thread();
  const client = new MapClient(made);
  const missing = client.draw({ ...draw, layout: 'gone', figures: null }, null);
  run();
  await expect(missing).rejects.toThrow('not laid out');
  const never = client.draw({ ...draw, figures: null }, null);
  client.stop();
  expect(await never).toBeNull();
});
