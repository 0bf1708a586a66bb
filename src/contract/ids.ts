/**
 * The only place that builds ids of workflows and Schedules. A scope is written `<district>` or `<district>/<school>`.
 * One scope has one DailySync id, so Temporal itself keeps a second sync of the scope from running.
 */
export const dailySyncId = (scope: string): string => `daily-sync/${scope}`;
export const guardianSyncId = (scope: string): string => `daily-sync/${scope}/guardians`;
export const dryRunId = (scope: string, requestId: string): string => `preview/${scope}/${requestId}`;
export const scheduleId = (scope: string): string => `schedule/daily-sync/${scope}`;

/** A school of this name would get the id of its district's GuardianSync. */
export const reservedSchoolSlugs: readonly string[] = ['guardians'];
