export { DailySync } from './daily-sync.js';
export { GuardianSync } from './guardian-sync.js';
export { PreviewRun } from './preview-run.js';
export { ScheduledStart } from './scheduled-start.js';
