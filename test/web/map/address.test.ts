import fc from '../../support/laws.ts';
import { expect, it } from 'vitest';
import { isSame, mapChoice, selectionParams, type Selection } from '../../../web/src/lib/panels/map/address.ts';

const name = fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' });
const selections: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant<Selection>({ kind: 'start' }),
  name.map((id) => ({ kind: 'node' as const, id })),
  fc.record({ kind: fc.constant('edge' as const), from: fc.option(name), to: name }),
);

it('gives back every selection, whatever the names hold', () => {
  fc.assert(
    fc.property(selections, (selected) => {
      const query = new URLSearchParams();
      for (const [key, value] of Object.entries(selectionParams(selected))) if (value !== null) query.set(key, value);
      const read = mapChoice(new URLSearchParams(query.toString())).selected;
      expect(read).toEqual(selected);
      expect(isSame(read, selected)).toBe(true);
    }),
  );
  expect(mapChoice(new URLSearchParams('node=%253E')).selected).toEqual({ kind: 'node', id: '>' });
});

it('takes what makes no sense as not there', () => {
  expect(mapChoice(new URLSearchParams('metric=money&activities=-3&paths=1e9&edge=a'))).toEqual({
    metric: 'waiting',
    activities: undefined,
    paths: undefined,
    selected: null,
  });
  expect(mapChoice(new URLSearchParams('metric=frequency&activities=14&paths=0&edge=a>b>c'))).toMatchObject({
    metric: 'frequency',
    activities: 14,
    paths: 0,
    selected: null,
  });
});
