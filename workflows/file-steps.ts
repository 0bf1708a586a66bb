import { sleep } from '@temporalio/workflow';
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

/** A file that breaks off is still being written: the part is tried again every 15 minutes until it is time to give up. */
export async function untilComplete<Result>(
  part: SyncPart,
  name: string,
  runId: number,
  waitUntil: number | null,
  show: (text: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const stillWriting = partFailure(part, error).code === 'file-truncated';
      if (!stillWriting || waitUntil === null || Date.now() > waitUntil) throw error;
      show('the file breaks off: it is still being written, and read again in 15 minutes');
      await sleep('15 minutes', { summary: `Until ${name} is complete` });
      await dataActivities().reopenRun({ runId, forget: [part] });
    }
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
