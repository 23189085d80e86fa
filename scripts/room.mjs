// `npm run samples`, `metrics`, `bench`: compiles what is stale and runs one file of a room, `room.mjs FILE [ARGUMENTS]`.
import { join } from 'node:path';
import { buildServer, install, needNode, root, run } from './fresh.mjs';

needNode();
install();
await buildServer();
const [file, ...rest] = process.argv.slice(2);
run(process.execPath, [join(root, 'dist', `${file}.js`), ...rest]);
