import type { OpenedRun } from '../src/contract/activities.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';
import type { Board } from './board.js';

/** The roster: fetched, staged collection by collection, applied in one merge. */
export async function syncRoster(
  { runId, rosterCollections, waitForFileMinutes }: OpenedRun,
  board: Board,
): Promise<void> {
  if (rosterCollections.length === 0) return;
  const { stageRoster, applyRoster } = dataActivities();

  board.stage('roster', 'running', 'fetching');
  const waitUntil = waitForFileMinutes > 0 ? Date.now() + waitForFileMinutes * 60_000 : null;
  const { files } = await fetchActivities().fetchRoster({ runId, waitUntil });
  for (const collection of rosterCollections) {
    board.stage('roster', 'running', `staging ${collection}`);
    await stageRoster({ runId, collection });
  }
  board.stage('roster', 'running', 'applying');
  const { changed, archived, held = false } = await applyRoster({ runId });
  const detail = held ? 'held: nothing applied' : `${files} files, ${changed} changed, ${archived} archived`;
  board.stage('roster', held ? 'waiting' : 'done', detail);
}
