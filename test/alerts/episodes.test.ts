import { expect, it } from 'vitest';
import { ask } from '../server/support.ts';
import { weeksCsv } from '../improvements/support.ts';
import { bring, clinic, Clock, ledger, listOf, messagesOf, PATH, rule, tickAt } from './support.ts';

/** Real imports, on a machine that may be busy. */
const LONG = { timeout: 240_000 };

const MAIL = [{ channel: 'mail' as const, to: 'ann@example.org' }];
/** 20 quiet weeks, then waits three times as long. */
const worseFrom = (week: number) => (at: number) => (at >= week ? 60 : 20);

it(
  'opens an alert on a signal for the worse, reminds ever more rarely, closes it when it has been gone for long enough',
  LONG,
  async () => {
    const clock = new Clock('2026-06-15T08:00:00Z');
    const app = await clinic(clock);
    await bring(app, weeksCsv(0, 24, worseFrom(22)));
    const made = await rule(app, { recipients: MAIL });
    expect(made).toMatchObject({ open: 1, problem: null });
    const { episodes } = await listOf(app);
    expect(episodes).toMatchObject([
      {
        state: 'open',
        times: 1,
        finding: { cause: 'signal:wait-for-triage:up', tone: 'worse', href: '/clinic/measures?measure=wait-for-triage' },
      },
    ]);
    expect(episodes[0]?.sentence).toMatch(/^Wait for triage: .*above.*\. Open since 15 Jun 2026\.$/);
    expect(await messagesOf(app)).toHaveLength(1);
    // reminders after 7, then 14, 28 and 56 days
    for (let day = 1; day <= 110; day += 1)
      await tickAt(app, clock, new Date(Date.parse('2026-06-15T09:00:00Z') + day * 86_400_000).toISOString());
    const sent = (await messagesOf(app)).toReversed();
    expect(sent.map(({ madeAt }) => (Date.parse(madeAt.slice(0, 10)) - Date.parse('2026-06-15')) / 86_400_000)).toEqual([
      0, 7, 21, 49, 105,
    ]);
    expect(sent.slice(1).every(({ lines }) => lines[0]?.kind === 'reminder')).toBe(true);
    expect(ledger(app)).toHaveLength(5);
    // the import goes, and with it the cause
    await bring(
      app,
      weeksCsv(24, 40, () => 20, 'D'),
      'later.csv',
    );
    expect((await listOf(app)).episodes[0]).toMatchObject({ state: 'open', goneSince: clock.now().toISOString() });
    await tickAt(app, clock, '2026-10-06T10:00:00Z');
    expect((await listOf(app)).episodes[0]).toMatchObject({ state: 'closed', closedBy: 'gone' });
    expect((await messagesOf(app))[0]?.lines).toMatchObject([{ kind: 'closed' }]);
    const history = (await ask<{ kind: string }[]>(app, 'GET', `${PATH}/${(await listOf(app)).episodes[0]?.id ?? ''}/history`)).body;
    expect(history.map(({ kind }) => kind)).toEqual([
      'opened',
      'told',
      ...Array.from({ length: 4 }, () => ['reminded', 'told']).flat(),
      'gone',
      'closed',
      'told',
    ]);
  },
);
