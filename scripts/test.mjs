// `npm test`: installs and builds what is missing, finds a browser, runs every test.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildServer, buildWeb, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
await buildWeb();
const { findBrowser } = await import('./browser.mjs');
const browser = await findBrowser();
if (browser === undefined)
  console.error(
    'Skipped: the tests in a browser, because no Chromium or Chrome was found and none could be fetched. Name one with THROUGHLINE_BROWSER.',
  );
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, THROUGHLINE_BROWSER: browser ?? 'none' },
});
process.exit(status ?? 1);
