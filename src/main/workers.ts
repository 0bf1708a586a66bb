import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NativeConnection } from '@temporalio/worker';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { type ActivityDependencies, createActivities, FailureInterceptor } from '../../activities/index.js';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  dependencies: ActivityDependencies;
  /** Prebuilt code of the workflows; if absent, the file of DAILYSYNC_WORKFLOW_BUNDLE, the build's own or the sources. */
  workflowBundle?: WorkerOptions['workflowBundle'];
  /** Runs workflows in this thread. A thread of their own takes half a second to start: too long for each test. */
  workflowsInThisThread?: boolean;
  /** How long activities may go on after a shutdown was asked for. */
  shutdownGrace?: string;
  /** Activities at once that wait for other people's servers, and that work in PostgreSQL. */
  slots?: { fetch: number; data: number };
}

/** One worker a task queue, in one process. Slots of `data` stay below the database pool's size. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, dependencies, shutdownGrace = '20 seconds', slots = { fetch: 16, data: 8 } } = options;
  const { queues } = dependencies;
  const common: WorkerOptions = { connection, namespace, taskQueue: '', shutdownGraceTime: shutdownGrace };
  const activityWorker = {
    ...common,
    activities: createActivities(dependencies),
    // The SDK would hold heartbeats back until 80% of their timeout: a busy worker would be taken for a dead one.
    maxHeartbeatThrottleInterval: '3 seconds',
    interceptors: { activity: [() => ({ inbound: new FailureInterceptor() })] },
  };
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: queues.workflows,
      debugMode: options.workflowsInThisThread,
      ...workflows(options),
    }),
    Worker.create({ ...activityWorker, taskQueue: queues.fetch, maxConcurrentActivityTaskExecutions: slots.fetch }),
    Worker.create({ ...activityWorker, taskQueue: queues.data, maxConcurrentActivityTaskExecutions: slots.data }),
  ]);
}

/** Runs until the workers are shut down, or `until` is settled. */
export async function runWorkers<Result>(
  workers: Worker[],
  until?: () => Promise<Result>,
): Promise<Result | undefined> {
  const running = workers.map((worker) => worker.run());
  const all = Promise.all(running);
  try {
    return await (until ? Promise.race([until(), all.then(() => undefined)]) : all.then(() => undefined));
  } finally {
    // Also if one of them failed: the others would go on without it, and the process would never end.
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.allSettled(running);
  }
}

function workflows({ workflowBundle }: WorkersOptions): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (workflowBundle) return { workflowBundle };
  const { DAILYSYNC_WORKFLOW_BUNDLE: given } = process.env;
  const built = given ?? fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (existsSync(built)) return { workflowBundle: { codePath: built } };
  return { workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)) };
}
