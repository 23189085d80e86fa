import type { QuietHours } from '../../model/alert.ts';
import { offsetAt } from '../../model/calendar.ts';

/**
 * Whether nothing is sent at an instant, by the clock on the wall of the zone. Where that clock is put back, an hour that comes twice is
 * quiet twice; where it is put forward past the end, quiet ends with the jump.
 */
export function isQuiet(quiet: QuietHours | null, now: Date, zone: string): boolean {
  if (quiet === null) return false;
  const local = new Date(now.getTime() + offsetAt(now.getTime(), zone));
  const weekday = local.getUTCDay();
  if (quiet.weekends && (weekday === 0 || weekday === 6)) return true;
  const time = local.toISOString().slice(11, 16);
  const { from, to } = quiet;
  // the same hour twice means the whole day
  if (from === to) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
