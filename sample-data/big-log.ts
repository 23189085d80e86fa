import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { randomOf } from './random.ts';

export interface BigLog {
  readonly path: string;
  /** Cases to write; ten steps each. */
  readonly cases: number;
  readonly seed: number;
  /** Share of cases in which some steps run at the same time. */
  readonly overlaps?: number;
  /** How many activities there are; cases walk through them in ten regions, so hand-overs stay few per activity. */
  readonly activities?: number;
  /** Number of the first case, so that a second file can continue the first or overlap it. */
  readonly firstCase?: number;
  readonly signal?: AbortSignal;
}

const STEPS = 10;
const CHUNK = 1 << 20;
const PEOPLE = 200;
const TEAMS = ['North', 'South', 'East', 'West', 'Night', 'Weekend', 'Reserve', 'Field'];
/** A case arrives every twenty seconds: a million in about seven and a half months. */
const BETWEEN_CASES_S = 20;
const FIRST_CASE_AT_S = Date.UTC(2026, 0, 1) / 1000;

/**
 * Writes a large CSV log for the bench: `case,activity,start,end,resource,team,priority`, ten steps a case, times in
 * UTC. Not the simulation: durations are drawn, nobody queues. The same arguments give the same bytes.
 *
 * Ten million rows are about 800 MB and take under a minute; memory stays at a few megabytes.
 */
export async function writeBigLog({ path, cases, seed, overlaps = 0.3, activities = 12, firstCase = 0, signal }: BigLog): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: CHUNK });
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  // without this a failure between two waits would be nobody's
  failed.catch(() => undefined);
  const names = Array.from({ length: activities }, (_, at) => `Activity ${String(at + 1).padStart(String(activities).length, '0')}`);
  const people = Array.from({ length: PEOPLE }, (_, at) => `Person ${String(at + 1).padStart(3, '0')},${TEAMS[at % TEAMS.length]!}`);
  let text = 'case,activity,start,end,resource,team,priority\n';
  for (let number = firstCase; number < firstCase + cases; number += 1) {
    text += caseText(number, randomOf(seed, `big ${number}`).next, names, people, overlaps);
    if (text.length >= CHUNK) {
      signal?.throwIfAborted();
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
      text = '';
    }
  }
  out.end(text);
  await Promise.race([once(out, 'finish'), failed]);
}

/** The ten rows of one case. */
function caseText(number: number, next: () => number, names: readonly string[], people: readonly string[], overlaps: number): string {
  const overlapping = next() < overlaps;
  const tail = `,${1 + Math.floor(next() * 5)}\n`;
  const head = `C${String(number + 1).padStart(8, '0')},`;
  let free = FIRST_CASE_AT_S + number * BETWEEN_CASES_S + Math.floor(next() * BETWEEN_CASES_S);
  let text = '';
  for (let step = 0; step < STEPS; step += 1) {
    // the product of two uniforms is skewed as waits and work are
    const wait = Math.floor(next() * next() * 7200);
    const work = 30 + Math.floor(next() * next() * 3600);
    const before = overlapping && step > 0 && next() < 0.4 ? Math.floor(next() * 1200) : -wait;
    const start = free - before;
    const end = start + work;
    if (end > free) free = end;
    text += `${head}${names[activityAt(step, next(), names.length)]!},${timeText(start)},${timeText(end)},${people[Math.floor(next() * next() * people.length)]!}${tail}`;
  }
  return text;
}

/** Mostly onwards, now and then a step back: the region of the step, and within it mostly its first activity. */
function activityAt(step: number, draw: number, activities: number): number {
  const region = draw < 0.06 && step > 0 ? step - 1 : step;
  const width = activities / STEPS;
  const from = Math.floor(region * width);
  const spread = draw * 97 - Math.floor(draw * 97);
  return Math.min(activities - 1, from + Math.floor(spread * spread * Math.max(1, Math.ceil(width))));
}

const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const days = new Map<number, string>();

/** `2026-01-01T00:00:00Z` from seconds; the day is looked up, as a Date for each row would take most of the time. */
function timeText(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  let date = days.get(day);
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 11);
    days.set(day, date);
  }
  const left = seconds - day * 86_400;
  const hour = (left / 3600) | 0;
  return `${date}${two[hour]!}:${two[((left / 60) | 0) % 60]!}:${two[left % 60]!}Z`;
}
