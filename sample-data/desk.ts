import { addDays, startOfDay } from '../model/calendar.ts';
import { DAY, HOUR, MINUTE } from '../model/units.ts';
import { DESK, MOST_REQUESTS, requestRate } from './desk-model.ts';
import { serviceDesk } from './desk-request.ts';
import type { Simulated } from './ed.ts';
import { localTime } from './local-time.ts';
import { randomOf } from './random.ts';
import { cutAt, type RecordedCase } from './record.ts';
import { delay, Simulation, type Flow } from './simulation.ts';

const FIRST_ID = 40_001;

/** Simulates `weeks` weeks of the facilities service desk, after two weeks to fill it; the log is cut at 23:58 of the last Sunday. */
export function simulateDesk(seed: number, weeks: number = DESK.weeks): Simulated {
  const local = localTime(DESK.zone);
  const start = startOfDay(DESK.firstDay, DESK.zone);
  const end = startOfDay(addDays(DESK.firstDay, weeks * 7), DESK.zone) - 2 * MINUTE;
  const simulation = new Simulation(start - 14 * DAY);
  const randomFor = (label: string) => randomOf(seed, `desk ${label}`);
  const open = serviceDesk(simulation, local, randomFor);
  const post = randomFor('post');
  const cases: RecordedCase[] = [];

  function* requests(): Flow {
    for (;;) {
      yield* delay(post.exponential(HOUR / MOST_REQUESTS));
      if (!post.chance(requestRate(simulation.now, local) / MOST_REQUESTS)) continue;
      if (simulation.now < start) open.submit(`before ${simulation.now}`);
      else cases.push(open.submit(`FM-${FIRST_ID + cases.length}`));
    }
  }
  simulation.start(requests());
  simulation.runUntil(end + MINUTE);
  return { cases: cutAt(cases, end), end };
}
