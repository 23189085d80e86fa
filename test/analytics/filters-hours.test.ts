import { describe, it } from 'vitest';
import { logOf, logOfEvents } from '../support/log.ts';
import { keeps, stages } from './filters-kept.ts';

describe('what a stage takes, and when is waited', () => {
  // DAY_OF_LOG is a Monday; every case begins at 09:00
  const log = (zone = 'UTC') =>
    logOf(
      {
        'C-1': [
          ['Register', 0, 5],
          ['Treat', 25, 10],
          ['Dress', 40, 5],
        ],
        'C-2': [
          ['Register', 0, 5],
          ['Treat', 70, 10],
        ],
        'C-3': [
          ['Register', 0, 5],
          ['Treat', 24 * 60, 10],
        ],
      },
      { blueprint: { stages }, zone },
    );

  it('the wait before it, with the gaps inside it, and all of it', async () => {
    const one = await log();
    await keeps(one, '@stage-wait:Care:30min..', ['C-2', 'C-3']);
    await keeps(one, '@stage-idle:Care:30min..70min', ['C-1']);
    await keeps(one, '@stage-time:Care:80min..81min', ['C-1', 'C-2']);
  });

  it('an hour of the week, by the clock of the zone, at a stage, at a hand-over or anywhere', async () => {
    const one = await log();
    await keeps(one, '@waits-at:mon:9', ['C-1', 'C-2', 'C-3']);
    await keeps(one, '@waits-at:mon:10', ['C-1', 'C-2', 'C-3']);
    await keeps(one, '@waits-at:mon:11', ['C-3']);
    await keeps(one, '@waits-at:mon:9:Care', ['C-1', 'C-2', 'C-3']);
    await keeps(one, '@waits-at:mon:9:Treat:Dress', ['C-1']);
    await keeps(one, '@waits-at:mon:9:Register:Dress', []);
    await keeps(one, '@waits-at:tue', ['C-3']);
    await keeps(one, '@waits-at:sun', []);
    const tokyo = await log('Asia/Tokyo');
    await keeps(tokyo, '@waits-at:mon:9', []);
    await keeps(tokyo, '@waits-at:tue:9', ['C-3']);
    await keeps(tokyo, '@waits-at:mon:18', ['C-1', 'C-2', 'C-3']);
  });

  it('an hour that the clocks leave out in spring is waited in only in other weeks', async () => {
    const row = (name: string, activity: string, start: string, end = start) => ({ case: name, activity, start, end });
    // Dublin goes from 01:00 to 02:00 on Sunday, 29 March 2026, which is 01:00 UTC
    const one = await logOfEvents(
      [
        row('over', 'Register', '2026-03-29 00:30:00'),
        row('over', 'Treat', '2026-03-29 01:30:00'),
        row('week', 'Register', '2026-03-27 12:00:00'),
        row('week', 'Treat', '2026-04-06 12:00:00'),
        row('before', 'Register', '2026-03-22 01:10:00'),
        row('before', 'Treat', '2026-03-22 01:20:00'),
        row('since', 'Register', '2026-03-21 12:00:00'),
        row('since', 'Treat', '2026-03-29 12:00:00'),
      ],
      { blueprint: { stages }, zone: 'Europe/Dublin' },
    );
    await keeps(one, '@waits-at:sun:1', ['before', 'since', 'week']);
    await keeps(one, '@waits-at:sun:0', ['over', 'since', 'week']);
    await keeps(one, '@waits-at:sun:2', ['over', 'since', 'week']);
    await keeps(one, '@waits-at:sun', ['before', 'over', 'since', 'week']);
  });
});
