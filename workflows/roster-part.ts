import type { OpenedRun } from '../src/contract/activities.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';
import type { Board } from './board.js';

/** The roster: fetched, staged collection by collection, applied in one merge. */
export async function syncRoster(run: OpenedRun, board: Board): Promise<void> {
  if (run.rosterCollections.length === 0) return;
  const { files } = await stageRosterFiles(run, (detail) => board.stage('roster', 'running', detail));
  board.stage('roster', 'running', 'applying');
  const { changed, archived, held = false } = await dataActivities().applyRoster({ runId: run.runId });
  const detail = held ? 'held: nothing applied' : `${files} files, ${changed} changed, ${archived} archived`;
  board.stage('roster', held ? 'waiting' : 'done', detail);
}

/** From SFTP to the staging tables. */
export async function stageRosterFiles(
  { runId, rosterCollections, waitForFileMinutes }: OpenedRun,
  show: (detail: string) => void,
): Promise<{ files: number }> {
  show('fetching');
  const waitUntil = waitForFileMinutes > 0 ? Date.now() + waitForFileMinutes * 60_000 : null;
  const { files } = await fetchActivities().fetchRoster({ runId, waitUntil });
  for (const collection of rosterCollections) {
    show(`staging ${collection}`);
    await dataActivities().stageRoster({ runId, collection });
  }
  return { files };
}
