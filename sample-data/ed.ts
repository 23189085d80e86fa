import { addDays, startOfDay } from '../model/calendar.ts';
import { HOUR, MINUTE } from '../model/units.ts';
import { arrivalRate, changeAt, ED, MOST_ARRIVALS } from './ed-model.ts';
import { department } from './ed-visit.ts';
import { localTime } from './local-time.ts';
import { randomOf } from './random.ts';
import { cutAt, type RecordedCase } from './record.ts';
import { delay, Simulation, type Flow } from './simulation.ts';

export interface Simulated {
  /** As an export made at `end` shows them. */
  readonly cases: RecordedCase[];
  readonly end: number;
}

const FIRST_ID = 100_001;

/** Simulates `weeks` weeks of the emergency department, after half a day to fill it; the log is cut at 23:58 of the last Sunday. */
export function simulateEd(seed: number, weeks: number = ED.weeks): Simulated {
  const local = localTime(ED.zone);
  const start = startOfDay(ED.firstDay, ED.zone);
  const end = startOfDay(addDays(ED.firstDay, weeks * 7), ED.zone) - 2 * MINUTE;
  const simulation = new Simulation(start - 12 * HOUR);
  const randomFor = (label: string) => randomOf(seed, `ed ${label}`);
  const open = department(simulation, local, changeAt(), randomFor);
  const door = randomFor('door');
  const cases: RecordedCase[] = [];

  function* arrivals(): Flow {
    for (;;) {
      yield* delay(door.exponential(HOUR / MOST_ARRIVALS));
      if (!door.chance(arrivalRate(simulation.now, local) / MOST_ARRIVALS)) continue;
      if (simulation.now < start) open.admit(`before ${simulation.now}`);
      else cases.push(open.admit(String(FIRST_ID + cases.length)));
    }
  }
  simulation.start(arrivals());
  simulation.runUntil(end + MINUTE);
  return { cases: cutAt(cases, end), end };
}
