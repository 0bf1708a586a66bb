import { sleep } from '@temporalio/activity';
import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { stepsOf } from '../src/contract/parts.js';
import { connectApi } from '../src/roster/api/connect.js';
import { fetchFeeds } from '../src/roster/api/fetch.js';
import { isApi } from '../src/roster/api/registry.js';
import { fetchRoster } from '../src/roster/files/fetch.js';
import { applyStagedRoster, stageRosterCollection } from '../src/roster/files/stage.js';
import type { RosterCollection } from '../src/roster/model.js';
import { stageStep } from '../src/roster/stage.js';
import type { RunContext } from '../src/runs/context.js';
import type { Execution } from '../src/runs/fence.js';
import { isHeld } from '../src/runs/held.js';
import { openRosterSecrets } from '../src/settings/scope-secrets.js';
import { findScope } from '../src/settings/scopes.js';
import type { ActivityDependencies } from './dependencies.js';
import { fetchContext } from './fetch-context.js';
import { progressOf } from './progress.js';
import { withRun } from './with-run.js';

type RosterActivities = Pick<FetchActivities, 'fetchRoster'> & Pick<DataActivities, 'stageRoster' | 'applyRoster'>;

const steps = stepsOf('roster');

/** The roster from SFTP or an API, staged a collection at a time, applied in one merge. */
export function rosterActivities(dependencies: ActivityDependencies): RosterActivities {
  const { db, blobs, keyRing, allowPrivateHosts } = dependencies;

  const fromFiles = async (run: RunContext, execution: Execution, waitUntil: number | null) => {
    const context = await fetchContext(dependencies, run, steps.fetch);
    const { files } = await fetchRoster(context, run, execution, waitUntil);
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  };

  const fromApi = async (run: RunContext, execution: Execution) => {
    const secrets = openRosterSecrets(keyRing, await findScope(db, run.scope));
    const { settings } = run;
    const signal = execution.signal ?? new AbortController().signal;
    const connect = (since: string | null) =>
      connectApi({ settings, secrets, sleep, signal, since, allowPrivateHosts });
    const context = { db, blobs, connect, onProgress: progressOf(db, run, steps.fetch) };
    const { feeds, bytes } = await fetchFeeds(context, run, execution);
    return { files: feeds.reduce((sum, { batches }) => sum + batches, 0), bytes };
  };

  return {
    fetchRoster: (input) =>
      withRun(dependencies, input, (run, execution) =>
        isApi(run.settings) ? fromApi(run, execution) : fromFiles(run, execution, input.waitUntil),
      ),
    stageRoster: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, stageStep(input.collection as RosterCollection)) };
        const { rows } = await stageRosterCollection(context, run, execution, input.collection as RosterCollection);
        return { rows };
      }),
    applyRoster: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, steps.apply) };
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
