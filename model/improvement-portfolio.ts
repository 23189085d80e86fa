import type { ImprovementSummary, Portfolio } from './improvement-view.ts';
import { plural } from './format.ts';
import { quantile } from './statistics.ts';
import { DAY, type LocalDate } from './units.ts';

/** What the portfolio must know of an improvement beside its line. */
export interface PortfolioLine {
  readonly line: ImprovementSummary;
  /** The figures have once said improved or holding. */
  readonly everImproved: boolean;
  /** The day by which they first said more than too early; null while they have not. */
  readonly decidedOn: LocalDate | null;
}

/** Adds the improvements of a process up. Counts take the verdict of the figures, never a person's. */
export function portfolioOf(lines: readonly PortfolioLine[]): Portfolio {
  const count = (holds: (line: ImprovementSummary) => boolean) => lines.filter(({ line }) => holds(line)).length;
  const tried = lines.filter(({ line }) => line.changedOn !== null && line.state !== 'merged' && line.state !== 'idea');
  const verdict = ({ line }: PortfolioLine) => line.verdict?.verdict;
  const proven = tried.filter((one) => verdict(one) === 'improved' || verdict(one) === 'holding');
  const tested = tried.filter(({ line }) => line.state === 'running');
  const running = count(({ state }) => state === 'running');
  const planned = count(({ state }) => state === 'planned');
  const days = lines.flatMap(({ line, decidedOn }) =>
    decidedOn === null
      ? []
      : Math.max(0, (Date.parse(`${decidedOn}T00:00:00Z`) - Date.parse(`${line.madeAt.slice(0, 10)}T00:00:00Z`)) / DAY),
  );
  // improved and not yet holding says nothing of holding, one way or the other
  const judged = tried.filter((one) => one.everImproved && verdict(one) !== 'improved');
  const held = judged.filter((one) => verdict(one) === 'holding').length;
  return {
    ideas: count(({ state }) => state === 'idea'),
    planned,
    running,
    adopted: count(({ state }) => state === 'adopted'),
    abandoned: count(({ state }) => state === 'abandoned'),
    active: { count: planned + running, words: plural(planned + running, 'active improvement', 'active improvements') },
    proven: proven.length,
    inTest: tested.filter((one) => !proven.includes(one) && verdict(one) !== 'worse' && verdict(one) !== 'reverted').length,
    worse: tried.filter((one) => verdict(one) === 'worse').length,
    reverted: tried.filter((one) => verdict(one) === 'reverted').length,
    stalled: count(({ stalls }) => stalls.length > 0),
    provenMs: proven.reduce((sum, { line }) => sum + (line.verdict?.valueMs ?? 0), 0),
    reached: proven.reduce((sum, { line }) => sum + (line.verdict?.reached ?? 0), 0),
    ideaToVerdictDays: quantile(days, 0.5),
    ideaToVerdictN: days.length,
    held: { held, of: judged.length, share: judged.length === 0 ? null : held / judged.length },
  };
}
