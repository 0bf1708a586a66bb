import { isMainThread } from 'node:worker_threads';

// Loaded before a worker's program, in its threads as well, where TypeScript is not read.
if (isMainThread) (await import('./register-tiny.js')).registerTiny();
