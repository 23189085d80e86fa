import type { RowOf } from '../../api/questions.ts';
import type { Finding } from '../../finding.ts';
import { plural } from '../../../../../model/format.ts';

type Row = Pick<RowOf<'measures'>, 'name' | 'variation' | 'assurance' | 'chart' | 'foot'>;

/** A name with a comma in it is quoted, so that it stays one. */
function listed(all: readonly string[]): string {
  const names = all.map((name) => (name.includes(',') ? `“${name}”` : name));
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** What the measures of a service say today: which got worse, which better; which will miss their target as things are. */
export function measuresFinding(rows: readonly Row[]): Finding | null {
  const limited = rows.filter(({ chart }) => chart !== 'run');
  if (rows.length === 0) return null;
  if (limited.length === 0)
    return { title: 'No measure has twelve weeks yet.', lead: 'Until then its line says where it has been, not what chance does.' };
  const of = (variation: Row['variation']) => limited.filter((row) => row.variation === variation).map(({ name }) => name);
  const [worse, better] = [of('concern'), of('improvement')];
  const missed = limited.filter(({ assurance }) => assurance === 'never').map(({ name }) => name);
  const parts = [
    ...(worse.length > 0 ? [`${listed(worse)} got worse`] : []),
    ...(better.length > 0 ? [`${listed(better)} got better`] : []),
  ];
  return {
    title: parts.length === 0 ? `No change in ${plural(limited.length, 'measure', 'measures')}.` : `${parts.join('; ')}.`,
    lead:
      missed.length === 0
        ? 'Points in colour are more than chance explains; everything else is normal variation.'
        : `${listed(missed)} will miss ${missed.length === 1 ? 'its target' : 'their targets'} unless something changes.`,
  };
}
