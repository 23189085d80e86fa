import { describe, expect, it } from 'vitest';
import { PLAIN_WORDS } from '../../model/process.ts';
import { scopeFromQuery, type Scope } from '../../model/scope.ts';
import { MINUTE } from '../../model/units.ts';
import { elseChanged } from '../../web/src/lib/compare/else-changed.ts';
import { proposals } from '../../web/src/lib/compare/proposals.ts';
import { sidesOf, withCompare } from '../../web/src/lib/compare/sides.ts';
import {
  differenceWords,
  fourTimes,
  handOverSentence,
  intervalWords,
  scoreSentence,
  toneOf,
  valueWords,
  type ComparedRow,
} from '../../web/src/lib/compare/words.ts';
import { isSameView, pageName, viewHref, viewOf } from '../../web/src/lib/panels/views/view-address.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const process = {
  id: 'ed',
  words: PLAIN_WORDS,
  zone: 'Europe/Dublin',
  firstAt: '2026-01-05T00:00:00.000Z',
  lastAt: '2026-11-01T23:00:00.000Z',
  wholeTo: '2026-11-01T23:00:00.000Z',
};
const scope = (from: string, to: string, more: Partial<Scope> = {}): Scope => ({ process: 'ed', period: { from, to }, ...more });
const sides = (chosen: Scope, query: string) => sidesOf(process, chosen, new URLSearchParams(query));

describe('the two sides of an address', () => {
  it('parts the period at a day: what comes after is compared with what was before', () => {
    const found = sides(scope('2026-05-04', '2026-11-02'), 'compare=day:2026-09-07');
    expect(found).toMatchObject({
      one: { period: { from: '2026-09-07', to: '2026-11-02' } },
      other: { period: { from: '2026-05-04', to: '2026-09-07' } },
      against: 'from=2026-05-04&to=2026-09-07',
      names: { one: 'After', other: 'Before' },
      chip: 'Before and after 7 Sep',
      tag: '7 Sep',
      sentence: '4 May to 6 Sep against 7 Sep to 1 Nov.',
    });
  });

  it('parts everything where no period is chosen, and keeps filters and the moment on both sides', () => {
    const filters = [{ kind: 'attribute', name: 'Priority', op: 'in', values: ['1'] }] as Scope['filters'] & object;
    const found = sides({ process: 'ed', filters }, 'compare=day:2026-05-25');
    expect(found?.other).toEqual({ process: 'ed', filters, period: { from: '2026-01-05', to: '2026-05-25' } });
    expect(found?.one.period).toEqual({ from: '2026-05-25', to: '2026-11-02' });
    expect(found?.against).toBe('from=2026-01-05&to=2026-05-25&where=Priority:in:1');
  });

  it('parts everything at a day outside the period', () => {
    const found = sides(scope('2026-10-01', '2026-11-01'), 'compare=day:2026-05-25');
    expect([found?.other.period, found?.one.period]).toEqual([
      { from: '2026-01-05', to: '2026-05-25' },
      { from: '2026-05-25', to: '2026-11-02' },
    ]);
  });

  it('takes whole months before whole months, days before days, and the same a year ago', () => {
    expect(sides(scope('2026-08-01', '2026-11-01'), 'compare=previous')?.other.period).toEqual({ from: '2026-05-01', to: '2026-08-01' });
    expect(sides(scope('2026-10-05', '2026-10-12'), 'compare=previous')?.other.period).toEqual({ from: '2026-09-28', to: '2026-10-05' });
    expect(sides(scope('2026-02-01', '2026-03-01'), 'compare=year')?.other.period).toEqual({ from: '2025-02-01', to: '2025-03-01' });
    expect(sides({ process: 'ed' }, 'compare=previous')).toBeNull();
  });

  it('takes a second set of filters, and the rest of the period', () => {
    const filters = [{ kind: 'late' }] as Scope['filters'] & object;
    expect(sides(scope('2026-10-01', '2026-11-01', { filters }), 'compare=rest')).toMatchObject({
      other: { period: { from: '2026-10-01', to: '2026-11-01' } },
      names: { one: 'These', other: 'The rest' },
    });
    const other = sides(scope('2026-10-01', '2026-11-01', { level: 'stage' }), 'compare=other&against=from%3D2026-09-01%26where%3D@rework');
    expect(other).toMatchObject({ other: { level: 'stage', period: { from: '2026-09-01' }, filters: [{ kind: 'rework' }] } });
    expect(sides(scope('2026-10-01', '2026-11-01'), 'compare=other&against=nonsense%3D1')).toBeNull();
    expect(sides(scope('2026-10-01', '2026-11-01'), 'compare=day:2026-99-99')).toBeNull();
    expect(sides(scope('2026-10-01', '2026-11-01'), '')).toBeNull();
  });

  it('go along to another page', () => {
    expect(withCompare('?from=2026-10-01', new URLSearchParams('compare=day:2026-10-09&edge=A>B'))).toBe(
      '?from=2026-10-01&compare=day:2026-10-09',
    );
  });
});

