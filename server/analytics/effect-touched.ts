import { counted } from '../../model/control-words.ts';
import { NBSP, number } from '../../model/format.ts';
import { inUnit } from '../../model/improvement-words.ts';
import type { Measure, MeasureUnit } from '../../model/measure.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { meanOf } from '../../model/verdict-effect.ts';
import type { EffectPlan } from './effect-plan.ts';
import type { EffectPoint } from './effect-points.ts';

/** What has changed under an improvement since its baseline was locked, in plain words; nothing of one that has none. */
export function touchedBy(plan: EffectPlan, points: readonly EffectPoint[]): string[] {
  const { improvement, locked } = plan;
  if (improvement === null) return [];
  return [...(locked === null ? [] : baselineTouched(plan, points)), ...blueprintTouched(plan)];
}

function baselineTouched({ unit, per }: EffectPlan, points: readonly EffectPoint[]): string[] {
  const inside = points.filter(({ part, frozen }) => part === 'baseline' && frozen !== null);
  const lost = inside.filter(({ value }) => value === null);
  const moved = inside.filter(
    ({ value, frozen, n, frozenN }) => value !== null && (n !== frozenN || Math.abs(value - (frozen ?? 0)) > 1e-9),
  );
  const said: string[] = [];
  if (lost.length > 0)
    said.push(
      `${counted(lost.length, per)} of the baseline ${lost.length === 1 ? 'is' : 'are'} not in the data any more. The baseline stays as it was locked.`,
    );
  if (moved.length > 0) {
    const known = inside.flatMap(({ value }) => (value === null ? [] : [value]));
    const was = inside.flatMap(({ frozen }) => (frozen === null ? [] : [frozen]));
    said.push(
      `The data of ${counted(moved.length, per)} of the baseline have changed: it would now be ${exactly(meanOf(known), unit)}, and stays at ${exactly(meanOf(was), unit)} as it was locked.`,
    );
  }
  return said;
}

function blueprintTouched({ measure, own }: EffectPlan): string[] {
  const { measures, stages } = own.process.blueprint;
  const said: string[] = [];
  const stage = measure.where?.stage;
  if (stage !== undefined && !stages.some(({ name }) => name === stage))
    said.push(`The stage “${stage}” is not in the blueprint any more, so new cases have no figure.`);
  const now = measures.find(({ id }) => id === measure.id);
  if (now !== undefined && meaning(now, measure) !== meaning(measure, measure))
    said.push(`The service measures “${now.name}” another way now. The improvement keeps the measure it was frozen with.`);
  return said;
}

/** What decides the figures: name and target do not; a limit that the blueprint leaves to the stage is that of the frozen measure. */
const meaning = ({ of, where = {}, statistic, limitMs, better }: Measure, frozen: Measure): string =>
  JSON.stringify([of, where.stage, where.activity, where.from, where.to, statistic, limitMs ?? frozen.limitMs, better]);

/** A figure with one decimal more where two would look alike: minutes below an hour. */
export const exactly = (value: number, unit: MeasureUnit): string =>
  unit === 'ms' && Math.abs(value) < HOUR ? `${number(value / MINUTE, 1)}${NBSP}min` : inUnit(value, unit);
