import { zoneSteps } from '../ingest/zone.ts';

/** A moment at which the clocks of a zone changed. */
export interface ClockChange {
  /** UTC in ms. */
  readonly at: number;
  /** What the clock said: `2026-10-25T02:00`. */
  readonly local: string;
  /** It went back: an hour came twice. */
  readonly back: boolean;
  readonly minutes: number;
}

/** Every change of the clocks of a zone from 1970 to 2070. */
export function clockChanges(zone: string | null): readonly ClockChange[] {
  if (zone === null) return [];
  const found = known.get(zone) ?? changesOf(zone);
  known.set(zone, found);
  return found;
}

const known = new Map<string, readonly ClockChange[]>();

function changesOf(zone: string): ClockChange[] {
  const steps = zoneSteps(zone);
  return steps.slice(1).map(({ from, offset }, at) => {
    const before = steps[at]?.offset ?? 0;
    return { at: from - Math.max(before, offset), local: text(from), back: offset < before, minutes: Math.abs(offset - before) / 60_000 };
  });
}

/** A moment in UTC as the local time of a zone: `2026-10-25T02:00`. */
export function localText(utc: number, zone: string | null): string {
  if (zone === null) return text(utc);
  const steps = zoneSteps(zone);
  const changes = clockChanges(zone);
  const passed = changes.findLastIndex(({ at }) => at <= utc);
  return text(utc + (steps[passed + 1]?.offset ?? 0));
}

const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
