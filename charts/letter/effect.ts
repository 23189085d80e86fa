import type { SectionOf } from '../../model/letter.ts';
import type { AboutOf, RowOf } from '../../server/analytics/catalog.ts';
import { bucketLabel } from '../buckets.ts';
import { effectPoints } from '../effect-points.ts';
import { controlSvg } from './control.ts';
import type { Drawing } from './svg.ts';

type Section = Pick<SectionOf<'story'>, 'points' | 'about' | 'changedOn' | 'tone' | 'alt'>;

/** The measure of an improvement before and after its change; null where there is nothing to draw. `scoreIsShare`: a score read in percent. */
export function effectSvg(section: Section, { width = 560, height = 300, scoreIsShare = false } = {}): Drawing | null {
  const rows = section.points as unknown as RowOf<'improvement-effect'>[];
  const about = section.about as unknown as AboutOf<'improvement-effect'>;
  if (!rows.some(({ value }) => value !== null)) return null;
  const { from, to } = about.baseline;
  const { changedOn, tone } = section;
  return controlSvg(
    effectPoints(rows, about.after),
    {
      ...{ unit: about.unit, scoreIsShare, per: about.per, better: about.better, target: about.target, width, height },
      ...{ tone: tone === 'better' || tone === 'worse' ? tone : 'common' },
      marks: changedOn === null ? [] : [{ on: changedOn, text: `${bucketLabel(changedOn, 'day')}, changed`, kind: 'change' }],
      baseline: from === null || to === null ? null : { from, to },
    },
    section.alt,
  );
}
