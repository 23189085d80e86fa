import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sampleFolder, samples } from '../../sample-data/samples.ts';
import { hasRealData, realData } from '../support/real-data.ts';
import { parseBlueprint } from '../../model/blueprint-text.ts';
import { readFile } from 'node:fs/promises';
import { decisions, examined, examinedFile } from './examined.ts';

/** The first part of a sample: enough rows to be looked at, few enough to be quick. */
async function beginning(path: string): Promise<string[]> {
  const lines = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n');
  return lines.slice(0, Math.min(lines.length - 1, 20_000));
}

for (const sample of samples) {
  it(`asks nothing about the events of the sample ${sample.id}`, async () => {
    const [file] = sample.files;
    const blueprint = parseBlueprint(await readFile(join(sampleFolder, sample.blueprintFile), 'utf8'));
    const health = await examined(await beginning(join(sampleFolder, file?.name ?? '')), {
      mapping: file?.mapping ?? {},
      blueprint,
      fresh: true,
    });
    expect(health).toMatchObject({ rejected: 0, merged: 0, asTheyAre: health.rows, usable: health.rows });
    expect(decisions(health)).toEqual([]);
  }, 240_000);
}

it.skipIf(!hasRealData)(
  'asks nothing about the receipts of a municipality',
  async () => {
    const health = await examinedFile(join(realData, 'receipt.csv.gz'));
    expect(decisions(health)).toEqual([]);
    expect(health.figures).toMatchObject({ cases: 1434, variants: 116 });
  },
  240_000,
);

it.skipIf(!hasRealData)(
  'asks nothing about patients with a start and an end row for each step',
  async () => {
    const health = await examinedFile(join(realData, 'patients.csv'));
    expect(decisions(health)).toEqual([]);
    expect(health.figures).toMatchObject({ cases: 500, variants: 7 });
  },
  240_000,
);
