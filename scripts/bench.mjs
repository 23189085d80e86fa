// `npm run bench`: builds what is stale, finds a browser, and measures; see bench/README.md.
import { join } from 'node:path';
import { buildServer, buildWeb, install, needNode, root, run } from './fresh.mjs';

needNode();
install();
await buildServer();
await buildWeb();
const { findBrowser } = await import('./browser.mjs');
const browser = await findBrowser();
run(process.execPath, [join(root, 'dist', 'bench', 'run.js'), ...process.argv.slice(2)], root, {
  ...process.env,
  THROUGHLINE_BROWSER: browser ?? 'none',
});
