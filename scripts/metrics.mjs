// `npm run metrics`: writes docs/metrics.md from the catalogue of questions.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { buildServer, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
await import(pathToFileURL(join(root, 'dist', 'server/analytics', 'metrics-doc.js')).href);
