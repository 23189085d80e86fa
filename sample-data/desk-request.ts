import { DAY, HOUR, MINUTE } from '../model/units.ts';
import { CARETAKEN, deskPools, JOBS, requestOf, type Category, type DeskPools, type Urgency } from './desk-model.ts';
import type { LocalTime } from './local-time.ts';
import type { Random } from './random.ts';
import { moment, work, type RecordedCase } from './record.ts';
import { delay, join, take, type Flow, type Pool, type Simulation } from './simulation.ts';

interface Request {
  readonly simulation: Simulation;
  readonly pools: DeskPools;
  readonly random: Random;
  readonly record: RecordedCase;
  readonly category: Category;
  readonly urgency: Urgency;
  readonly charged: boolean;
  /** In the building with a caretaker: nobody waits for a key or an answer. */
  readonly caretaken: boolean;
}

/** Head start in a queue: an urgent request goes before all that wait, a low one lets others pass for two days. */
const HEAD_START = { Urgent: 60 * DAY, Normal: 2 * DAY, Low: 0 };
const urgency = (request: Request) => request.simulation.now - HEAD_START[request.urgency] - (request.caretaken ? 2 * DAY : 0);
/** Urgent things are answered sooner too, not only served sooner; so is what a caretaker sees to. */
const pace = (request: Request) => ({ Urgent: 0.25, Normal: 1, Low: 1.4 })[request.urgency] * (request.caretaken ? 0.4 : 1);

function* step(request: Request, activity: string, pool: Pool, readyMs: number, workMs: number, notesMs = 0): Flow {
  yield* delay(readyMs);
  const server = yield* take(pool, urgency(request));
  yield* work(request.simulation, request.record, activity, pool.name, server, workMs, notesMs);
}

/** One request from its submission to its closure. */
function* requestFlow(request: Request): Flow {
  const { random, pools, simulation, record } = request;
  moment(simulation, record, 'Submit request', 'Requester', '');
  // what burns goes straight to planning now and then, and is on no record
  if (!(request.urgency === 'Urgent' && random.chance(0.05))) {
    yield* step(request, 'Log request', pools.desk, random.skewed(12 * MINUTE, 0.7), random.skewed(5 * MINUTE, 0.4));
  }
  if (random.chance(0.14)) {
    yield* step(request, 'Clarify with requester', pools.desk, random.skewed(5 * HOUR, 0.8), random.skewed(7 * MINUTE, 0.4));
  }
  yield* step(request, 'Assess request', pools.planning, random.skewed(70 * MINUTE, 0.7) * pace(request), random.skewed(13 * MINUTE, 0.4));
  if (random.chance(0.062)) {
    yield* step(request, 'Reject request', pools.desk, random.skewed(2 * HOUR, 0.6), random.skewed(4 * MINUTE, 0.4));
    return;
  }
  yield* planned(request);
  if (random.chance(request.urgency === 'Urgent' ? 0.01 : 0.055)) {
    yield* delay(random.skewed(20 * HOUR, 0.8));
    moment(simulation, record, 'Withdraw request', 'Requester', '');
    return;
  }
  yield* carriedOut(request);
  const filing = simulation.start(filed(request));
  yield* step(
    request,
    'Confirm with requester',
    pools.desk,
    random.skewed(20 * HOUR, 0.5) * (request.urgency === 'Urgent' ? 0.6 : 1) * (request.caretaken ? 0.5 : 1),
    random.skewed(5 * MINUTE, 0.4),
  );
  yield* complained(request);
  yield* join(filing);
  if (request.charged) yield* billed(request);
  // some are forgotten: nothing is left to do, and nobody closes them
  if (random.chance(0.015)) return;
  yield* delay(random.skewed(request.charged ? 4 * HOUR : 16 * HOUR, 0.5));
  moment(simulation, record, 'Close request', 'Service desk', '');
  if (random.chance(0.018)) yield* reopened(request);
}

/** It was not done after all: opened again, done again, agreed and closed again. */
function* reopened(request: Request): Flow {
  const { random, pools, simulation, record } = request;
  yield* delay(random.skewed(3 * DAY, 0.5));
  moment(simulation, record, 'Reopen request', 'Requester', '');
  yield* delay(random.skewed(8 * HOUR, 0.6) * pace(request));
  const crew = yield* take(pools[request.category], urgency(request));
  yield* work(simulation, record, 'Carry out job', pools[request.category].name, crew, random.skewed(35 * MINUTE, 0.4));
  yield* step(request, 'Confirm with requester', pools.desk, random.skewed(6 * HOUR, 0.5), random.skewed(5 * MINUTE, 0.4));
  yield* delay(random.skewed(6 * HOUR, 0.5));
  moment(simulation, record, 'Close request', 'Service desk', '');
}

/** A survey, a quote, a budget, a date: what the job needs before it can start. */
function* planned(request: Request): Flow {
  const { random, pools } = request;
  if (random.chance(JOBS[request.category].survey)) {
    yield* step(request, 'Survey site', pools.surveyors, random.skewed(14 * HOUR, 0.6) * pace(request), random.skewed(35 * MINUTE, 0.4));
  }
  if (request.charged && random.chance(0.42)) {
    yield* step(request, 'Approve budget', pools.managers, random.skewed(9 * HOUR, 0.6) * pace(request), random.skewed(5 * MINUTE, 0.4));
  }
  yield* step(request, 'Schedule job', pools.planning, random.skewed(2 * HOUR, 0.7) * pace(request), random.skewed(7 * MINUTE, 0.4));
}

