import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { notingBlobs } from '../src/runs/begun-blobs.js';
import { attributeFileActivities } from './attribute-file.js';
import type { ActivityDependencies } from './dependencies.js';
import { dryRunActivities } from './dry-run.js';
import { guardianFileActivities } from './guardian-file.js';
import { revertActivities } from './revert.js';
import { rosterActivities } from './roster.js';
import { runActivities } from './runs.js';
import { scheduleActivities } from './schedule.js';

export type { ActivityDependencies } from './dependencies.js';
export { FailureInterceptor } from './failure-interceptor.js';

/** All activities; a worker registers them on both queues, and the workflow chooses the queue. */
export function createActivities(given: ActivityDependencies): FetchActivities & DataActivities {
  const dependencies = { ...given, blobs: notingBlobs(given.db, given.blobs) };
  return {
    ...runActivities(dependencies),
    ...rosterActivities(dependencies),
    ...guardianFileActivities(dependencies),
    ...attributeFileActivities(dependencies),
    ...dryRunActivities(dependencies),
    ...revertActivities(dependencies),
    ...scheduleActivities(dependencies),
  };
}
