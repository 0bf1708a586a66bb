import type { DataActivities, FetchActivities } from '../src/contract/activities.js';
import { decodeFile } from '../src/guardians/file/decode.js';
import { receiveFile } from '../src/guardians/file/fetch.js';
import { type ParseContext, parseBatch } from '../src/guardians/file/parse.js';
import type { RunContext } from '../src/runs/context.js';
import { noCounts } from '../src/runs/counts.js';
import { isHeld } from '../src/runs/held.js';
import { applyAttributeFile } from '../src/student-attributes/apply-file.js';
import { attributeFile } from '../src/student-attributes/file.js';
import type { ActivityDependencies } from './dependencies.js';
import { fetchContext } from './fetch-context.js';
import { progressOf } from './progress.js';
import { withRun } from './with-run.js';

type AttributeFileActivities = Pick<FetchActivities, 'fetchAttributeFile'> &
  Pick<DataActivities, 'decodeAttributeFile' | 'parseAttributeBatch' | 'applyAttributes'>;

/** The steps of `student_attributes.csv`, as those of the guardian file. */
export function attributeFileActivities(dependencies: ActivityDependencies): AttributeFileActivities {
  const { db, blobs, rowsPerBatch } = dependencies;
  const { steps } = attributeFile;
  const parseContext = (run: RunContext): ParseContext => ({
    db,
    blobs,
    rowsPerBatch,
    onProgress: progressOf(db, run, steps.parse),
  });
  return {
    fetchAttributeFile: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = await fetchContext(dependencies, run, steps.fetch);
        const { size } = await receiveFile(attributeFile, context, run, execution, input.waitUntil);
        return { bytes: size };
      }),
    decodeAttributeFile: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const context = { db, blobs, onProgress: progressOf(db, run, steps.decode) };
        const { utf8Size, encoding, header } = await decodeFile(attributeFile, context, run, execution);
        return {
          bytes: utf8Size,
          encoding: encoding.encoding,
          start: { offset: header.dataOffset, line: header.dataLine },
        };
      }),
    parseAttributeBatch: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const { counts, next } = await parseBatch(attributeFile, parseContext(run), run, execution, input);
        return { rows: counts.read, next };
      }),
    applyAttributes: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const result = await applyAttributeFile(parseContext(run), run, execution);
        const { created, updated, archived, restored } = isHeld(result) ? noCounts : result.studentAttributes;
        return { created, updated, archived, restored, held: isHeld(result) };
      }),
  };
}
