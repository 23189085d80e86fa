import { run } from './cli/run.ts';

// The `throughline` command. `npm start` is `throughline serve`.
// whoever reads may have seen enough (`… | head`): the command still ends in order, its folder closed
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
process.exitCode = await run(process.argv.slice(2), { out: process.stdout, err: process.stderr });
