import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { filterToText } from '../../model/scope.ts';
import type { RowOf } from '../../server/analytics/catalog.ts';
import {
  denseSentence,
  densestSentence,
  scoreSentence,
  sinceSentence,
  sourceSentence,
  waitTitle,
} from '../../web/src/lib/panels/bottlenecks/finding.ts';
import { groupFilter, groupValueWords } from '../../web/src/lib/panels/bottlenecks/group-words.ts';
import { rankingLead, rankingTitle } from '../../web/src/lib/panels/bottlenecks/ranking-finding.ts';
import { beyondFilter, partsOf, waitHourFilter, waitHref, waitOf, waitText, type Wait } from '../../web/src/lib/panels/bottlenecks/wait.ts';
import { hostileName } from '../support/filters.ts';

const PATIENTS = { person: 'patient', people: 'patients', case: 'visit', cases: 'visits' };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const handOver: Wait = { kind: 'hand-over', from: 'Triage', to: 'Assess' };

describe('the address of a bottleneck', () => {
  it('survives any name, as a path', () => {
    const wait: fc.Arbitrary<Wait> = fc.oneof(
      fc.record({ kind: fc.constant('hand-over' as const), from: hostileName, to: hostileName }),
      fc.record({ kind: fc.constant('stage' as const), stage: hostileName }),
    );
    fc.assert(
      fc.property(wait, (one) => {
        expect(waitOf(waitText(one))).toEqual(one);
        const last = waitHref('ed', one, '?from=2026-10-01').split('?')[0]?.split('/').at(-1) ?? '';
        expect(waitOf(decodeURIComponent(last))).toEqual(one);
      }),
    );
  });

  it('that makes no sense names nothing', () => {
    for (const text of ['', '>', 'A>', '>B', 'A>B>C']) expect(waitOf(text)).toBeNull();
  });

  it('knows the filter of those beyond the limit, and none for a stage', () => {
    expect(filterToText(beyondFilter(handOver, 60 * MINUTE))).toBe('@follows:hand-over:Triage:Assess:3600001ms..');
    expect(filterToText(beyondFilter({ kind: 'stage', stage: 'Triage' }, 60 * MINUTE))).toBe('@stage-idle:Triage:3600001ms..');
    expect(filterToText(waitHourFilter(handOver, 1, 14))).toMatch(/^@waits-at:mon:14:/);
  });
});

describe('what was changed about a wait', () => {
  const row = (from: string, to: string, stage: string | null, limitFrom: 'stage' | 'best quarter' = 'best quarter') => ({
    ...{ kind: 'hand-over' as const, from, to, stage, limitFrom },
  });
  const own = { of: 'hand-over', where: { from: 'Triage', to: 'Assess' } };
  const entered = { of: 'stage-wait', where: { stage: 'Care' } };

  it('is its own, and that of the stage it enters', () => {
    expect(partsOf(handOver, [row('Triage', 'Assess', 'Care'), row('Register', 'Triage', 'Intake')])).toEqual([own, entered]);
    expect(partsOf(handOver, [row('Triage', 'Assess', 'Care', 'stage')])).toEqual([own, entered]);
    expect(partsOf({ kind: 'stage', stage: 'Care' }, [])).toEqual([entered]);
  });

  it('is its own alone inside a stage, without stages, and where nothing tells', () => {
    expect(partsOf(handOver, [row('Triage', 'Assess', 'Care'), row('Register', 'Triage', 'Care')])).toEqual([own]);
    expect(partsOf(handOver, [row('Triage', 'Assess', null)])).toEqual([own]);
    expect(partsOf(handOver, [row('Triage', 'Assess', 'Care')])).toEqual([own]);
    expect(partsOf(handOver, [])).toEqual([own]);
  });
});

describe('the title', () => {
  it('is the finding as a sentence', () => {
    const row = { medianMs: 47 * MINUTE, share: 0.31, lostMs: 1e9 };
    expect(plain(waitTitle(handOver, row, PATIENTS, true))).toBe('Patients wait 47 min between Triage and Assess; 31 % of all hours lost.');
    expect(plain(waitTitle(handOver, row, PATIENTS, false))).toBe('Visits take 47 min from Triage to Assess; 31 % of all hours lost.');
    expect(plain(waitTitle({ kind: 'stage', stage: 'Triage' }, { ...row, share: 0.001 }, PATIENTS, true))).toBe(
      'Patients wait 47 min for Triage; less than 1 % of all hours lost.',
    );
    expect(plain(waitTitle(handOver, { medianMs: 0, share: null, lostMs: 0 }, PATIENTS, true))).toBe(
      'Patients go on at once between Triage and Assess.',
    );
  });

  it('says since when only where the weeks do', () => {
    expect(sinceSentence(null, true)).toBe('');
    expect(sinceSentence({ bucket: '2026-09-07', signal: 1 }, true)).toBe('Waits have been longer since 7 Sep 2026.');
  });
});

const value = (more: Partial<RowOf<'waits-by'>>): RowOf<'waits-by'> => ({
  kind: 'attribute',
  group: 'Priority',
  value: '4',
  least: 4,
  most: 4,
  n: 100,
  medianMs: MINUTE,
  lowMs: null,
  highMs: null,
  withinLimit: null,
  lostMs: 0,
  lostShare: 0.1,
  differenceMs: MINUTE,
  differenceLowMs: null,
  differenceHighMs: null,
  p: 0.001,
  credible: true,
  ...more,
});

