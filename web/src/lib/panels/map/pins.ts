import type { MapLayout } from '../../../../../charts/process-map/shapes.ts';
import { listWords } from '../../../../../model/filter-words.ts';

/** More new activities than this, and a new arrangement is worth its price. */
const MANY_NEW = 5;

/** Why a new arrangement is offered, as a sentence; null when the old one still fits. */
export function outdatedWords(outdated: MapLayout['outdated']): string | null {
  if (!outdated) return null;
  const { spine, added, movedStage } = outdated;
  if (movedStage.length > 0) return `${listWords(movedStage)} changed stage; everything else kept its place.`;
  if (spine) return 'The main way has changed; everything kept its place.';
  return added.length > MANY_NEW ? `${String(added.length)} activities are new; the others kept their places.` : null;
}
