import { DAY, HOUR, MINUTE } from '../model/units.ts';
import { edPools, patientOf, type EdPools } from './ed-model.ts';
import type { LocalTime } from './local-time.ts';
import type { Random } from './random.ts';
import { moment, work, type RecordedCase } from './record.ts';
import { delay, join, take, takeOrLeave, type Flow, type Pool, type Simulation } from './simulation.ts';

/** All that one visit needs to run. */
interface Visit {
  readonly simulation: Simulation;
  readonly pools: EdPools;
  readonly random: Random;
  readonly record: RecordedCase;
  readonly priority: number;
  readonly mode: string;
  /** The doctors write more themselves once their second nurse is at triage. */
  readonly changed: () => boolean;
  /** Between midnight and eight one doctor is there for assessment and for the wards. */
  readonly night: () => boolean;
}

/** How much sooner each priority is called, as a head start in the queue: the sicker go first, nobody waits for ever. */
const HEAD_START = [0, 1000 * HOUR, 5 * HOUR, 70 * MINUTE, 25 * MINUTE, 0];

/** How long the wards keep the doctor of the night after each assessment. */
const NIGHT_MINUTES = 14;

/** Queues by the time of joining, less the head start of the priority. */
const urgency = (visit: Visit, bonus = 0) => visit.simulation.now - HEAD_START[visit.priority]! - bonus;

/** Gets ready (walking, changing, paper), queues for the pool, is worked on. */
function* step(visit: Visit, activity: string, pool: Pool, readyMs: number, workMs: number, bonus = 0, notesMs = 0): Flow {
  yield* delay(readyMs);
  const server = yield* take(pool, urgency(visit, bonus));
  yield* work(visit.simulation, visit.record, activity, pool.name, server, workMs, notesMs);
}

/** One visit from the door to the ward or home, and to the last letter. */
function* visitFlow(visit: Visit): Flow {
  const { random, pools, simulation, record } = visit;
  let known = true;
  if (visit.mode === 'ambulance') {
    yield* step(visit, 'Ambulance handover', pools.ambulanceBay, random.skewed(1.5 * MINUTE, 0.5), random.skewed(10.5 * MINUTE, 0.35));
    known = !(visit.priority === 1 || random.chance(0.06));
  }
  if (known) {
    yield* step(
      visit,
      'Register',
      pools.reception,
      random.skewed(visit.mode === 'ambulance' ? 5.5 * MINUTE : 2.6 * MINUTE, 0.5),
      random.skewed(4 * MINUTE, 0.35),
    );
    yield* step(
      visit,
      'Triage',
      pools.triage,
      random.skewed(9 * MINUTE, 0.45),
      random.skewed(5.8 * MINUTE, 0.35),
      0,
      random.skewed(5.6 * MINUTE, 0.4),
    );
    if (visit.priority >= 3 && random.chance(0.028)) {
      yield* delay(random.skewed(30 * MINUTE, 0.4));
      yield* step(visit, 'Triage', pools.triage, 0, random.skewed(4.5 * MINUTE, 0.35), HOUR);
    }
  }
  if (!(yield* assessed(visit, known))) return;
  yield* planned(visit);
  if (random.chance(0.88)) yield* treated(visit);
  yield* step(visit, 'Discharge decision', pools.seniors, random.skewed(4 * MINUTE, 0.6), random.skewed(5.6 * MINUTE, 0.35), 2 * HOUR);
  const admitted = random.chance([0, 0.8, 0.44, 0.21, 0.07, 0.02][visit.priority]!);
  if (admitted) {
    yield* delay(random.skewed(54 * MINUTE, 0.5));
    moment(simulation, record, 'Admit to ward', 'Discharge team', 'Bed manager 01');
  } else {
    yield* delay(random.skewed(3.5 * MINUTE, 0.6));
    const nurse = yield* take(pools.discharge, simulation.now);
    yield* delay(random.skewed(8 * MINUTE, 0.5));
    simulation.release(nurse);
    moment(simulation, record, 'Leave department', nurse.pool.name, nurse.name);
  }
  yield* afterwards(visit, admitted);
}

/** Waits for a doctor; false when the wait was too long and the patient left. */
function* assessed(visit: Visit, triaged: boolean): Flow<boolean> {
  const { random, pools, simulation, record } = visit;
  yield* delay(random.skewed((!triaged ? 1.5 : visit.priority <= 2 ? 7 : 20) * MINUTE, 0.5));
  const patience = visit.priority <= 2 || !triaged ? Infinity : random.skewed([0, 0, 0, 6.6, 3.3, 2.4][visit.priority]! * HOUR, 0.6);
  const doctor = yield* takeOrLeave(pools.doctors, urgency(visit), patience);
  if (doctor === null) {
    moment(simulation, record, 'Left before being seen', 'Triage', '');
    return false;
  }
  yield* work(
    simulation,
    record,
    'Clinician assessment',
    'Doctors',
    doctor,
    random.skewed(16.5 * MINUTE, 0.35),
    random.skewed(((visit.changed() ? 17 : 13) + (visit.night() ? NIGHT_MINUTES : 0)) * MINUTE, 0.5),
  );
  return true;
}

