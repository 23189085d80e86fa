import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import type { AlertRule, Episode, Finding } from '../../model/alert.ts';
import { standingIn, steps } from '../../server/alerts/episodes.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-03-20T09:00:00Z');
const CAUSES = ['a', 'b', 'c'];

const findingOf = (cause: string): Finding => ({
  cause,
  kind: 'signal',
  subject: { kind: 'measure', id: cause, name: cause.toUpperCase() },
  words: '8 weeks above the centre line',
  tone: 'worse',
  since: null,
  occurrence: '',
  href: '/x',
});
const ruleOf = (closeAfterDays: number, remindAfterDays: number | null): AlertRule => ({
  ...{ id: 'r', process: 'p', revision: 1, name: 'R', madeAt: '', changedAt: '', removedAt: null, closeAfterDays, remindAfterDays },
  ...{ watch: { kind: 'late', days: 1 }, recipients: [{ channel: 'mail', to: 'a@b.c' }], quiet: null, muted: false },
});

/** Days between looks, and which causes stand at each; null: only the clock went on. */
const looks = fc.array(fc.record({ days: fc.integer({ min: 0, max: 20 }), standing: fc.option(fc.subarray(CAUSES), { freq: 3 }) }), {
  minLength: 1,
  maxLength: 40,
});

it('never has two open alerts of a cause, tells of each beginning and each end once, and reopens only what ended within 14 days', () => {
  fc.assert(
    fc.property(looks, fc.integer({ min: 0, max: 10 }), fc.option(fc.integer({ min: 1, max: 10 })), (all, close, remind) => {
      const episodes = new Map<string, Episode>();
      const told = new Map<string, string[]>();
      let at = START;
      for (const { days, standing } of all) {
        at += days * DAY;
        // the store gives the newest of each cause
        const newest = [...new Map([...episodes.values()].map((one) => [one.finding.cause, one])).values()];
        const findings = standing === null ? standingIn(newest) : standing.map(findingOf);
        const given = { rule: ruleOf(close, remind), episodes: newest, findings, looked: standing !== null, now: new Date(at) };
        const made = steps({
          ...given,
          zone: 'Europe/Berlin',
          dataVersion: 1,
          newId: () => `e-${String(episodes.size)}-${String(Math.random())}`,
        });
        for (const { episode, notices } of made) {
          const before = episodes.get(episode.id);
          if (episode.times > (before?.times ?? 1)) expect(at - Date.parse(before?.closedAt ?? '')).toBeLessThanOrEqual(14 * DAY);
          episodes.set(episode.id, episode);
          told.set(episode.id, [...(told.get(episode.id) ?? []), ...notices.filter((kind) => kind !== 'reminder')]);
        }
        // a second look at the same says nothing more
        const now = [...new Map([...episodes.values()].map((one) => [one.finding.cause, one])).values()];
        expect(
          steps({
            ...given,
            episodes: now,
            findings: standing === null ? standingIn(now) : findings,
            zone: 'Europe/Berlin',
            dataVersion: 1,
            newId: () => 'x',
          }),
        ).toEqual([]);
        for (const cause of CAUSES) {
          const open = [...episodes.values()].filter(({ state, finding }) => state === 'open' && finding.cause === cause);
          expect(open.length).toBeLessThanOrEqual(1);
          if (standing?.includes(cause) === true) expect(open).toHaveLength(1);
        }
      }
      for (const kinds of told.values())
        kinds.forEach((kind, place) => expect(kind).toBe(place === 0 ? 'opened' : place % 2 === 1 ? 'closed' : 'reopened'));
    }),
    { numRuns: 300 },
  );
});
