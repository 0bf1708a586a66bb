import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { applyGuardianFile } from '../src/guardians/file/apply.js';
import { decodeFile } from '../src/guardians/file/decode.js';
import { receiveFile } from '../src/guardians/file/fetch.js';
import { guardianFile } from '../src/guardians/file/kind.js';
import { type ParseContext, parseBatch } from '../src/guardians/file/parse.js';
import { decodedBefore } from '../src/guardians/file/same-as-before.js';
import { takeUpload } from '../src/guardians/file/take-upload.js';
import { familiesOfRoster } from '../src/roster/guardians/fetch.js';
import type { RunContext } from '../src/runs/context.js';
import { noCounts } from '../src/runs/counts.js';
import { isHeld } from '../src/runs/held.js';
import type { ActivityDependencies } from './dependencies.js';
import { fetchContext } from './fetch-context.js';
import { progressOf } from './progress.js';
import { withRun } from './with-run.js';

type GuardianFileActivities = Pick<FetchActivities, 'fetchGuardianFile'> &
  Pick<DataActivities, 'decodeGuardianFile' | 'parseGuardianBatch' | 'reconcileGuardians'>;

/** Fetch, decode, parse in batches, reconcile: each a step with its done-marker. */
export function guardianFileActivities(dependencies: ActivityDependencies): GuardianFileActivities {
  const { db, blobs, rowsPerBatch } = dependencies;
  const { steps } = guardianFile;
  const parseContext = (run: RunContext): ParseContext => ({
    db,
    blobs,
    rowsPerBatch,
    onProgress: progressOf(db, run, steps.parse),
  });
  return {
    fetchGuardianFile: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        if (run.options.upload) {
          const { size } = await takeUpload(db, blobs, run, execution);
          return { bytes: size };
        }
        if (run.settings.roster.manageGuardians) {
          const context = { db, blobs, onProgress: progressOf(db, run, steps.fetch) };
          const { size } = await familiesOfRoster(context, run, execution);
          return { bytes: size };
        }
        const context = await fetchContext(dependencies, run, steps.fetch);
        const { size } = await receiveFile(guardianFile, context, run, execution, input.waitUntil);
        return { bytes: size };
      }),
    decodeGuardianFile: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, steps.decode) };
        const file =
          (await decodedBefore(db, run, execution)) ?? (await decodeFile(guardianFile, context, run, execution));
        const { dataOffset, dataLine } = file.header;
        return {
          bytes: file.utf8Size,
          encoding: file.encoding.encoding,
          start: file.sameAsRun === undefined ? { offset: dataOffset, line: dataLine } : null,
        };
      }),
    parseGuardianBatch: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const { counts, next } = await parseBatch(guardianFile, parseContext(run), run, execution, input);
        return { rows: counts.read, next };
      }),
    reconcileGuardians: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const result = await applyGuardianFile(parseContext(run), run, execution);
        const { created, updated, archived, restored } = isHeld(result) ? noCounts : result.guardianLinks;
        return { created, updated, archived, restored, held: isHeld(result) };
      }),
  };
}
