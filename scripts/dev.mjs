// `npm run dev`: the server with the pages of web/src, reloading both. Pages reload in place (vite, in the
// server's own process); a change in a server room compiles and starts the server again.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildServer, install, needNode, root } from './fresh.mjs';

needNode();
install();
await buildServer();
const { watchServer } = await import('./build-server.mjs');
const watcher = watchServer();
watcher.on('event', (event) => {
  if (event.code === 'ERROR') console.error(event.error.message);
});
const server = spawn(
  process.execPath,
  [
    '--watch',
    '--watch-preserve-output',
    `--watch-path=${join(root, 'dist')}`,
    join(root, 'dist', 'server', 'cli.js'),
    'serve',
    '--dev',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
const stop = () => server.kill('SIGTERM');
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
server.on('exit', () => void watcher.close());
