import type { ControlMark } from '../../../../../charts/control-chart.ts';
import type { Cycle } from '../../../../../model/improvement.ts';
import { shortDay } from './verdict-words.ts';

export { effectPoints } from '../../../../../charts/effect-points.ts';

/** The days of the changes: `7 Sep, started`, `28 Sep, cycle 2`. */
export const effectMarks = (cycles: readonly Pick<Cycle, 'number' | 'madeOn'>[]): ControlMark[] =>
  cycles.flatMap(({ number, madeOn }) =>
    madeOn === null
      ? []
      : [{ on: madeOn, text: `${shortDay(madeOn, madeOn)}, ${number === 1 ? 'started' : `cycle ${number}`}`, kind: 'change' as const }],
  );
