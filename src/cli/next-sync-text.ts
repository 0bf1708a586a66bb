import { nextSync } from '../settings/next-sync.js';
import type { Scope } from '../settings/scopes.js';
import { when } from '../words/times.js';

/** When the scope's next sync starts by itself, or why none does. */
export function nextSyncText({ slug, settings }: Scope, paused: boolean, now = new Date()): string {
  if (!settings.enabled)
    return `The daily sync is off: no sync starts by itself. To turn it on: "dailysync settings set ${slug} enabled=true"`;
  if (paused) return 'No sync starts by itself: its Schedule is paused in Temporal.';
  const next = nextSync(settings, now);
  if (next === null)
    return 'No sync starts by itself: schedule.blackoutDates and schedule.endOfYearPause leave no day for one.';
  return `Next sync: ${when(next.toISOString(), settings.schedule.timeZone, now)}`;
}
