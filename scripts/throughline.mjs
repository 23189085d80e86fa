// `npm start` and `npm run throughline`: makes sure that all is installed and built, then hands over to the program.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { buildServer, buildWeb, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
const [command] = process.argv.slice(2);
if (command === 'serve') await buildWeb();
await import(pathToFileURL(join(root, 'dist', 'server', 'cli.js')).href);
