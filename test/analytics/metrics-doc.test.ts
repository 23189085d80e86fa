import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../engine/package-root.ts';
import { catalog } from '../../server/analytics/catalog.ts';
import { metricsDoc } from '../../server/analytics/metrics-doc.ts';

it('docs/metrics.md says what the catalogue says', async () => {
  expect(
    await readFile(join(packageRoot, 'docs', 'metrics.md'), 'utf8'),
    'run node scripts/build-server.mjs && node dist/server/analytics/metrics-doc.js',
  ).toBe(metricsDoc());
});

it('every question is known by its own id, and says what it means', () => {
  for (const [id, { id: own, question, definition, caveats }] of Object.entries(catalog)) {
    expect(own).toBe(id);
    expect(question).toMatch(/\?$/);
    expect(definition.length).toBeGreaterThan(40);
    expect(caveats.length).toBeGreaterThan(0);
  }
});
