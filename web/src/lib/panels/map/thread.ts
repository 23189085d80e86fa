import type { Thread } from './map-client.ts';

/** Starts the thread that lays maps out. Written so that the bundler finds it. */
export const startThread = (): Thread => new Worker(new URL('./map-worker.ts', import.meta.url), { type: 'module' });
