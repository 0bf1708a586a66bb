export { DailySync } from './daily-sync.js';
export { PreviewRun } from './dry-run.js';
export { GuardianSync } from './guardian-sync.js';
export { ScheduledStart } from './scheduled-start.js';
