import { run } from './cli/run.ts';

// The `throughline` command. `npm start` is `throughline serve`.
process.exitCode = await run(process.argv.slice(2), { out: process.stdout, err: process.stderr });
