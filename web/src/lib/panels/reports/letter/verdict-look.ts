import type { VerdictId } from '../../../../../../model/improvement-verdict.ts';
import { verdictTone } from '../../improvements/verdict-words.ts';

/** How the tag of a verdict looks in a letter: coloured where the verdict has a tone, outlined where none was reached yet. */
export function verdictLook(verdict: VerdictId | null): 'better' | 'worse' | 'outline' | '' {
  if (verdict === null || verdict === 'too-early' || verdict === 'not-enough-data') return 'outline';
  const tone = verdictTone(verdict);
  return tone === 'common' ? '' : tone;
}
