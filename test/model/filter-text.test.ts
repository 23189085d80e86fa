import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import {
  FILTER_KINDS,
  filterFromText,
  filterToText,
  readableQuery,
  scopeFromJson,
  scopeFromQuery,
  scopeToQuery,
  type Filter,
  type Scope,
} from '../../model/scope.ts';
import { filterWords } from '../../model/filter-words.ts';
import { BadRequest } from '../../model/problem.ts';
import { anyFilter } from '../support/filters.ts';

const HOUR = 3_600_000;

describe('a filter as text', () => {
  it.each<[string, Filter]>([
    ['Priority:in:1|2', { kind: 'attribute', name: 'Priority', op: 'in', values: ['1', '2'] }],
    ['Priority:not-in:', { kind: 'attribute', name: 'Priority', op: 'not-in', values: [''] }],
    ['Age:range:18..', { kind: 'attribute', name: 'Age', op: 'range', min: 18 }],
    ['Age:range:-1.5..2.5', { kind: 'attribute', name: 'Age', op: 'range', min: -1.5, max: 2.5 }],
    ['Arrival%3A mode:missing', { kind: 'attribute', name: 'Arrival: mode', op: 'missing' }],
    ['%40home:missing', { kind: 'attribute', name: '@home', op: 'missing' }],
    ['@activity:Triage|Assess', { kind: 'activity', names: ['Triage', 'Assess'] }],
    ['@not-activity:Triage', { kind: 'activity', names: ['Triage'], not: true }],
    ['@stage:Triage', { kind: 'stage', names: ['Triage'] }],
    ['@starts:Register', { kind: 'starts', names: ['Register'] }],
    ['@not-ends:Leave', { kind: 'ends', names: ['Leave'], not: true }],
    ['@follows:directly:Triage:Assess', { kind: 'follows', from: 'Triage', to: 'Assess', way: 'directly' }],
    [
      '@follows:eventually:Triage:Assess:1h..2h',
      { kind: 'follows', from: 'Triage', to: 'Assess', way: 'eventually', minMs: HOUR, maxMs: 2 * HOUR },
    ],
    [
      '@not-stage-follows:directly:Triage:Care:..90min',
      { kind: 'follows', from: 'Triage', to: 'Care', way: 'directly', of: 'stage', maxMs: 1.5 * HOUR, not: true },
    ],
    ['@variant:-12|34', { kind: 'variant', keys: ['-12', '34'] }],
    ['@folded-variant:34', { kind: 'variant', keys: ['34'], of: 'folded' }],
    ['@not-stage-variant:34', { kind: 'variant', keys: ['34'], of: 'stage', not: true }],
    ['@duration:delivery:4h..', { kind: 'duration', of: 'delivery', minMs: 4 * HOUR }],
    ['@processing:Assess:..30min', { kind: 'processing', activity: 'Assess', maxMs: HOUR / 2 }],
    ['@stage-wait:Triage:2days..', { kind: 'stage-wait', stage: 'Triage', minMs: 48 * HOUR }],
    ['@stage-idle:Triage:20min..1h', { kind: 'stage-wait', stage: 'Triage', of: 'idle', minMs: HOUR / 3, maxMs: HOUR }],
    ['@stage-time:Triage:2h..', { kind: 'stage-wait', stage: 'Triage', of: 'time', minMs: 2 * HOUR }],
    ['@waits-at:mon:14', { kind: 'waits-at', weekday: 1, hour: 14 }],
    ['@waits-at:sun', { kind: 'waits-at', weekday: 7 }],
    ['@not-waits-at:tue::Triage', { kind: 'waits-at', weekday: 2, stage: 'Triage', not: true }],
    ['@waits-at:fri:0:Triage:Assess', { kind: 'waits-at', weekday: 5, hour: 0, from: 'Triage', to: 'Assess' }],
    ['@follows:to-end:Ask:Tell:2h..', { kind: 'follows', from: 'Ask', to: 'Tell', way: 'to-end', minMs: 2 * HOUR }],
    ['@late', { kind: 'late' }],
    ['@not-late:Triage', { kind: 'late', stage: 'Triage', not: true }],
    ['@rework', { kind: 'rework' }],
    ['@rework:A|B', { kind: 'rework', names: ['A', 'B'] }],
    ['@resource:Ann', { kind: 'resource', names: ['Ann'] }],
    ['@team:Night', { kind: 'team', names: ['Night'] }],
    ['@score:1..2', { kind: 'score', min: 1, max: 2 }],
    ['@not-comment', { kind: 'comment', not: true }],
  ])('%s', (text, filter) => {
    expect(filterFromText(text)).toEqual(filter);
    expect(filterToText(filter)).toBe(text);
  });

  it('reads times as people write them', () => {
    expect(filterFromText('@duration:throughput:1 h 30 min .. 0.5 days')).toEqual({
      kind: 'duration',
      of: 'throughput',
      minMs: 1.5 * HOUR,
      maxMs: 12 * HOUR,
    });
  });

  it('refuses what it does not know, and says what and where', () => {
    const refusal = (text: string) => {
      try {
        filterFromText(text);
      } catch (error) {
        if (error instanceof BadRequest) return `${error.field ?? ''}: ${error.message} ${error.detail ?? ''}`.trim();
      }
      return 'taken';
    };
    expect(refusal('@activty:Triage')).toMatch(/^where: “@activty” is not a kind of filter\. There are @activity, /);
    expect(refusal('@follows:soon:A:B')).toBe(
      "where: “way” of the filter “follows” can't be “soon”: it takes directly, hand-over, eventually, to-start, to-end.",
    );
    expect(refusal('@follows:directly:A')).toBe('where: “to” of the filter “follows” is missing.');
    expect(refusal('@follows:directly:A:B:1h')).toMatch(/“1h” has not two ends/);
    expect(refusal('@follows:directly:A:B:2h..1h')).toMatch(/ends before it begins/);
    expect(refusal('@duration:throughput')).toMatch(/has no ends/);
    expect(refusal('@duration:throughput:7200000..')).toMatch(/“7200000” is not a length of time. Write 30min/);
    expect(refusal('@activity:Triage: the second')).toMatch(
      /a part too many. It is written @activity:NAME\|NAME; a colon inside a name is written %3A/,
    );
    expect(refusal('@waits-at:someday:14')).toMatch(/“someday” is not a day of the week/);
    expect(refusal('@waits-at:mon:24')).toMatch(/“hour” of the filter “waits-at” is too large/);
    expect(refusal('@stage-follows:to-end:A:B')).toMatch(/asked of two activities, not of stages/);
    expect(refusal('@activity')).toMatch(/“names” of the filter “activity” is missing/);
    expect(refusal('@activity:A||B')).toMatch(/has an entry that is empty \(number 2\)/);
    expect(refusal('@score:good..')).toMatch(/“good” is not a number/);
    expect(refusal('Priority')).toMatch(/does not say how to filter/);
    expect(refusal('Priority:like:1')).toMatch(/“like” is not a way to filter/);
    expect(refusal('Priority:in')).toMatch(/names no value/);
    expect(refusal('Age:range:..')).toMatch(/has no ends/);
    expect(refusal('Age:range:5..1')).toMatch(/ends \(1\) before it begins/);
    expect(refusal(':in:1')).toMatch(/starts with the name of an attribute/);
  });

  it('survives a URL, whatever its names hold', () => {
    const law = fc.property(fc.array(anyFilter(), { maxLength: 4 }), (filters) => {
      const scope: Scope = { process: 'p', period: { from: '2026-10-01', by: 'arrival' }, ...(filters.length === 0 ? {} : { filters }) };
      const address = new URL(`http://localhost/p/overview?${readableQuery(scopeToQuery(scope))}`);
      expect(scopeFromQuery('p', address.searchParams)).toEqual(scope);
      expect(scopeFromJson('p', JSON.parse(JSON.stringify(scope)))).toEqual(scope);
    });
    fc.assert(law, { numRuns: 2000 });
  });

  it('can be read in the address bar', () => {
    const scope: Scope = {
      process: 'p',
      filters: [
        { kind: 'attribute', name: 'Arrival mode', op: 'in', values: ['GP', '111'] },
        { kind: 'follows', from: 'Triage', to: 'Clinician assessment', way: 'directly', minMs: HOUR },
      ],
    };
    const address = new URL(`http://localhost/?${readableQuery(scopeToQuery(scope))}`);
    expect(address.search).toBe('?where=Arrival+mode:in:GP|111&where=@follows:directly:Triage:Clinician+assessment:1h..');
  });

  it.each(['from=2026-01-01&from=2026-02-01', 'state=open&state=open', 'by=close&by=arrival'])(
    'refuses a part that is said twice: %s',
    (text) => {
      expect(() => scopeFromQuery('p', new URLSearchParams(text))).toThrow(/is given more than once/);
    },
  );

  it('still reads links in which everything is escaped', () => {
    const old = new URLSearchParams('where=Arrival%253A+mode%3Ain%3AGP%257Creferral%7Cwalk-in');
    expect(scopeFromQuery('p', old).filters).toEqual([
      { kind: 'attribute', name: 'Arrival: mode', op: 'in', values: ['GP|referral', 'walk-in'] },
    ]);
  });
});

