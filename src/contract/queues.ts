/**
 * Three task queues: workflows; SFTP and HTTP (many slots, little work); SQL (slots below the pool's size, so that
 * waiting for a connection never looks like a failed activity). A prefix sets systems apart that share a namespace.
 */
export interface TaskQueues {
  workflows: string;
  fetch: string;
  data: string;
}

const workflowsQueue = 'sync-workflows';

export function taskQueues(prefix = ''): TaskQueues {
  return { workflows: prefix + workflowsQueue, fetch: `${prefix}sync-fetch`, data: `${prefix}sync-data` };
}

/** The queues other than a workflow's own, so that no input has to carry them. */
export function queuesBeside(workflowsTaskQueue: string): TaskQueues {
  return taskQueues(workflowsTaskQueue.slice(0, -workflowsQueue.length));
}
