import { expect, it } from 'vitest';
import { Problem } from '../../model/problem.ts';
import { whenInWords, type When } from '../../model/schedule.ts';
import { checkWhen, dueBetween, nextDue, sortDue, timesOf } from '../../server/reports/times.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const ALL = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const daily = (time: string): When => ({ kind: 'weekly', days: [...ALL], time });

/** By looking every five minutes: the first instant of each local day at which the clock on the wall has come to the time. */
function byTheWall(time: string, zone: string, from: Date, until: Date): string[] {
  const wall = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const found: string[] = [];
  let met = '';
  for (let at = from.getTime(); at <= until.getTime(); at += 300_000) {
    const [day = '', clock = ''] = wall.format(at).split(' ');
    if (clock < time || met === day) continue;
    met = day;
    found.push(new Date(at).toISOString());
  }
  return found;
}

it.each([
  ['Europe/Dublin', '01:30'],
  ['Europe/Berlin', '02:30'],
  ['America/New_York', '02:30'],
  ['America/New_York', '01:30'],
  ['Australia/Lord_Howe', '02:15'],
  ['Australia/Lord_Howe', '01:45'],
  ['Pacific/Auckland', '02:30'],
  ['America/Santiago', '00:15'],
])('comes once on each day of a year in %s at %s, also when the clocks change', (zone, time) => {
  // from just after a due time, so that the first day is a whole one
  const from = new Date(Date.parse('2026-01-01T00:00:00Z'));
  const first = nextDue(daily(time), zone, from) ?? from;
  const until = new Date('2027-01-02T00:00:00Z');
  const due = dueBetween(daily(time), zone, { after: first, until }).map((at) => at.toISOString());
  const wanted = byTheWall(time, zone, new Date(first.getTime() - 300_000), until).filter((at) => at > first.toISOString());
  expect(due).toEqual(wanted);
});

it('takes steps and lists of hours as times of the clock, each once when the clocks change', () => {
  const cron = (pattern: string): When => ({ kind: 'cron', pattern });
  const on = (pattern: string, day: string) =>
    dueBetween(cron(pattern), 'Europe/Berlin', { after: new Date(`${day}T00:00:00Z`), until: new Date(`${day}T12:00:00Z`) }).map((at) =>
      at.toISOString().slice(11, 16),
    );
  expect(on('30 2,9 * * *', '2026-03-29')).toEqual(['01:00', '07:30']);
  expect(on('30 2,9 * * *', '2026-10-25')).toEqual(['00:30', '08:30']);
  expect(on('30 2-10/7 * * *', '2026-03-29')).toEqual(['01:00', '07:30']);
  expect(on('30 2-10/7 * * *', '2026-10-25')).toEqual(['00:30', '08:30']);
});

it('takes the last day of a month that is too short, and the weekday of cron', () => {
  const days = (when: When) =>
    dueBetween(when, 'UTC', { after: NOW, until: new Date('2026-06-30T23:00:00Z') }).map((at) => at.toISOString().slice(5, 10));
  expect(days({ kind: 'monthly', day: 31, time: '07:00' })).toEqual(['01-31', '02-28', '03-31', '04-30', '05-31', '06-30']);
  expect(days({ kind: 'monthly', day: 30, time: '07:00' })).toEqual(['01-30', '02-28', '03-30', '04-30', '05-30', '06-30']);
  expect(days({ kind: 'monthly', day: 29, time: '07:00' })).toEqual(['01-29', '02-28', '03-29', '04-29', '05-29', '06-29']);
  expect(days({ kind: 'monthly', day: 'last', time: '07:00' })).toEqual(days({ kind: 'monthly', day: 31, time: '07:00' }));
  expect(days({ kind: 'cron', pattern: '0 7 * * 1#1' })).toEqual(['01-05', '02-02', '03-02', '04-06', '05-04', '06-01']);
});

it.each([
  ['*/5 * * * *', /more often than hourly/],
  ['0,30 7 * * 1', /more often than hourly/],
  ['* * * * *', /more often than hourly/],
  ['@weekly', /five parts/],
  ['0 7 * * 1 2027', /five parts/],
  ['0 0 7 * * 1', /five parts/],
  ['61 7 * * 1', /can’t be read/],
  ['0 7 * * noday', /can’t be read/],
  ['0 7 30 2 *', /never comes/],
  ['0 7 ? * 1', /question mark/],
])('refuses the pattern %s', (pattern, words) => {
  expect(() => checkWhen({ kind: 'cron', pattern }, 'Europe/Dublin', NOW)).toThrow(words);
});

it('refuses a zone that nobody knows, with the field named', () => {
  let refused: unknown;
  try {
    checkWhen(daily('07:00'), 'Europe/Dublim', NOW);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ field: 'zone' });
});

it('says the next times in words, and where the clocks change', () => {
  const { words, next } = timesOf({ kind: 'weekly', days: ['sunday'], time: '02:30' }, 'Europe/Berlin', new Date('2026-10-24T00:00:00Z'));
  expect(words).toBe('Each Sunday at 02:30');
  expect(next).toHaveLength(5);
  expect(next[0]).toEqual({
    at: '2026-10-25T00:30:00.000Z',
    day: '2026-10-25',
    words: 'Sunday 25 October 2026, 02:30',
    note: 'The clocks go back and 02:30 comes twice; the letter is made the first time.',
  });
  expect(next[1]?.note).toBe('');
  const [spring] = timesOf({ kind: 'weekly', days: ['sunday'], time: '02:30' }, 'Europe/Berlin', new Date('2027-03-27T00:00:00Z')).next;
  expect(spring).toMatchObject({
    words: 'Sunday 28 March 2027, 03:00',
    note: 'The clocks go forward and skip 02:30; the letter is made at 03:00.',
  });
  expect(timesOf({ kind: 'cron', pattern: '0 7 * * 1' }, 'Europe/Berlin', NOW).next[0]?.note).toBe('');
});

it('says when a letter comes as one says it', () => {
  expect(whenInWords({ kind: 'weekly', days: ['thursday', 'monday'], time: '07:00' })).toBe('Each Monday and Thursday at 07:00');
  expect(whenInWords({ kind: 'weekly', days: [...ALL].slice(0, 5), time: '07:00' })).toBe('Each weekday at 07:00');
  expect(whenInWords(daily('07:00'))).toBe('Each day at 07:00');
  expect(whenInWords({ kind: 'monthly', day: 22, time: '07:00' })).toBe('On the 22nd of each month at 07:00');
  expect(whenInWords({ kind: 'monthly', day: 'last', time: '07:00' })).toBe('On the last day of each month at 07:00');
});

it('makes up for missed times once, or not at all, and counts those long ago', () => {
  const now = new Date('2026-03-10T12:00:00Z');
  const times = Array.from({ length: 30 }, (_, at) => new Date(now.getTime() - (30 - at) * 86_400_000 - 3_600_000));
  const once = sortDue(times, 'once', now);
  expect(once.due).toEqual(times.slice(-1));
  expect([once.skipped.length, once.skippedBefore]).toEqual([20, 9]);
  expect(sortDue(times, 'skip', now)).toMatchObject({ due: [], skippedBefore: 10 });
  const fresh = new Date(now.getTime() - 60_000);
  // the letter of now stands for those that were missed
  expect(sortDue([...times, fresh], 'once', now).due).toEqual([fresh]);
  expect(sortDue([...times, fresh], 'skip', now).due).toEqual([fresh]);
});