const row = (more: Partial<ComparedRow>): ComparedRow => ({
  ...{ kind: 'hand-over', name: 'A to B', figure: 'gap', statistic: 'median', unit: 'ms', better: 'lower' },
  ...{ stage: null, from: 'A', to: 'B', activity: null, variant: null, activities: null, attribute: null, value: null },
  ...{ nOne: 100, nOther: 100, one: 40 * MINUTE, other: 35 * MINUTE, difference: 5 * MINUTE, low: 3 * MINUTE, high: 7 * MINUTE, p: 0.001 },
  ...{ credible: true, adjusted: null, adjustedLow: null, adjustedHigh: null, adjustedCredible: false, covered: null, flips: false },
  ...more,
});

describe('the words of a comparison', () => {
  it('say values, differences and intervals in their unit, with a true minus', () => {
    expect(plain(valueWords(0.684, 'share'))).toBe('68.4 %');
    expect(
      [
        differenceWords(-6.4 * MINUTE, 'ms'),
        differenceWords(0.015, 'share'),
        differenceWords(-0.087, 'share'),
        differenceWords(0, 'per day'),
      ].map(plain),
    ).toEqual(['−6.4 min', '+1.5 pts', '−8.7 pts', '0.0']);
    expect(plain(intervalWords(2.9 * MINUTE, 6.6 * MINUTE, 'ms'))).toBe('+2.9 to +6.6 min');
    expect(plain(intervalWords(-30_000, 6.6 * MINUTE, 'ms'))).toBe('−30 s to +6.6 min');
    expect(intervalWords(null, 1, 'ms')).toBe('–');
    expect(fourTimes(row({}))).toEqual({ other: '35.0', one: '40.0', change: '+5.0', interval: '+3.0 to +7.0', unit: 'min' });
  });

  it('colour only what is beyond chance and has a wanted direction', () => {
    expect(toneOf(row({}))).toBe('worse');
    expect(toneOf(row({ difference: -1 }))).toBe('better');
    expect(toneOf(row({ credible: false }))).toBeNull();
    expect(toneOf(row({ better: 'neutral' }))).toBeNull();
    expect(toneOf(row({ better: 'higher' }))).toBe('better');
  });

  it('name the hand-overs that differ, the largest effect on all cases first', () => {
    const rows = [
      row({ from: 'A', to: 'B', difference: -6.4 * MINUTE, nOne: 2000 }),
      row({ from: 'B', to: 'C', difference: 4.7 * MINUTE, nOne: 1900 }),
      row({ from: 'C', to: 'D', difference: 30 * MINUTE, nOne: 20, nOther: 20 }),
      row({ from: 'D', to: 'E', credible: false }),
      row({ from: 'E', to: 'F', p: null, difference: null, credible: false }),
    ];
    const said = handOverSentence(rows);
    expect(plain(said.map(({ text }) => text).join(''))).toBe(
      'Three of 4 hand-overs differ beyond chance: A to B is 6.4 min shorter; B to C is 4.7 min longer; and 1 more.',
    );
    expect(said.flatMap(({ tone }) => tone ?? [])).toEqual(['better', 'worse']);
    expect(handOverSentence([row({ credible: false })])[0]?.text).toBe('None of 1 hand-over differs beyond chance.');
  });

  it('say of scores which paths differ, in points, and that it takes twenty answers', () => {
    const score = { figure: 'score', statistic: 'mean', unit: 'score', better: 'higher' } as const;
    const said = scoreSentence([
      row({ ...score, difference: -6.4 }),
      row({ ...score, from: 'B', to: 'C', difference: 2, credible: false }),
    ]);
    expect(said.map(({ text }) => text).join('')).toBe(
      'The score of one of 2 hand-overs differs beyond chance: A to B is 6.4 points lower.',
    );
    expect(said.flatMap(({ tone }) => tone ?? [])).toEqual(['worse']);
    expect(scoreSentence([row({ ...score, p: null })])[0]?.text).toMatch(/^No hand-over has twenty answers/);
  });

  it('say what else changed, and call only that a change', () => {
    const rows = [
      row({
        kind: 'measure',
        figure: 'arrivals',
        statistic: 'mean',
        unit: 'per day',
        one: 199.2,
        other: 199.4,
        credible: false,
        better: 'neutral',
      }),
      row({ kind: 'activity', figure: 'work', activity: 'B', one: 6 * MINUTE, other: 5 * MINUTE, difference: MINUTE, better: 'neutral' }),
      row({
        kind: 'attribute-mix',
        attribute: 'Priority',
        value: '1',
        name: 'Priority: 1',
        figure: 'cases',
        unit: 'share',
        one: 0.2,
        other: 0.1,
        difference: 0.1,
        better: 'neutral',
      }),
    ];
    expect(
      elseChanged(rows, 'A', 'B', ['Priority']).map(({ name, values, change, stands }) => [name, plain(values), plain(change), stands]),
    ).toEqual([
      ['Arrivals per day', '199.4 to 199.2', 'no change', false],
      ['Work on B', '5 min to 6 min', '+60 s', true],
      ['Case mix', 'Priority: 1', '+10.0 pts', true],
    ]);
  });
});

