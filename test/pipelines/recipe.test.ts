import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../model/event-log.ts';
import { parseRecipe, recipeToText } from '../../model/recipe-text.ts';
import { bestFit, columnsOf, fingerprintOf, fitOf, neededRoles, wantedWith, type KnownRecipe } from '../../pipelines/recognise/recipe.ts';
import { recogniseShape } from '../../pipelines/recognise/shape.ts';

const MAPPING: Mapping = {
  kind: 'events',
  arrangement: 'events',
  roles: { 'Case ID': 'case', Step: 'activity', Begun: 'start', Ended: 'end', Who: 'resource', Ward: 'attribute', Age: 'attribute' },
  timeFormats: { Begun: '%d/%m/%Y %H:%M', Ended: '%d/%m/%Y %H:%M' },
  types: { Ward: 'text', Age: 'number' },
  numbers: { Age: '1234.5' },
  zone: 'Europe/Dublin',
  fixes: [{ kind: 'merge-equal-rows' }],
};
const recipe = (more: Partial<KnownRecipe> = {}): KnownRecipe => ({
  id: 'r1',
  name: 'ED export',
  columns: columnsOf(MAPPING),
  mapping: MAPPING,
  lastUsedAt: '2026-10-01T00:00:00.000Z',
  ...more,
});
const shape = (header: string, row = '1,Triage,01/02/2026 08:00,01/02/2026 09:00,Ann,B2,44') =>
  recogniseShape(`${header}\n${row}\n${row}\n`);

describe('a recipe and the header of a file', () => {
  it('fits exactly whatever the order, case and blanks of the names', () => {
    const fit = fitOf(recipe(), shape('case_id,STEP,Begun,Ended,Who,Ward,Age '));
    expect(fit).toMatchObject({ exact: true, share: 1, missing: [], added: [] });
    expect(fingerprintOf(['Age', 'case_id'])).toBe(fingerprintOf(['Case ID', ' age']));
    expect(fingerprintOf(['Age', 'case_id', 'rejected: line'])).toBe(fingerprintOf(['Case ID', 'age']));
    expect(wantedWith(fit, {}, shape('case_id,STEP,Begun,Ended,Who,Ward,Age')).roles).toMatchObject({ case_id: 'case', STEP: 'activity' });
  });

  it('says what is new, missing and renamed, and reads it so', () => {
    const given = shape('Case ID,Step,Begun,Ended,Whom,Bed,Age');
    const fit = fitOf(recipe(), given);
    expect(fit).toMatchObject({ exact: false, missing: ['Ward'], added: ['Bed'] });
    expect(fit.pairs.get('Who')).toBe('Whom');
    expect(wantedWith(fit, {}, given)).toMatchObject({
      kind: 'events',
      zone: 'Europe/Dublin',
      roles: { Whom: 'resource', Bed: 'attribute' },
      fixes: [{ kind: 'merge-equal-rows' }],
      likely: { timeFormats: { Begun: '%d/%m/%Y %H:%M' } },
    });
  });

  it('takes no other time for one that is missing', () => {
    const given = shape('Case ID,Step,Begun,Planned end,Who,Ward,Age');
    const fit = fitOf(recipe(), given);
    expect(fit).toMatchObject({ missing: ['Ended'], added: ['Planned end'] });
    expect(neededRoles(fit)).toEqual([]);
    expect(neededRoles(fitOf(recipe(), shape('Number,Step,Begun,Ended,Who,Ward,Age')))).toEqual(['case']);
  });

  it('gives way to what a person says', () => {
    const given = shape('Case ID,Step,Begun,Ended,Who,Ward,Age');
    const said: Mapping = { roles: { Ward: 'resource' }, zone: 'Europe/Oslo', fixes: [], types: { Age: 'text' } };
    const wanted = wantedWith(fitOf(recipe(), given), said, given);
    expect(wanted).toMatchObject({ zone: 'Europe/Oslo', fixes: [], roles: { Ward: 'resource' }, types: { Age: 'text', Ward: 'text' } });
    expect(wanted.roles).not.toHaveProperty('Who');
    expect(wantedWith(fitOf(recipe(), given), { kind: 'feedback' }, given)).toEqual({ kind: 'feedback' });
  });

  it('is the one that shares most, and none below 60 %', () => {
    const other = recipe({ id: 'r2', columns: columnsOf(MAPPING).slice(0, 5) });
    expect(bestFit([recipe(), other], shape('Case ID,Step,Begun,Ended,Who,Ward,Age'))?.recipe.id).toBe('r1');
    expect(bestFit([recipe(), other], shape('Case ID,Step,Begun,Ended,Who', '1,Triage,1/2/26,1/2/26,A'))?.recipe.id).toBe('r2');
    expect(bestFit([recipe()], shape('Case ID,Step,a,b,c,d,e'))).toBeNull();
  });
});

describe('a recipe as text', () => {
  it('is read back as it was written', () => {
    const { name, columns, mapping } = recipe();
    const text = recipeToText({ name, columns: [...columns], mapping });
    expect(parseRecipe(text)).toEqual({ name, columns, mapping });
    expect(parseRecipe({ ...recipe(), fingerprint: 'x', createdAt: 'y', uses: 3, lastUsedAt: 'z' })).toEqual({ name, columns, mapping });
  });

  const columns = columnsOf(MAPPING);
  it.each([
    [{ columns }, 'recipe', /mapping/],
    [{ columns, mapping: { kind: 'sound' } }, 'mapping.kind', /events/],
    [{ columns, mapping: {}, colour: 1 }, 'recipe', /colour/],
    [{ columns, mapping: { roles: { Begun: 'birthday' } } }, 'mapping.roles.Begun', /case/],
    [{ columns, mapping: { roles: { Begun: 'start', Ended: 'start' } } }, 'mapping.roles.Ended', /Two columns/],
    [{ columns, mapping: { kind: 'feedback', roles: { Step: 'activity' } } }, 'mapping.roles.Step', /feedback/],
    [{ columns, mapping: { timeFormats: { When: '%Y' } } }, 'mapping.timeFormats.When', /none of the columns/],
    [{ columns, mapping: { zone: 'Mars/Crater' } }, 'mapping.zone', /no time zone/],
    [{ columns, mapping: { replace: { from: '2026-01-01', to: '2026-02-01' } } }, 'mapping.replace', /period/],
    [{ columns: [...columns, columns[0]], mapping: {} }, 'columns.7.name', /twice/],
    ['columns: [', 'recipe', /not readable/],
    ['just words', 'recipe', /parts/],
  ])('refuses what is wrong in %j with its place', (source, field, words) => {
    expect(() => parseRecipe(source)).toThrow(expect.objectContaining({ field, message: expect.stringMatching(words) as string }) as Error);
  });
});
