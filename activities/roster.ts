import { sleep } from '@temporalio/activity';
import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { isHeld } from '../src/holds/reasons.js';
import { fetchRoster } from '../src/roster/files/fetch.js';
import { applyStagedRoster, stageRosterCollection } from '../src/roster/files/stage.js';
import type { RosterCollection } from '../src/roster/model.js';
import type { ActivityDependencies } from './dependencies.js';
import { progressOf } from './progress.js';
import { scopeTarget } from './scope-target.js';
import { withRun } from './with-run.js';

type RosterActivities = Pick<FetchActivities, 'fetchRoster'> & Pick<DataActivities, 'stageRoster' | 'applyRoster'>;

/** The roster's files from SFTP, staged a collection at a time, applied in one merge. */
export function rosterActivities(dependencies: ActivityDependencies): RosterActivities {
  const { db, blobs } = dependencies;
  return {
    fetchRoster: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const { target, pin } = await scopeTarget(dependencies, run);
        const context = { db, blobs, target, pin, sleep, onProgress: progressOf(db, run, 'fetchRoster') };
        const { files } = await fetchRoster(context, run, execution, input.waitUntil);
        return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
      }),
    stageRoster: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, `stageRoster/${input.collection}`) };
        const { rows } = await stageRosterCollection(context, run, execution, input.collection as RosterCollection);
        return { rows };
      }),
    applyRoster: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, 'applyRoster') };
        const result = await applyStagedRoster(context, run, execution);
        const all = isHeld(result) ? [] : Object.values(result);
        return {
          changed: all.reduce((sum, { created, updated, restored }) => sum + created + updated + restored, 0),
          archived: all.reduce((sum, { archived }) => sum + archived, 0),
          held: isHeld(result),
        };
      }),
  };
}
