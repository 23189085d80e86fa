import { hasOffset, isEpoch } from '../recognise/times.ts';
import type { Look } from './look.ts';

/** Whether the times of the events are written without their offset from UTC. */
export function sampleColumnIsLocal({ plan }: Pick<Look, 'plan'>): boolean {
  const format = plan.columns.find(({ role }) => role === 'start' || role === 'end')?.reading.format ?? null;
  return format !== null && !hasOffset(format) && !isEpoch(format);
}