describe('whose hours they are', () => {
  it('names what stands for most of them beyond its number, if it is credible', () => {
    const rows = [value({ lostShare: 0.5, n: 30 }), value({ value: '3', least: 3, most: 3, lostShare: 0.5, n: 70 })];
    expect(plain(sourceSentence(rows))).toBe('Half of the lost hours come from Priority 4, 30 % of the waits.');
    expect(sourceSentence([value({ lostShare: 0.5, n: 30, credible: false }), value({ n: 70 })])).toBe('');
    // much of the hours, and as much of the waits
    expect(sourceSentence([value({ lostShare: 0.9, n: 90 }), value({ n: 10 })])).toBe('');
  });

  it('names where most is lost for the number of waits', () => {
    const hour = (at: number, n: number, lostShare: number, differenceMs = MINUTE) =>
      value({ kind: 'hour', group: 'Hour it begins', value: String(at), least: at, most: at, n, lostShare, differenceMs });
    const rows = [hour(0, 10, 0.22), hour(1, 40, 0.3, -MINUTE), hour(2, 50, 0.48, -MINUTE)];
    expect(plain(denseSentence(rows))).toBe('Waits that begin between 00:00 and 06:00: 10 % of the waits, 22 % of the lost hours.');
    expect(denseSentence([hour(0, 2, 0.2), hour(1, 98, 0.8)])).toBe('');
  });

  it('calls values as people do, and knows which can be filtered', () => {
    const words = (more: Partial<RowOf<'waits-by'>>) => groupValueWords(value(more));
    expect(words({})).toBe('4');
    expect(words({ least: 10, most: 19.5, value: '10 to 19.5' })).toBe('10 to 19.5');
    expect(words({ kind: 'resources', value: '3 or more', least: 3, most: null })).toBe('3 or more at work');
    expect(words({ kind: 'weekday', value: '7', least: 7, most: 7 })).toBe('Sunday');
    expect(words({ value: null })).toBe('all others');
    expect(groupFilter(value({}))).toEqual({ kind: 'attribute', name: 'Priority', op: 'in', values: ['4'] });
    expect(groupFilter(value({ least: 10, most: 20 }))).toEqual({ kind: 'attribute', name: 'Priority', op: 'range', min: 10, max: 20 });
    expect(groupFilter(value({ kind: 'team', value: 'Night', least: null, most: null }))).toEqual({ kind: 'team', names: ['Night'] });
    expect(groupFilter(value({ kind: 'weekday' }))).toBeNull();
    expect(groupFilter(value({ value: null }))).toBeNull();
  });
});

describe('the densest hours', () => {
  const week = (lost: (weekday: number, hour: number) => number) =>
    Array.from({ length: 168 }, (_, at) => {
      const [weekday, hour] = [Math.floor(at / 24) + 1, at % 24];
      return { weekday, hour, mean: lost(weekday, hour), lostMs: lost(weekday, hour) * MINUTE };
    });

  it('are the stretch that holds most for its length', () => {
    const said = plain(
      densestSentence(
        week((day, hour) => (day === 1 && hour >= 11 && hour < 14 ? 20 : 1)),
        PATIENTS,
      ),
    );
    expect(said).toBe('Mondays from 11:00 to 14:00 hold 27 % of the hours lost in 2 % of the week.');
    const evenings = plain(
      densestSentence(
        week((day, hour) => (day < 6 && hour >= 18 && hour < 20 ? 20 : 1)),
        PATIENTS,
      ),
    );
    expect(evenings).toBe('Weekdays from 18:00 to 20:00 hold 56 % of the hours lost in 6 % of the week.');
  });

  it('are none where all hours are alike, or nothing is lost', () => {
    expect(
      densestSentence(
        week(() => 1),
        PATIENTS,
      ),
    ).toBe('The lost hours are spread evenly over the week.');
    expect(
      densestSentence(
        week(() => 0),
        PATIENTS,
      ),
    ).toBe('No patient waits here.');
    expect(densestSentence([{ weekday: 2, hour: 9, mean: 3, lostMs: 0 }], PATIENTS)).toBe('Most wait on Tuesdays at 09:00.');
  });
});

it('says what the score does only with ten answers on both sides', () => {
  const about = { withinScore: 79.6, beyondScore: 57.2, limitMs: 60 * MINUTE, instrument: 'csat' as const };
  const all = { ...about } as unknown as Parameters<typeof scoreSentence>[0];
  expect(plain(scoreSentence(all, PATIENTS).join(''))).toBe('80 % of patients are satisfied when they wait 1 h or less, 57 % when not.');
  expect(plain(scoreSentence({ ...all, instrument: 'nps', beyondScore: -12 }, PATIENTS).join(''))).toBe(
    'The score is 80 for waits of 1 h or less, −12 beyond.',
  );
  expect(scoreSentence({ ...all, beyondScore: null }, PATIENTS)).toEqual([]);
});

it('says of the ranking what leads it, and how few hold most of it', () => {
  const row = (to: string, lostMs: number, share: number) =>
    ({ kind: 'hand-over', from: 'A', to, stage: null, lostMs, share }) as unknown as RowOf<'bottlenecks'>;
  const rows = [row('B', 80 * 3_600_000, 0.8), row('C', 12 * 3_600_000, 0.12), row('D', 8 * 3_600_000, 0.08)];
  const about = { lostMs: 100 * 3_600_000 } as unknown as Parameters<typeof rankingLead>[1];
  expect(plain(rankingTitle(rows, 'in October 2026'))).toBe('Most hours are lost from A to B: 80 h, 80 % of all in October 2026.');
  expect(plain(rankingLead(rows, about))).toBe('1 hand-over of 3 holds 80 % of the 100 h that are lost.');
  expect(rankingTitle([], '')).toBe('Nothing was waited for.');
  expect(rankingTitle([row('B', 0, 0)], '')).toBe('No hours were lost.');
});