describe('a scope as JSON', () => {
  it.each<[unknown, string]>([
    [
      {
        filters: [
          { kind: 'activity', names: ['A'] },
          { kind: 'follows', from: 'A', to: 7, way: 'directly' },
        ],
      },
      'scope.filters[1].to',
    ],
    [{ filters: [{ kind: 'colour' }] }, 'scope.filters[0].kind'],
    [{ filters: ['@late'] }, 'scope.filters[0]'],
    [{ filters: [{ kind: 'late', limit: 3 }] }, 'scope.filters[0].limit'],
    [{ filters: [{ kind: 'activity', names: [] }] }, 'scope.filters[0].names'],
    [{ filters: [{ kind: 'activity', names: ['A'], not: false }] }, 'scope.filters[0].not'],
    [{ filters: [{ kind: 'duration', of: 'throughput', minMs: -1 }] }, 'scope.filters[0].minMs'],
    [{ filters: [{ kind: 'duration', of: 'throughput', minMs: 1.5 }] }, 'scope.filters[0].minMs'],
    [{ filters: [{ kind: 'attribute', name: 'A', op: 'missing', values: ['1'] }] }, 'scope.filters[0].values'],
    [{ filters: { kind: 'late' } }, 'scope.filters'],
    [{ filters: Array.from({ length: 51 }, () => ({ kind: 'late' })) }, 'scope.filters'],
    [{ period: { since: '2026-01-01' } }, 'scope.period.since'],
    [{ period: { from: '2026-02-30' } }, 'scope.period.from'],
    [{ period: 'October' }, 'scope.period'],
    [{ state: 'closed' }, 'scope.state'],
    [{ colour: 'red' }, 'scope.colour'],
    [[], 'scope'],
  ])('refuses case %#, at its own place', (json, field) => {
    expect(() => scopeFromJson('p', json)).toThrow(expect.objectContaining({ field, code: 'bad_request' }));
  });
});