/** Parts, the job, its checks; a failed check sends the crew out again, and may do so twice. */
function* carriedOut(request: Request): Flow {
  const { random, pools, simulation, category } = request;
  const job = JOBS[category];
  if (random.chance(job.parts)) {
    yield* step(request, 'Order parts', pools.planning, random.skewed(HOUR, 0.6), random.skewed(8 * MINUTE, 0.4));
    yield* delay(random.skewed(2.4 * DAY, 0.5) * pace(request));
  }
  for (let round = 0; round < 3; round += 1) {
    yield* delay(random.skewed(round === 0 ? 9 * HOUR : 5 * HOUR, 0.7) * pace(request));
    const crew = yield* take(pools[category], urgency(request));
    const ms = Math.min(4 * HOUR, random.skewed(job.medianMs, 0.5) * (round === 0 ? 1 : 0.55));
    const visiting =
      ms > 1.4 * HOUR && random.chance(0.4)
        ? simulation.start(step(request, 'Visit site', pools.quality, ms * random.between(0.3, 0.7), random.skewed(11 * MINUTE, 0.4)))
        : undefined;
    yield* work(simulation, request.record, 'Carry out job', pools[category].name, crew, ms);
    if (visiting !== undefined) yield* join(visiting);
    if (category === 'Keys and access' && random.chance(0.7)) return;
    yield* step(request, 'Check quality', pools.quality, random.skewed(2.5 * HOUR, 0.6), random.skewed(12 * MINUTE, 0.4));
    if (!random.chance(category === 'Heating and cooling' ? 0.19 : 0.1)) return;
  }
}

/** A complaint comes more often after rework or a long time, is looked into, and now and then brings the crew back. */
function* complained(request: Request): Flow {
  const { random, pools, simulation, record } = request;
  const again = record.steps.filter((one) => one.activity === 'Carry out job').length > 1;
  const days = (simulation.now - record.arrived) / DAY;
  if (!random.chance(Math.min(0.5, 0.022 + (again ? 0.12 : 0) + 0.0055 * days))) return;
  yield* step(request, 'Record complaint', pools.desk, random.skewed(15 * HOUR, 0.9), random.skewed(9 * MINUTE, 0.4));
  if (random.chance(0.25)) {
    yield* delay(random.skewed(10 * HOUR, 0.5));
    const crew = yield* take(pools[request.category], urgency(request));
    yield* work(simulation, record, 'Carry out job', pools[request.category].name, crew, random.skewed(40 * MINUTE, 0.4));
  }
  yield* step(request, 'Resolve complaint', pools.desk, random.skewed(40 * HOUR, 0.7), random.skewed(18 * MINUTE, 0.5));
}

/** The record of the job, beside everything else; for some the register of assets too. A few are never written. */
function* filed(request: Request): Flow {
  const { random, pools, category } = request;
  if (random.chance(0.025)) return;
  yield* step(request, 'File job record', pools.records, random.skewed(3 * HOUR, 0.6), random.skewed(6 * MINUTE, 0.4));
  if ((category === 'Heating and cooling' || category === 'Electrical') && random.chance(0.45)) {
    yield* step(request, 'Update asset register', pools.records, random.skewed(40 * MINUTE, 0.6), random.skewed(6 * MINUTE, 0.4));
  }
}

/** The planted bottleneck: every invoice waits for one clerk who has two days a week for it. Then the payer takes his time. */
function* billed(request: Request): Flow {
  const { random, pools, simulation, record } = request;
  yield* delay(random.skewed(26 * HOUR, 0.5));
  const clerk = yield* take(pools.finance, simulation.now);
  yield* work(
    simulation,
    record,
    'Prepare invoice',
    pools.finance.name,
    clerk,
    random.skewed(8.3 * MINUTE, 0.4),
    random.skewed(2 * MINUTE, 0.4),
  );
  yield* delay(random.skewed(3 * HOUR, 0.6));
  moment(simulation, record, 'Send invoice', 'Finance', clerk.name);
  if (random.chance(0.06)) yield* disputed(request);
  yield* delay(random.skewed(request.caretaken ? 4 * DAY : 11 * DAY, 0.5));
  moment(simulation, record, 'Receive payment', 'Finance', '');
}

/** The payer objects; the clerk looks into it, mostly on the day after, and corrects most of these invoices. */
function* disputed(request: Request): Flow {
  const { random, pools, simulation, record } = request;
  yield* delay(random.skewed(4 * DAY, 0.5));
  moment(simulation, record, 'Dispute invoice', 'Requester', '');
  yield* delay(random.skewed(20 * HOUR, 0.5));
  if (!random.chance(0.7)) return;
  const clerk = yield* take(pools.finance, simulation.now - 3 * DAY);
  yield* work(simulation, record, 'Correct invoice', pools.finance.name, clerk, random.skewed(9 * MINUTE, 0.4));
}

/** The service desk, open: `submit` starts a request at the clock's instant. */
export function serviceDesk(simulation: Simulation, local: LocalTime, randomFor: (label: string) => Random) {
  const pools = deskPools(local);
  simulation.tick(Object.values(pools), 30 * MINUTE);
  return {
    submit(id: string): RecordedCase {
      const random = randomFor(`request ${id}`);
      const { category, building, noted, channel, urgency: urgent, charged, amount } = requestOf(random);
      const record: RecordedCase = {
        id,
        arrived: simulation.now,
        attributes: [category, noted ? building : '', channel, urgent, charged ? 'yes' : 'no', amount === null ? '' : String(amount)],
        steps: [],
      };
      const caretaken = building === CARETAKEN;
      simulation.start(requestFlow({ simulation, pools, random, record, category, urgency: urgent, charged, caretaken }));
      return record;
    },
  };
}
