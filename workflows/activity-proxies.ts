import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { queuesBeside } from '../src/contract/queues.js';

/**
 * Bounded by wall-clock time, not by attempts: deploys and pauses use up attempts too. Heartbeats are sent every few
 * seconds, so a dead worker is noticed within a minute.
 */
export function fetchActivities(): FetchActivities {
  return proxyActivities<FetchActivities>({
    taskQueue: queuesBeside(workflowInfo().taskQueue).fetch,
    startToCloseTimeout: '2 hours',
    scheduleToCloseTimeout: '5 hours',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
  });
}

export function dataActivities(): DataActivities {
  return proxyActivities<DataActivities>({
    taskQueue: queuesBeside(workflowInfo().taskQueue).data,
    startToCloseTimeout: '2 hours',
    scheduleToCloseTimeout: '5 hours',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });
}