describe('a filter in words', () => {
  it.each<[string, string, string]>([
    ['Priority:in:1|2|3', 'Priority', '1 and 2 more'],
    ['@activity:Triage', 'Passes', 'Triage'],
    ['@not-activity:Triage', 'Never passes', 'Triage'],
    ['@follows:directly:Triage:Assess:1h..', 'Directly', 'Triage → Assess, 1\u00a0h or more'],
    ['@not-follows:hand-over:Triage:Assess', 'Never handed over', 'Triage → Assess'],
    ['@not-stage-follows:eventually:Triage:Care', 'Never stage later on', 'Triage → Care'],
    ['@duration:delivery:90min..2days', 'From arrival to delivery', '1\u00a0h\u00a030\u00a0m to 2 days'],
    ['@processing:Assess:..90s', 'Work on Assess', 'below 90 s'],
    ['@stage-idle:Triage:20min..', 'Waiting before and in Triage', '20\u00a0min or more'],
    ['@waits-at:mon:14:Triage', 'Waits', 'Monday 14:00 to 15:00, for Triage'],
    ['@late', 'Waits beyond the limit', 'any stage'],
    ['@rework', 'Done again', 'any activity'],
    ['@variant:1|2', 'Variant', '2 chosen'],
    ['@not-score:1..2', 'Score', 'not 1 to 2'],
    ['@comment', 'With', 'a comment'],
  ])('%s is %s: %s', (text, name, value) => {
    expect(filterWords(filterFromText(text))).toMatchObject({ name, value });
  });

  it('has words for every kind', () => {
    expect(FILTER_KINDS).toHaveLength(17);
    fc.assert(
      fc.property(anyFilter(), (filter) => {
        const { name, value, whole } = filterWords(filter);
        expect(name.length * value.length * whole.length).toBeGreaterThan(0);
      }),
    );
  });
});
