import fc from './laws.ts';
import type { Filter, FilterOf } from '../../model/scope.ts';

/** Names as files have them: marks of the filter's own text, emoji, markup, right-to-left, as long as a sentence. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
  fc.string({
    unit: fc.constantFrom(
      '%',
      ':',
      '|',
      '.',
      '..',
      '@',
      '>',
      '+',
      '&',
      '=',
      '#',
      '?',
      '/',
      ' ',
      '25',
      '3A',
      '2E',
      '40',
      'not-',
      'é',
      '🚑',
      '\u202e',
      '<b>',
      '"',
      "'",
      '\n',
      '\u0000',
    ),
    minLength: 1,
    maxLength: 30,
  }),
  fc.constantFrom(
    '@activity',
    '@',
    '..',
    '%40',
    '%2E%2E',
    'in',
    'missing',
    '<script>alert(1)</script>',
    'ש'.repeat(120),
    '__proto__',
    'a\tb',
  ),
);

const names = (name: fc.Arbitrary<string>) => fc.array(name, { minLength: 1, maxLength: 4 });
const ms = fc.oneof(
  fc.nat(10_000),
  fc.nat(200).map((minutes) => minutes * 60_000),
  fc.nat(Number.MAX_SAFE_INTEGER),
);
const not = fc.constantFrom<{ not?: true }>({}, { not: true });

/** One or both ends, the first below the second. */
const span: fc.Arbitrary<{ minMs?: number; maxMs?: number }> = fc.oneof(
  ms.map((minMs) => ({ minMs })),
  ms.map((maxMs) => ({ maxMs })),
  fc
    .tuple(ms, ms)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({ minMs: Math.min(one, other), maxMs: Math.max(one, other) })),
);
const end = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const range: fc.Arbitrary<{ min?: number; max?: number }> = fc.oneof(
  end.map((min) => ({ min })),
  end.map((max) => ({ max })),
  fc.tuple(end, end).map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) })),
);

const attribute = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<FilterOf<'attribute'>> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('attribute' as const),
      name,
      op: fc.constantFrom('in' as const, 'not-in' as const),
      values: names(value),
    }),
    fc.record({ kind: fc.constant('attribute' as const), name, op: fc.constant('missing' as const) }),
    fc.tuple(name, range).map(([one, ends]) => ({ kind: 'attribute' as const, name: one, op: 'range' as const, ...ends })),
  );

const makers: Readonly<Record<string, (name: fc.Arbitrary<string>) => fc.Arbitrary<unknown>>> = {
  activity: (name) => fc.record({ names: names(name) }),
  stage: (name) => fc.record({ names: names(name) }),
  starts: (name) => fc.record({ names: names(name) }),
  ends: (name) => fc.record({ names: names(name) }),
  resource: (name) => fc.record({ names: names(name) }),
  team: (name) => fc.record({ names: names(name) }),
  follows: (name) =>
    fc
      .tuple(
        fc.record({ from: name, to: name }),
        fc.constantFrom(
          { way: 'directly' },
          { way: 'hand-over' },
          { way: 'eventually' },
          { way: 'to-start' },
          { way: 'to-end' },
          { way: 'directly', of: 'stage' },
        ),
        fc.oneof(fc.constant({}), span),
      )
      .map((parts) => Object.assign({}, ...parts) as unknown),
  variant: (name) =>
    fc
      .tuple(fc.record({ keys: names(name) }), fc.constantFrom({}, { of: 'stage' }, { of: 'folded' }))
      .map(([one, of]) => ({ ...one, ...of })),
  duration: () => fc.tuple(fc.constantFrom('throughput', 'delivery', 'processing', 'waiting'), span).map(([of, ends]) => ({ of, ...ends })),
  processing: (name) => fc.tuple(name, span).map(([activity, ends]) => ({ activity, ...ends })),
  'stage-wait': (name) =>
    fc.tuple(name, span, fc.constantFrom({}, { of: 'idle' }, { of: 'time' })).map(([stage, ends, of]) => ({ stage, ...of, ...ends })),
  'waits-at': (name) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: 7 }),
        fc.oneof(
          fc.constant({}),
          fc.nat(23).map((hour) => ({ hour })),
        ),
        fc.oneof(
          fc.constant({}),
          name.map((stage) => ({ stage })),
          fc.tuple(name, name).map(([from, to]) => ({ from, to })),
        ),
      )
      .map(([weekday, hour, place]) => ({ weekday, ...hour, ...place })),
  late: (name) => fc.oneof(fc.constant({}), fc.record({ stage: name })),
  rework: (name) => fc.oneof(fc.constant({}), fc.record({ names: names(name) })),
  score: () => range,
  comment: () => fc.constant({}),
};

/** Any filter that makes sense by itself, of every kind. */
export const anyFilter = (name: fc.Arbitrary<string> = hostileName): fc.Arbitrary<Filter> =>
  fc.oneof(
    attribute(name, fc.oneof(name, fc.constant(''))),
    ...Object.entries(makers).map(([kind, maker]) =>
      fc.tuple(maker(name), not).map(([parts, turned]) => ({ kind, ...(parts as object), ...turned }) as Filter),
    ),
  );
