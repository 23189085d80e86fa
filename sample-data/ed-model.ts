import { startOfDay } from '../model/calendar.ts';
import { MINUTE } from '../model/units.ts';
import type { LocalTime } from './local-time.ts';
import type { Random } from './random.ts';
import { ALWAYS, CLOSED_DAYS, OFFICE, poolFrom, type Roster } from './roster.ts';

/** The emergency department of the sample: how many come, who works when, how long things take. */
export const ED = {
  zone: 'Europe/Dublin',
  firstDay: '2025-11-03',
  weeks: 52,
  /** The change begins with week 30 of the 52: a second triage nurse from 10:00 to 20:00. */
  changeWeek: 30,
  /** Arrivals of a mean day. */
  arrivalsPerDay: 46.8,
} as const;

/** Arrivals per hour of the day, relative; an emergency department fills from nine and empties after ten at night. */
const HOURS = [
  0.52, 0.42, 0.35, 0.31, 0.3, 0.33, 0.45, 0.68, 1.0, 1.3, 1.48, 1.5, 1.44, 1.4, 1.38, 1.36, 1.38, 1.42, 1.42, 1.36, 1.25, 1.08, 0.87, 0.68,
];
/** Monday to Sunday. */
const WEEKDAYS = [1.13, 1.02, 0.99, 0.98, 0.99, 0.94, 0.95];
const HOURS_SUM = HOURS.reduce((sum, one) => sum + one, 0);
const WEEKDAYS_SUM = WEEKDAYS.reduce((sum, one) => sum + one, 0);

/** Arrivals per hour at an instant. */
export function arrivalRate(instant: number, local: LocalTime): number {
  const { weekday, hour } = local.wallClock(instant);
  return (ED.arrivalsPerDay * (HOURS[Math.floor(hour)]! / HOURS_SUM) * WEEKDAYS[weekday]! * 7) / WEEKDAYS_SUM;
}
/** An hourly rate that `arrivalRate` never exceeds. */
export const MOST_ARRIVALS = 5;

/** When the change begins. */
export const changeAt = (): number =>
  startOfDay(new Date(Date.parse(`${ED.firstDay}T00:00:00Z`) + (ED.changeWeek - 1) * 7 * 86_400_000).toISOString().slice(0, 10), ED.zone);

/** A pool, and the work it does besides the visits: how often someone is called away, and for how long. */
interface Team {
  readonly roster: Roster;
  readonly other?: { readonly everyMs: number; readonly medianMs: number };
}

const teams = (change: number) =>
  ({
    reception: {
      roster: { name: 'Reception', title: 'Clerk', staff: 8, shifts: [ALWAYS(1), { from: 10, to: 20, people: 1 }] },
      other: { everyMs: 14 * MINUTE, medianMs: 6 * MINUTE },
    },
    ambulanceBay: { roster: { name: 'Ambulance bay', title: 'Bay nurse', staff: 6, shifts: [ALWAYS(1)] } },
    triage: {
      roster: {
        name: 'Triage',
        title: 'Triage nurse',
        staff: 9,
        shifts: [ALWAYS(1), { from: 10, to: 20, people: 1, since: change }],
      },
      other: { everyMs: 22 * MINUTE, medianMs: 8 * MINUTE },
    },
    doctors: {
      roster: { name: 'Doctors', title: 'Doctor', staff: 14, shifts: [ALWAYS(1), { from: 10, to: 24, people: 1 }] },
      other: { everyMs: 32 * MINUTE, medianMs: 14 * MINUTE },
    },
    seniors: {
      roster: { name: 'Senior doctors', title: 'Registrar', staff: 9, shifts: [ALWAYS(1), { from: 8, to: 24, people: 1 }] },
      other: { everyMs: 45 * MINUTE, medianMs: 15 * MINUTE },
    },
    nurses: { roster: { name: 'Ward nurses', title: 'Nurse', staff: 18, shifts: [ALWAYS(1), { from: 8, to: 22, people: 1 }] } },
    laboratory: {
      roster: { name: 'Laboratory', title: 'Analyser', staff: 4, shifts: [ALWAYS(1), { from: 8, to: 20, people: 1 }] },
      other: { everyMs: 30 * MINUTE, medianMs: 12 * MINUTE },
    },
    specialists: {
      roster: { name: 'Specialists', title: 'Specialist', staff: 11, shifts: [ALWAYS(1)] },
      other: { everyMs: 60 * MINUTE, medianMs: 20 * MINUTE },
    },
    rooms: {
      roster: { name: 'Treatment rooms', title: 'Treatment nurse', staff: 18, shifts: [ALWAYS(1), { from: 9, to: 23, people: 1 }] },
      other: { everyMs: 32 * MINUTE, medianMs: 14 * MINUTE },
    },
    observation: { roster: { name: 'Observation unit', title: 'Observation nurse', staff: 8, shifts: [ALWAYS(3)] } },
    discharge: {
      roster: { name: 'Discharge team', title: 'Discharge nurse', staff: 7, shifts: [ALWAYS(1)] },
      other: { everyMs: 40 * MINUTE, medianMs: 8 * MINUTE },
    },
    coding: { roster: { name: 'Billing office', title: 'Coder', staff: 3, shifts: [OFFICE(2)], closed: CLOSED_DAYS } },
    billing: { roster: { name: 'Billing office', title: 'Billing clerk', staff: 4, shifts: [OFFICE(1)], closed: CLOSED_DAYS } },
    followUp: { roster: { name: 'Follow-up office', title: 'Liaison nurse', staff: 3, shifts: [OFFICE(2, 9, 15)], closed: CLOSED_DAYS } },
  }) satisfies Record<string, Team>;

export type EdPools = Record<keyof ReturnType<typeof teams>, ReturnType<typeof poolFrom>>;

export function edPools(
  local: LocalTime,
  change: number,
): { pools: EdPools; other: { pool: ReturnType<typeof poolFrom>; everyMs: number; medianMs: number }[] } {
  const all: Record<string, Team> = teams(change);
  const pools = Object.fromEntries(Object.entries(all).map(([name, team]) => [name, poolFrom(team.roster, local)])) as EdPools;
  const other = Object.entries(all).flatMap(([name, team]) =>
    team.other === undefined ? [] : [{ pool: pools[name as keyof EdPools], ...team.other }],
  );
  return { pools, other };
}

export const ARRIVAL_MODES = ['walk-in', 'ambulance', 'GP referral'] as const;
export const AGE_GROUPS = ['0 to 15', '16 to 39', '40 to 64', '65 and over'] as const;

/** Who comes: how, how old, how urgent. The old and those brought by ambulance are the sicker ones. */
export function patientOf(random: Random): { mode: (typeof ARRIVAL_MODES)[number]; age: (typeof AGE_GROUPS)[number]; priority: number } {
  const mode = ARRIVAL_MODES[random.weighted([61, 25, 14])]!;
  const age = AGE_GROUPS[random.weighted(mode === 'ambulance' ? [6, 18, 27, 49] : [24, 33, 25, 18])]!;
  const weights = mode === 'ambulance' ? [6, 30, 46, 16, 2] : mode === 'GP referral' ? [0.3, 14, 52, 30, 3.7] : [0.2, 7, 37, 44, 11.8];
  if (age === '65 and over') weights[4] = (weights[4] ?? 0) / 3;
  return { mode, age, priority: random.weighted(weights) + 1 };
}
