import type { Knex } from 'knex';
import { assertRowsUsable } from '../guardian-file/index.js';
import { fetchedFile } from '../guardians/file/decode.js';
import { decodedFile, type ParseContext } from '../guardians/file/parse.js';
import { asFailure } from '../guardians/file/refused.js';
import { stagedCounts } from '../guardians/file/staged.js';
import type { RunContext } from '../runs/context.js';
import { type AttributeCounts, addedUp } from '../runs/counts.js';
import type { Execution } from '../runs/fence.js';
import { type Held, isHeld } from '../runs/held.js';
import { runStep, stepResult } from '../runs/steps.js';
import { type AppliedFile, applyAttributes, applyStep } from './apply.js';
import type { AttributeHeader } from './check/index.js';
import { attributeFile } from './file.js';

/**
 * The last step of the attributes part: the whole file's counts must be usable, then the staged rows are applied.
 *
 * @throws SyncFailure `too-many-errors`, `no-rows-left` … and as applyAttributes does
 */
export async function applyAttributeFile(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<AttributeCounts | Held> {
  const { db } = context;
  const done = await stepResult<AttributeCounts | Held>(db, run, applyStep);
  if (done) return done.result;
  const file = await stagedFile(context, run, execution);
  return asFailure(file.name, () => applyStaged(db, run, execution, file));
}

/** The staged file; what a crash of the database emptied is staged again before. @throws as applyAttributeFile does */
export async function stagedFile(context: ParseContext, run: RunContext, execution: Execution): Promise<AppliedFile> {
  const { name, sha256 } = await fetchedFile(attributeFile, context.db, run);
  const { header } = await decodedFile(attributeFile, context.db, run);
  const parsed = await stagedCounts(attributeFile, context, run, execution);
  await asFailure(name, async () => assertRowsUsable(parsed));
  const { attributes } = header as AttributeHeader;
  return { name, sha256, attributes, parsed };
}

/** The application as a step: once, and again with an answer about what it withheld or why it was held. */
export async function applyStaged(
  db: Knex,
  run: RunContext,
  execution: Execution,
  file: AppliedFile,
): Promise<AttributeCounts | Held> {
  const options = { step: applyStep, lock: 'scope' } as const;
  return runStep<AttributeCounts | Held>(db, run, execution, options, async (trx, before) => {
    const applied = before === undefined || isHeld(before) ? null : before;
    const result = await applyAttributes(trx, run, file, applied !== null);
    if (!applied || isHeld(result)) return result;
    return { ...result, studentAttributes: addedUp(applied.studentAttributes, result.studentAttributes) };
  });
}