describe('the address of a view', () => {
  it('keeps the page, its cases and settings, and not what is of the moment', () => {
    const query = new URLSearchParams('metric=frequency&edge=A>B&version=2');
    const view = viewOf('ed', '/ed/map', query, scope('2026-10-01', '2026-11-01'));
    expect(view).toEqual({ page: 'map', query: 'from=2026-10-01&to=2026-11-01&metric=frequency' });
    expect(viewHref('ed', view)).toBe('/ed/map?from=2026-10-01&to=2026-11-01&metric=frequency');
    expect(isSameView(view, { page: 'map', query: 'metric=frequency&to=2026-11-01&from=2026-10-01' })).toBe(true);
    expect(isSameView(view, { page: 'variants', query: view.query })).toBe(false);
  });

  it('says a page by its name, and none that is gone', () => {
    expect(pageName({ page: 'bottlenecks/A>B' })).toBe('Bottlenecks');
    expect(pageName({ page: 'board' })).toBeNull();
  });
});

describe('pairs worth comparing', () => {
  const attributes = [
    {
      name: 'Priority',
      type: 'number' as const,
      level: 'case' as const,
      values: [
        { value: '3', cases: 300 },
        { value: '2', cases: 90 },
      ],
    },
    {
      name: 'Room',
      type: 'text' as const,
      level: 'event' as const,
      values: [
        { value: 'A', cases: 300 },
        { value: 'B', cases: 90 },
      ],
    },
    {
      name: 'Rare',
      type: 'text' as const,
      level: 'case' as const,
      values: [
        { value: 'A', cases: 300 },
        { value: 'B', cases: 9 },
      ],
    },
  ];

  it('are offered for everything, and each address gives two different sides', () => {
    const offered = proposals(process, { process: 'ed' }, attributes);
    expect(offered.map(({ name }) => name)).toEqual(['Before and after the middle', 'The last two whole months', 'By Priority']);
    for (const { name, search } of offered) {
      const query = new URLSearchParams(search);
      const chosen = scopeFromQuery('ed', query, ['period', 'compare', 'against']);
      const found = sidesOf(process, chosen, query);
      expect(found, name).not.toBeNull();
      expect(found?.one, name).not.toEqual(found?.other);
    }
    expect(sidesOf(process, { process: 'ed' }, new URLSearchParams(offered[0]?.search))?.one.period).toEqual({
      from: '2026-06-08',
      to: '2026-11-02',
    });
    expect(plain(offered[1]?.detail ?? '')).toBe('September 2026, and October 2026');
  });

  it('are none where the data are too short, or the attribute is chosen already', () => {
    const short = { ...process, firstAt: '2026-10-28T00:00:00.000Z' };
    const filters = [{ kind: 'attribute', name: 'Priority', op: 'in', values: ['1'] }] as Scope['filters'] & object;
    expect(proposals(short, { process: 'ed', filters }, attributes)).toEqual([]);
  });
});
