// `npm run samples`: writes the sample files again, the same bytes for the same seed.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { buildServer, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
await import(pathToFileURL(join(root, 'dist', 'sample-data', 'generate.js')).href);
