import { activityInfo } from '@temporalio/activity';
import type { FetchActivities } from '../src/contract/activities.js';
import { scheduleRequester } from '../src/contract/requests.js';
import { requestSync } from '../src/requests/start-sync.js';
import { quietDay } from '../src/settings/quiet-days.js';
import { findScope } from '../src/settings/scopes.js';
import type { ActivityDependencies } from './dependencies.js';

export function scheduleActivities({
  db,
  client,
  queues,
}: ActivityDependencies): Pick<FetchActivities, 'startScheduledSync'> {
  return {
    startScheduledSync: async ({ scope }) => {
      const { settings } = await findScope(db, scope);
      if (quietDay(settings.schedule, new Date()) !== null) return;
      // An attempt that is made again must not ask for a second sync.
      const requestId = `schedule/${activityInfo().workflowExecution?.runId}`;
      await requestSync(db, client, queues, { scope, requestedBy: scheduleRequester, requestId });
    },
  };
}
