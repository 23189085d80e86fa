import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

const UNITS: readonly (readonly [words: RegExp, ms: number, name: string])[] = [
  [/^(w|weeks?)$/, 7 * DAY, 'weeks'],
  [/^(d|days?)$/, DAY, 'days'],
  [/^(h|hrs?|hours?)$/, HOUR, 'h'],
  [/^(m|mins?|minutes?)$/, MINUTE, 'min'],
  [/^(s|secs?|seconds?)$/, SECOND, 's'],
  [/^(ms|milliseconds?)$/, 1, 'ms'],
];

/** Milliseconds of a duration as people write it: `60 min`, `1 h 30 min`, `1.5 days`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const parts = [
    ...text
      .trim()
      .toLowerCase()
      .matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy),
  ];
  const read = parts.reduce((length, part) => length + part[0].length, 0);
  if (parts.length === 0 || read !== text.trim().length) return undefined;
  let total = 0;
  for (const [, amount, word] of parts) {
    const unit = UNITS.find(([words]) => words.test(word ?? ''));
    if (!unit) return undefined;
    total += Number(amount) * unit[1];
  }
  return Math.round(total);
}

/** The shortest exact way to write it: `90 min`, `2 days`, `1500 ms`. Weeks are written as days. */
export function writeDuration(ms: number): string {
  const unit =
    UNITS.slice(1).find(([, size, name]) => ms > 0 && ms % size === 0 && !(name === 'days' && ms < 2 * DAY)) ?? ([/ms/, 1, 'ms'] as const);
  return `${ms / unit[1]} ${unit[2]}`;
}
