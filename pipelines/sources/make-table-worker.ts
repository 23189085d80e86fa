import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../../model/problem.ts';
import type { Said } from './apart.ts';
import { makeTable } from './make-table.ts';
import type { TableTask } from './made-table.ts';

const say = (said: Said) => parentPort?.postMessage(said);

try {
  say({
    kind: 'made',
    made: await makeTable(workerData as TableTask, { share: (share) => say({ kind: 'share', share }), stopped: () => false }),
  });
} catch (cause) {
  if (cause instanceof Problem) say({ kind: 'refused', ...cause.body() });
  else say({ kind: 'failed', message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
}
