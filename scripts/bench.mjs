// `npm run bench`: measures the budgets of the README and writes bench/results.md.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { buildServer, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
await import(pathToFileURL(join(root, 'dist', 'bench', 'run.js')).href);
