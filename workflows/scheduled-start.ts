import { fetchActivities } from './activity-proxies.js';

/**
 * What a Schedule starts. A Schedule appends a time to the ids that it starts, so it can't start DailySync under its
 * fixed id; this starts it, or joins the one that runs, by the same signal as everybody else.
 */
export async function ScheduledStart({ scope }: { scope: string }): Promise<void> {
  await fetchActivities().startScheduledSync({ scope });
}