/** Tests, their results (sometimes again), advice, a plan. */
function* planned(visit: Visit): Flow {
  const { random, pools, simulation } = visit;
  if (random.chance(visit.priority <= 3 ? 0.8 : 0.52)) {
    for (let round = 0; round < 3; round += 1) {
      yield* step(
        visit,
        'Order tests',
        pools.nurses,
        random.skewed((round === 0 ? 3.5 : 9) * MINUTE, 0.5),
        random.skewed(2.8 * MINUTE, 0.35),
      );
      yield* delay(random.skewed(6 * MINUTE, 0.5));
      const analyser = yield* take(pools.laboratory, urgency(visit));
      yield* delay(random.skewed(11 * MINUTE, 0.4));
      simulation.release(analyser);
      yield* step(visit, 'Review results', pools.seniors, random.skewed(2 * MINUTE, 0.5), random.skewed(5.5 * MINUTE, 0.35), HOUR);
      if (!random.chance(0.11)) break;
    }
    if (random.chance(0.24)) {
      yield* step(visit, 'Specialist advice', pools.specialists, random.skewed(16 * MINUTE, 0.6), random.skewed(12 * MINUTE, 0.4));
    }
  }
  yield* step(visit, 'Treatment plan', pools.seniors, random.skewed(2 * MINUTE, 0.5), random.skewed(6.5 * MINUTE, 0.35), 2 * HOUR);
}

/** Treatment, and for about half of them observation: beside it, or after it and at times back into it. */
function* treated(visit: Visit): Flow {
  const { random, pools, simulation } = visit;
  const observed = random.chance(0.5);
  const beside = observed && random.chance(0.45);
  yield* delay(random.skewed(9 * MINUTE, 0.6));
  const nurse = yield* take(pools.rooms, urgency(visit));
  const observing = beside
    ? simulation.start(step(visit, 'Observe', pools.observation, random.skewed(7 * MINUTE, 0.4), random.skewed(30 * MINUTE, 0.4)))
    : undefined;
  yield* work(simulation, visit.record, 'Give treatment', nurse.pool.name, nurse, random.skewed(17 * MINUTE, 0.45));
  if (observing !== undefined) yield* join(observing);
  else if (observed) yield* step(visit, 'Observe', pools.observation, random.skewed(15 * MINUTE, 0.6), random.skewed(22 * MINUTE, 0.4));
  if (observed && random.chance(0.14)) {
    yield* step(visit, 'Give treatment', pools.rooms, random.skewed(5 * MINUTE, 0.5), random.skewed(13 * MINUTE, 0.4));
  }
}

/** Coding, the bill and its payment; a letter to the general practitioner; a call to some. Days, in office hours. */
function* afterwards(visit: Visit, admitted: boolean): Flow {
  const { random, pools, simulation, record } = visit;
  if (!random.chance(admitted ? 0.9 : 0.62)) return;
  yield* step(visit, 'Code visit', pools.coding, random.between(1.4 * DAY, 2.2 * DAY), random.skewed(7 * MINUTE, 0.4));
  yield* step(visit, 'Send bill', pools.billing, random.between(2.2 * DAY, 3.1 * DAY), random.skewed(3 * MINUTE, 0.4));
  const letter = simulation.start(lettered(visit, admitted));
  if (random.chance(0.6)) {
    yield* delay(Math.min(9 * DAY, random.skewed(1.1 * DAY, 0.7)));
    moment(simulation, record, 'Payment received', 'Billing office', '');
  }
  yield* join(letter);
}

function* lettered(visit: Visit, admitted: boolean): Flow {
  const { random, pools } = visit;
  if (!random.chance(0.88)) return;
  yield* step(visit, 'GP letter', pools.followUp, random.between(4.6 * DAY, 6.2 * DAY), random.skewed(6 * MINUTE, 0.4));
  if (!admitted && visit.priority <= 3 && random.chance(0.3)) {
    yield* step(visit, 'Follow-up call', pools.followUp, random.between(0.8 * DAY, 2 * DAY), random.skewed(7 * MINUTE, 0.5));
  }
}

/** What a team does besides the visits: someone is called away, again and again. */
function* calledAway(simulation: Simulation, random: Random, other: { pool: Pool; everyMs: number; medianMs: number }): Flow {
  for (;;) {
    yield* delay(random.exponential(other.everyMs));
    const server = yield* take(other.pool, simulation.now - 30 * MINUTE);
    yield* delay(random.skewed(other.medianMs, 0.5));
    simulation.release(server);
  }
}

/** The department, ready for patients: `admit` starts a visit at the clock's instant. */
export function department(simulation: Simulation, local: LocalTime, change: number, randomFor: (label: string) => Random) {
  const { pools, other } = edPools(local, change);
  other.forEach((team, at) => simulation.start(calledAway(simulation, randomFor(`other work ${at}`), team)));
  simulation.tick(Object.values(pools), 30 * MINUTE);
  return {
    admit(id: string): RecordedCase {
      const random = randomFor(`visit ${id}`);
      const { mode, age, priority } = patientOf(random);
      const record: RecordedCase = { id, arrived: simulation.now, attributes: [String(priority), mode, age], steps: [] };
      const changed = () => simulation.now >= change;
      const night = () => local.wallClock(simulation.now).hour < 8;
      simulation.start(visitFlow({ simulation, pools, random, record, priority, mode, changed, night }));
      return record;
    },
  };
}
