import { patched, sleep } from '@temporalio/workflow';
import type { DecodedFile, FetchInput, FilePosition, ParsedBatch, RunInput } from '../src/contract/activities.js';
import type { SyncPart } from '../src/contract/parts.js';
import { dataActivities } from './activity-proxies.js';
import { partFailure } from './failures.js';

/** The steps that bring one file of the SFTP folder into the staging tables. */
export interface FileSteps {
  name: string;
  fetch(input: FetchInput): Promise<unknown>;
  decode(input: RunInput): Promise<DecodedFile>;
  parse(input: RunInput & { batch: number; start: FilePosition }): Promise<ParsedBatch>;
}

/** @param waitUntil epoch milliseconds; null: a missing file fails */
export async function stageInBatches(
  { name, fetch, decode, parse }: FileSteps,
  runId: number,
  waitUntil: number | null,
  show: (text: string) => void,
): Promise<{ rows: number; batches: number }> {
  show(`fetching ${name}`);
  await fetch({ runId, waitUntil });

  show('decoding');
  const file = await decode({ runId });
  if (file.start === null) show(`${name} is the same as before`);

  let rows = 0;
  let batches = 0;
  for (let start: FilePosition | null = file.start; start !== null; batches += 1) {
    show(`parsing batch ${batches + 1}: ${percent(start.offset, file.bytes)}%, ${rows} rows so far`);
    const batch = await parse({ runId, batch: batches, start });
    rows += batch.rows;
    start = batch.next;
  }
  return { rows, batches };
}

/** States of one upload: by code, what is seen of a file that may be another one a little later. */
const unfinished: Readonly<Record<string, string>> = {
  'file-truncated': 'breaks off',
  'line-end-missing': 'has no line end at its end, as the last one had',
  'file-empty': 'is empty',
  'header-only': 'has no rows',
};

/** `waitUntil`: epoch milliseconds; null: nothing is waited for. */
interface FileWait {
  waitUntil: number | null;
  lookAgainSeconds: number | undefined;
}

/** A file that is not complete yet: the part is tried again again and again, at the deadline for the last time. */
export async function untilComplete<Result>(
  { part, name, runId }: { part: SyncPart; name: string; runId: number },
  { waitUntil, lookAgainSeconds = 15 * 60 }: FileWait,
  show: (text: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { code } = partFailure(part, error);
      if (waitUntil === null || Date.now() >= waitUntil || !isPassing(code)) throw error;
      const seconds = Math.min(lookAgainSeconds, Math.max(1, (waitUntil - Date.now()) / 1000));
      show(`${name} ${unfinished[code]}: it is read again in ${Math.ceil(seconds / 60)} min`);
      await sleep(seconds * 1000, { summary: `Until ${name} is complete` });
      await dataActivities().reopenRun({ runId, forget: [part] });
    }
  }
}

/** Runs of the release before waited for a file that breaks off alone. */
function isPassing(code: string): boolean {
  return code === 'file-truncated' || (code in unfinished && patched('wait-for-empty-files'));
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
