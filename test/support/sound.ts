/** Figures that may lie below nought: differences, effects, slopes, scores and their intervals, and sums that may be refunds. */
const MAY_BE_NEGATIVE = /difference|mismatch|change|adjusted|effect|slope|score|low|high|amount|mean$|^(one|other|before|after)$/i;
const SHARE = /share$|rate$|^coverage$|^covered$|^within(Limit|Target|Low|High)?$|^yield$/i;

/**
 * What can't be true in an answer, each with its place: figures that are no number, times and counts below nought, shares outside
 * 0..1, a low end above a high one.
 */
export function faultsOf(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return faultOfNumber(value, path);
  if (value === null || typeof value !== 'object')
    return value === undefined || typeof value === 'string' || typeof value === 'boolean' || value === null
      ? wordFault(value, path)
      : [`${path} is a ${typeof value}`];
  const parts = Object.entries(value).flatMap(([key, part]) => faultsOf(part, `${path}/${key}`));
  const { low, high } = value as { low?: unknown; high?: unknown };
  return typeof low === 'number' && typeof high === 'number' && low > high
    ? [...parts, `${path} has its low end ${low} above its high one ${high}`]
    : parts;
}

const wordFault = (value: unknown, path: string): string[] =>
  typeof value === 'string' && /^(NaN|-?Infinity|undefined|null|Invalid Date|\[object Object\])$/.test(value)
    ? [`${path} says “${value}”`]
    : [];

function faultOfNumber(value: number, path: string): string[] {
  if (!Number.isFinite(value)) return [`${path} is ${value}`];
  const key = path.split('/').findLast((part) => !/^\d+$/.test(part)) ?? '';
  if (SHARE.test(key) && !/difference|effect/i.test(key) && (value < -1e-9 || value > 1 + 1e-9)) return [`${path} is a share of ${value}`];
  return value < 0 && !MAY_BE_NEGATIVE.test(key) ? [`${path} is ${value}`] : [];
}
