import type { Letter, LetterOrder } from '../../model/letter.ts';
import { BadRequest } from '../../model/problem.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { Throughline } from '../throughline.ts';
import { houseLetter } from './letter/house.ts';
import { improvementLetter } from './letter/improvement.ts';
import { serviceLetter, type MakeOptions } from './letter/service.ts';

export { canonicalJson, checkOf } from './letter/check.ts';
export type { MakeOptions } from './letter/service.ts';

/**
 * Makes a letter: all of its figures from one state of the tables, so at one data version, with the words in which every form of it
 * prints them. `previous` is the letter before it of the same schedule: what changed is said against it. `sending` is the sentence
 * of the last foot.
 *
 * Throws `BadRequest` naming the field when the order makes no sense, `NotFound` for a service or an improvement that is not there, a
 * `Problem` where there are no data; `Cancelled` when the signal fires.
 */
export async function makeLetter(house: Throughline, order: LetterOrder, options: MakeOptions = {}): Promise<Letter> {
  if (order.kind === 'house') return houseLetter(house, order, options);
  const process = order.process;
  if (process === undefined) throw new BadRequest('process', 'A letter about one service needs the service.');
  const make = order.kind === 'improvement' ? improvementLetter : serviceLetter;
  const { result } = await inSnapshot(house, process, {}, (source) =>
    make({ house, live: house.live.get(process), source }, order, options),
  );
  return result;
}
