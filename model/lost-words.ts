import { duration, hours, number, percent, plural } from './format.ts';

/** What is true of a whole ranking of `bottlenecks`: hours lost in ms, and how many rows have which limit. */
interface LostAbout {
  readonly lostMs: number;
  readonly limits: Readonly<Record<'hand-over' | 'stage' | 'best quarter', number>>;
}

/** What the words about one of its rows are made of; points of the score, times in ms. */
interface LostRow {
  readonly limitFrom: 'hand-over' | 'stage' | 'best quarter';
  readonly limitMs: number;
  readonly stage: string | null;
  readonly scoreEffect?: number | null | undefined;
  readonly scoreEffectLow?: number | null | undefined;
  readonly scoreEffectHigh?: number | null | undefined;
  readonly scoreAnswers?: number | undefined;
}

/** What the hours of the ranking are beyond, and how many there are in all. */
export function lostRemark(about: LostAbout, where: string): string {
  const { limits } = about;
  const set = limits['hand-over'] + limits.stage;
  const quarter = limits['best quarter'];
  const beyond =
    set === 0
      ? 'beyond the best quarter of each hand-over'
      : quarter === 0
        ? 'waiting beyond limit'
        : 'beyond limit, or beyond the best quarter where none is set';
  return `${beyond}; ${hours(about.lostMs)}${where === '' ? ' in all' : ` ${where}`}`;
}

/** Where a limit comes from, in words. */
export function limitWords(row: Pick<LostRow, 'limitFrom' | 'limitMs' | 'stage'>): string {
  switch (row.limitFrom) {
    case 'hand-over':
      return `The limit of this hand-over: ${duration(row.limitMs)}`;
    case 'stage':
      return `The wait limit of ${row.stage ?? 'the stage it enters'}: ${duration(row.limitMs)}`;
    default:
      return `No limit is set: a quarter of all of these take ${duration(row.limitMs)} or less`;
  }
}

/** The size of a change: `9 %`, and from three times as much on `× 4.3`. Its direction is drawn beside it. */
export function changeWords(change: number): string {
  return change >= 2 ? `×\u00a0${number(1 + change, change < 9 ? 1 : 0)}` : percent(Math.abs(change));
}

/** How sure the effect on the score is: its interval and the answers behind it. */
export function effectWords(row: Pick<LostRow, 'scoreEffect' | 'scoreEffectLow' | 'scoreEffectHigh' | 'scoreAnswers'>): string {
  const answers = plural(row.scoreAnswers ?? 0, 'answer', 'answers');
  return row.scoreEffect === null || row.scoreEffect === undefined
    ? `${answers}: too few on one side of the limit`
    : `95 %: ${number(row.scoreEffectLow ?? 0, 1)} to ${number(row.scoreEffectHigh ?? 0, 1)}, ${answers}`;
}
