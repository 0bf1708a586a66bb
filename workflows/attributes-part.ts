import type { OpenedRun } from '../src/contract/activities.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';
import type { Board } from './board.js';
import { stageInBatches, untilComplete } from './file-steps.js';

const fileName = 'student_attributes.csv';

/**
 * The attributes of students: as the guardian file, from the same folder, at the same time.
 *
 * @param turn what is waited for before they are applied: two parts that both hold the scope's lock for long would keep
 *   sending each other's steps away
 */
export async function syncAttributes(
  { runId, waitForFileMinutes, lookAgainSeconds }: OpenedRun,
  board: Board,
  turn: Promise<void>,
): Promise<void> {
  const waitUntil = waitForFileMinutes > 0 ? Date.now() + waitForFileMinutes * 60_000 : null;
  const show = (text: string) => board.stage('attributes', 'running', text);

  const wait = { waitUntil, lookAgainSeconds };
  await untilComplete({ part: 'attributes', name: fileName, runId }, wait, show, async () => {
    const { rows, batches } = await stageAttributes(runId, waitUntil, show);
    await turn;
    show(`applying ${rows} rows`);
    const { held } = await dataActivities().applyAttributes({ runId });
    board.stage(
      'attributes',
      held ? 'waiting' : 'done',
      held ? 'held: nothing applied' : `${rows} rows in ${batches} batches`,
    );
  });
}

/** From SFTP to the staging table. @param waitUntil epoch milliseconds; null: a missing file fails */
export async function stageAttributes(
  runId: number,
  waitUntil: number | null,
  show: (text: string) => void,
): Promise<{ rows: number; batches: number }> {
  const { decodeAttributeFile, parseAttributeBatch } = dataActivities();
  const { fetchAttributeFile } = fetchActivities();
  const steps = { name: fileName, fetch: fetchAttributeFile, decode: decodeAttributeFile, parse: parseAttributeBatch };
  return stageInBatches(steps, runId, waitUntil, show);
}
