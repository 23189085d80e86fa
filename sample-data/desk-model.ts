import { MINUTE } from '../model/units.ts';
import type { LocalTime } from './local-time.ts';
import type { Random } from './random.ts';
import { CLOSED_DAYS, OFFICE, poolFrom, type Roster } from './roster.ts';

/** The facilities service desk of the sample: office hours, trades, and one clerk who makes invoices on two days of the week. */
export const DESK = {
  zone: 'Europe/Dublin',
  firstDay: '2025-11-03',
  weeks: 52,
  /** Requests of a working day. */
  requestsPerDay: 29,
} as const;

/** Requests per hour of a working day, relative; the rest of the day and the weekend bring a few. */
const HOURS = [0, 0, 0, 0, 0, 0, 0.2, 0.6, 1.6, 2.4, 2.2, 1.8, 1.3, 1.4, 1.7, 1.5, 1.0, 0.5, 0.3, 0.2, 0.2, 0.1, 0.1, 0];
const HOURS_SUM = HOURS.reduce((sum, one) => sum + one, 0);
const WEEKDAY_FACTORS = [1.2, 1.05, 1, 0.98, 0.82, 0.06, 0.06];

/** Requests per hour at an instant. */
export function requestRate(instant: number, local: LocalTime): number {
  const { day, weekday, hour } = local.wallClock(instant);
  const holiday = CLOSED_DAYS.has(day) ? 0.05 : 1;
  return DESK.requestsPerDay * (HOURS[Math.floor(hour)]! / HOURS_SUM) * WEEKDAY_FACTORS[weekday]! * holiday;
}
/** An hourly rate that `requestRate` never exceeds. */
export const MOST_REQUESTS = 6;

export const CATEGORIES = ['Electrical', 'Plumbing', 'Heating and cooling', 'Carpentry', 'Moves and events', 'Keys and access'] as const;
export type Category = (typeof CATEGORIES)[number];
const BUILDINGS = [
  'Library',
  'Science block',
  'Arts building',
  'Sports centre',
  'Student residence',
  'Administration',
  'Canteen',
  'Workshops',
];
const CHANNELS = ['Portal', 'E-mail', 'Phone'];
const URGENCIES = ['Urgent', 'Normal', 'Low'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Median hours on site, and how often a job needs parts, a survey, a check. */
export const JOBS: Record<Category, { readonly medianMs: number; readonly parts: number; readonly survey: number }> = {
  Electrical: { medianMs: 65 * MINUTE, parts: 0.22, survey: 0.15 },
  Plumbing: { medianMs: 80 * MINUTE, parts: 0.28, survey: 0.15 },
  'Heating and cooling': { medianMs: 105 * MINUTE, parts: 0.36, survey: 0.3 },
  Carpentry: { medianMs: 95 * MINUTE, parts: 0.3, survey: 0.28 },
  'Moves and events': { medianMs: 120 * MINUTE, parts: 0.02, survey: 0.42 },
  'Keys and access': { medianMs: 28 * MINUTE, parts: 0.14, survey: 0.02 },
};

const office = (name: string, title: string, staff: number, people: number, from = 8.5, to = 16.5): Roster => ({
  name,
  title,
  staff,
  shifts: [OFFICE(people, from, to)],
  closed: CLOSED_DAYS,
});

/** Crews start no job in the last hours of their day; invoices are made on Tuesdays and Thursdays. */
const rosters = {
  desk: office('Service desk', 'Agent', 5, 2, 8, 17),
  planning: office('Planning', 'Planner', 4, 2),
  surveyors: office('Planning', 'Surveyor', 3, 1, 8.5, 15.5),
  managers: office('Budget holders', 'Manager', 6, 1, 10, 12),
  Electrical: office('Electrical crew', 'Electrician', 3, 2, 8, 14.5),
  Plumbing: office('Plumbing crew', 'Plumber', 3, 2, 8, 14.5),
  'Heating and cooling': office('Heating crew', 'Heating engineer', 3, 2, 8, 14.5),
  Carpentry: office('Carpentry crew', 'Carpenter', 3, 2, 8, 14.5),
  'Moves and events': office('Porters', 'Porter', 4, 2, 8, 14.5),
  'Keys and access': office('Locksmiths', 'Locksmith', 2, 1, 8, 15.5),
  quality: office('Quality control', 'Inspector', 3, 2, 8.5, 16),
  records: office('Records', 'Records clerk', 2, 1),
  finance: {
    name: 'Finance',
    title: 'Finance clerk',
    staff: 2,
    closed: CLOSED_DAYS,
    shifts: [{ days: [1, 3], from: 9, to: 16, people: 1 }],
  },
} satisfies Record<string, Roster>;

export type DeskPools = Record<keyof typeof rosters, ReturnType<typeof poolFrom>>;

export const deskPools = (local: LocalTime): DeskPools =>
  Object.fromEntries(Object.entries(rosters).map(([name, roster]) => [name, poolFrom(roster, local)])) as DeskPools;

/**
 * One building whose requests are of another mix: plant to keep warm and dry, seldom urgent, mostly for clubs that are
 * charged. All of that takes long; yet its caretaker lets crews in at once and its clubs pay early, so each kind of
 * request is over sooner there than elsewhere.
 */
export const CARETAKEN = 'Sports centre';

const ELSEWHERE = { categories: [22, 20, 19, 13, 12, 14], urgencies: [17, 62, 21], charged: 0.36 } as const;
const THERE = { categories: [13, 23, 36, 20, 3, 5], urgencies: [9, 46, 45], charged: 0.76 } as const;

/** What is asked for, where, how, how urgent, whether someone is charged for it, and how much (whole euro). */
export function requestOf(random: Random) {
  const building = BUILDINGS[random.weighted([14, 17, 13, 12, 22, 10, 6, 6])]!;
  const mix = building === CARETAKEN ? THERE : ELSEWHERE;
  const category = CATEGORIES[random.weighted(mix.categories)]!;
  const event = category === 'Moves and events';
  const channel = CHANNELS[random.weighted([58, 27, 15])]!;
  const charged = random.chance(event ? 0.85 : mix.charged);
  return {
    category,
    building,
    // whoever takes a call forgets to ask now and then
    noted: !(channel === 'Phone' && random.chance(0.09)),
    channel,
    urgency: URGENCIES[random.weighted(event ? [4, 70, 26] : mix.urgencies)]!,
    charged,
    amount: charged ? Math.round(random.skewed(JOBS[category].medianMs / MINUTE, 0.6) * 2.4) + 35 : null,
  };
}
