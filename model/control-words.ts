import type { ControlChart, ControlChartOptions } from './control-types.ts';
import type { Hit } from './control-rules.ts';
import type { LocalDate } from './units.ts';

/** How the buckets of a length are called. */
export const PER_WORDS = { day: ['day', 'days'], week: ['week', 'weeks'], month: ['month', 'months'] } as const;

/** `8 weeks`, `1 month`. */
export const counted = (count: number, per: keyof typeof PER_WORDS): string => `${String(count)} ${PER_WORDS[per][count === 1 ? 0 : 1]}`;

/** `7 Sep`, with its year where the reader stands more than eleven months away. */
export function shortDay(day: LocalDate, seenFrom: LocalDate = day): string {
  const far = Math.abs(Date.parse(seenFrom) - Date.parse(day)) > 335 * 86_400_000;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC', ...(far ? { year: 'numeric' } : {}) })
    .format(new Date(`${day}T00:00:00Z`))
    .replace('Sept', 'Sep');
}

/** `in the week of 13 Jul`, `on 13 Jul`, `in July 2026`. */
export function inBucket(bucket: LocalDate, per: keyof typeof PER_WORDS, seenFrom: LocalDate = bucket): string {
  if (per === 'day') return `on ${shortDay(bucket, seenFrom)}`;
  if (per === 'week') return `in the week of ${shortDay(bucket, seenFrom)}`;
  return `in ${new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${bucket}T00:00:00Z`))}`;
}

interface Run {
  readonly from: number;
  readonly above: boolean;
  readonly length: number;
}

/** The foot of a tile: what the newest point is part of, else what the target may expect. */
export function chartWords(
  chart: Omit<ControlChart, 'words'>,
  known: readonly { readonly bucket: LocalDate }[],
  hit: Hit | undefined,
  { per = 'week' }: ControlChartOptions,
  shifted: boolean,
  run: Run | null = null,
): string {
  if (chart.kind === 'run') return runWords(chart, known.length, per, run);
  if (hit === undefined) return chart.assurance === null ? NOTHING : STEADY[chart.assurance];
  return signalWords(hit, known, per, shifted);
}

const NOTHING = 'No significant change';
const STEADY = { always: 'Steady, reliably meets target', never: 'Will miss unless changed', 'hit-and-miss': NOTHING } as const;

function signalWords(hit: Hit, known: readonly { readonly bucket: LocalDate }[], per: keyof typeof PER_WORDS, shifted: boolean): string {
  const newest = known.at(-1)?.bucket ?? '';
  const up = hit.direction > 0;
  const since = shortDay(known[hit.from]?.bucket ?? newest, newest);
  const points = known.length - hit.from;
  if (shifted) return `${up ? 'Higher' : 'Lower'} since ${since}`;
  switch (hit.rule) {
    case 1:
      return points === 1
        ? `Newest ${PER_WORDS[per][0]} ${up ? 'above' : 'below'} the limits`
        : `${counted(points, per)} ${up ? 'above' : 'below'} the limits`;
    case 2:
      return `${counted(points, per)} ${up ? 'above' : 'below'} the centre line`;
    case 3:
      return `${up ? 'Rising' : 'Falling'} for ${counted(points, per)}`;
    case 4:
      return `Near the ${up ? 'upper' : 'lower'} limit since ${since}`;
  }
}

function runWords(chart: Omit<ControlChart, 'words'>, points: number, per: keyof typeof PER_WORDS, run: Run | null): string {
  if (points === 0) return `No ${PER_WORDS[per][0]} with a figure yet`;
  const chosen = chart.baseline?.points ?? 0;
  if (points >= 12) return `The baseline has ${counted(chosen, per)}; limits need 12`;
  if (run !== null) return `More than chance: ${counted(run.length, per)} in a row ${run.above ? 'above' : 'below'} the median`;
  return `${counted(points, per)} so far; limits from 12`;
}
