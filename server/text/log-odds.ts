/**
 * How many standard errors the log-odds of a word in a group of texts lie above those in the rest, with the whole as prior
 * (Monroe, Colaresi and Quinn 2008, “Fightin’ words”): rare words are held back, frequent ones must differ clearly.
 *
 * `inside` of `group` texts have the word, `everywhere` of `all`. 0 where there is no rest.
 */
export function logOddsOf(inside: number, group: number, everywhere: number, all: number): number {
  const [outside, rest] = [everywhere - inside, all - group];
  if (group <= 0 || rest <= 0) return 0;
  // a prior of ten texts that are as the whole is
  const prior = (PRIOR * everywhere) / all;
  const odds = (having: number, of: number) => Math.log((having + prior) / (of - having + PRIOR - prior));
  const error = Math.sqrt(1 / (inside + prior) + 1 / (outside + prior));
  const difference = odds(inside, group) - odds(outside, rest);
  return Number.isFinite(difference) && error > 0 ? difference / error : 0;
}
const PRIOR = 10;
