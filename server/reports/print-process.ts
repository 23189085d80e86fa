import { print, type PrintTask } from './print-task.ts';
import type { Printed } from './print.ts';

/** The process that prints: a task, its answer, the next, until the program that started it lets go. */
const say = (said: Printed): void => void process.send?.(said);

process.on('message', (task: PrintTask) => {
  print(task).then(
    (bytes) => say({ bytes }),
    (cause: unknown) => say({ failed: cause instanceof Error ? cause.message : String(cause) }),
  );
});
process.on('disconnect', () => process.exit(0));
