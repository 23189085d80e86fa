import type { Order } from './protocol.ts';
import { answerer } from './worker-answers.ts';

// The thread that lays the map out, so that the page never stands still.
const answer = answerer(
  (told) => {
    postMessage(told);
  },
  (work) => setTimeout(work, 0),
  () => performance.now(),
);
addEventListener('message', (event: MessageEvent<Order>) => {
  answer(event.data);
});
