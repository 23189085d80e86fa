import { gzipSync } from 'node:zlib';
import { delay, type Flow, type Server, type Simulation } from './simulation.ts';

/** One thing done for a case. `end` is null while it runs; `instant`: only one time was noted. */
export interface RecordedStep {
  readonly activity: string;
  readonly team: string;
  readonly staff: string;
  readonly start: number;
  end: number | null;
  readonly instant: boolean;
}

/** One case as it was simulated, before anything is cut or written. */
export interface RecordedCase {
  readonly id: string;
  readonly arrived: number;
  readonly attributes: readonly string[];
  readonly steps: RecordedStep[];
}

/** One answer; `stage` is empty when it is about the whole case. */
export interface RecordedAnswer {
  readonly case: string;
  readonly answered: number;
  readonly score: number;
  readonly stage: string;
  readonly comment: string;
  readonly language: string;
}

/**
 * A step of work by someone already there: noted when it begins, ended when it is over. The next one is seen
 * `notesMs` later, when the notes are written: no log shows that, and every queue feels it.
 */
export function* work(
  simulation: Simulation,
  of: RecordedCase,
  activity: string,
  team: string,
  server: Server,
  ms: number,
  notesMs = 0,
): Flow {
  const step: RecordedStep = { activity, team, staff: server.name, start: simulation.now, end: null, instant: false };
  of.steps.push(step);
  yield* delay(ms);
  step.end = simulation.now;
  if (notesMs > 0) simulation.after(notesMs, () => simulation.release(server));
  else simulation.release(server);
}

/** Something that happens in a moment. */
export function moment(simulation: Simulation, of: RecordedCase, activity: string, team: string, staff: string): void {
  of.steps.push({ activity, team, staff, start: simulation.now, end: simulation.now, instant: true });
}

/**
 * What an export made at `end` would hold: steps begun by then, in order; those still running without their end.
 * Cases without a step are not in it.
 */
export function cutAt(cases: readonly RecordedCase[], end: number): RecordedCase[] {
  return cases
    .map((one) => ({
      ...one,
      steps: one.steps
        .filter((step) => step.start <= end)
        .map((step) => ({ ...step, end: step.end !== null && step.end <= end ? step.end : null }))
        .sort((a, b) => a.start - b.start || (a.end ?? a.start) - (b.end ?? b.start)),
    }))
    .filter((one) => one.steps.length > 0);
}

/** One line of a CSV file (RFC 4180), without its line end. */
export const csvLine = (fields: readonly string[]): string =>
  fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');

/** gzip with no clock and no operating system in its header: the same text gives the same bytes on one Node. */
export function gzip(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes.fill(0, 4, 8);
  bytes[9] = 255;
  return bytes;
}
