import { NBSP, number, percent, plural } from '../../../../../model/format.ts';
import { HOUR } from '../../../../../model/units.ts';
import type { ImprovementSummary, Portfolio } from '../../../../../model/improvement-view.ts';
import { figuresOf } from './columns.ts';
import { effectText } from './effect-words.ts';

/** A figure of the portfolio with what it means. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly remark: string;
}

/** The portfolio in six figures. */
export function tiles(portfolio: Portfolio, cases: string): Tile[] {
  const { held } = portfolio;
  return [
    {
      name: 'Proven',
      value: number(portfolio.proven),
      remark:
        portfolio.provenMs > 0
          ? `${number(portfolio.provenMs / HOUR)}${NBSP}h saved to date, ${number(portfolio.reached)} ${cases}`
          : 'improved, or improved and holding',
    },
    { name: 'In test', value: number(portfolio.inTest), remark: 'changed, not yet proven' },
    { name: 'Stalled', value: number(portfolio.stalled), remark: 'waiting for a person' },
    {
      name: 'Worse or reverted',
      value: number(portfolio.worse + portfolio.reverted),
      remark: `${number(portfolio.worse)} got worse, ${number(portfolio.reverted)} fell back`,
    },
    {
      name: 'Idea to verdict',
      value: portfolio.ideaToVerdictDays === null ? '–' : plural(Math.round(portfolio.ideaToVerdictDays), 'day', 'days'),
      remark: portfolio.ideaToVerdictN === 0 ? 'no verdict yet' : `median of ${number(portfolio.ideaToVerdictN)}`,
    },
    {
      name: 'Held',
      value: held.share === null ? '–' : percent(held.share),
      remark: held.of === 0 ? 'none old enough to say' : `${number(held.held)} of ${number(held.of)} that improved`,
    },
  ];
}

/** What a portfolio says in a sentence, and what leads it. */
export function portfolioSaid(all: readonly ImprovementSummary[], portfolio: Portfolio): { title: string; lead: string } {
  const active = portfolio.active.count;
  if (all.length === 0) return { title: 'No improvement yet', lead: 'Start one where time or goodwill is lost, or write down an idea.' };
  const proven = portfolio.proven;
  const title =
    active === 0 && proven === 0
      ? portfolio.ideas > 0
        ? `${plural(portfolio.ideas, 'idea waits', 'ideas wait')} for someone to try it`
        : 'No improvement is active'
      : `${plural(active, 'improvement is', 'improvements are')} active; ${proven === 0 ? 'none is' : proven === 1 ? 'one is' : `${number(proven)} are`} proven`;
  const best = bestOf(all);
  const worse = all.filter((one) => one.state !== 'abandoned' && ['worse', 'reverted'].includes(figuresOf(one) ?? ''));
  const [bad] = worse;
  const said = [
    best === null ? '' : `${best.name}: ${effectText(best.effect, best.unit)}.`,
    bad === undefined
      ? ''
      : worse.length === 1
        ? `${bad.name} ${figuresOf(bad) === 'worse' ? 'made it worse' : 'has fallen back'}.`
        : `${number(worse.length)} got worse or fell back.`,
    portfolio.stalled === 0 ? '' : `${plural(portfolio.stalled, 'one waits', 'wait')} for a person.`.replace(/^1 one/, 'One'),
  ];
  return { title, lead: said.filter((part) => part !== '').join(' ') };
}

/** The proven one with the largest effect relative to where it stood. */
function bestOf(
  all: readonly ImprovementSummary[],
): { name: string; effect: number; unit: NonNullable<ImprovementSummary['unit']> } | null {
  const proven = all.flatMap((one) => {
    const { verdict, unit } = one;
    const known = figuresOf(one);
    if ((known !== 'improved' && known !== 'holding') || unit === null || verdict?.effect === null || verdict?.effect === undefined)
      return [];
    const size = verdict.before === null || verdict.before === 0 ? 0 : Math.abs(verdict.effect / verdict.before);
    return [{ name: one.name, effect: verdict.effect, unit, size }];
  });
  return proven.toSorted((one, other) => other.size - one.size)[0] ?? null;
}
