import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';
import { hasRealData, realData } from '../support/real-data.ts';

describe.skipIf(!hasRealData)('real logs need no option', () => {
  it('imports the permits: cases, events, activities, variants', async () => {
    const log = await desk();
    const receipt = await log.giveFile(join(realData, 'receipt.csv.gz'), { zone: null });
    expect(receipt).toMatchObject({
      kind: 'events',
      rows: 8577,
      accepted: 8577,
      rejected: 0,
      duplicates: 0,
      equalRows: 0,
      cases: 1434,
      newCases: 1434,
      firstAt: '2010-10-02T07:20:39.266Z',
      lastAt: '2012-01-23T14:42:54.644Z',
    });
    expect(
      await log.rows(
        sql`SELECT (SELECT count(*) FROM activity) AS activities, (SELECT count(*) FROM variant) AS variants, (SELECT count(*) FROM resource) AS resources`,
      ),
    ).toEqual([{ activities: 27, variants: 116, resources: 48 }]);
    const roles = await log.temp.engine.with(undefined, async () =>
      (await import('../../pipelines/check.ts')).recognise(log.temp.engine, { path: join(realData, 'receipt.csv.gz'), name: 'x' }, {}),
    );
    expect(Object.fromEntries(roles.columns.map((column) => [column.name, column.role]))).toEqual({
      'case:concept:name': 'case',
      'concept:name': 'activity',
      'time:timestamp': 'end',
      'org:resource': 'resource',
      'org:group': 'team',
      'lifecycle:transition': 'lifecycle',
      'concept:instance': 'instance',
      'case:channel': 'attribute',
      'case:deadline': 'attribute',
      'case:department': 'attribute',
      'case:enddate': 'attribute',
      'case:enddate_planned': 'attribute',
      'case:group': 'attribute',
      'case:responsible': 'attribute',
      'case:startdate': 'attribute',
    });
    expect(roles.questions).toEqual([]);
  });

  it('pairs the rows of the patients by their instance', async () => {
    const log = await desk();
    const receipt = await log.giveFile(join(realData, 'patients.csv'), { zone: null });
    expect(receipt).toMatchObject({ rows: 5442, accepted: 5442, cases: 500, rejections: [] });
    expect(
      await log.rows(
        sql`SELECT (SELECT count(*) FROM step) AS steps, (SELECT count(*) FROM step WHERE measured) AS measured, (SELECT count(*) FROM activity) AS activities, (SELECT count(*) FROM variant) AS variants`,
      ),
    ).toEqual([{ steps: 2721, measured: 2721, activities: 7, variants: 7 }]);
  });
});
