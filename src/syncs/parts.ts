import type { Knex } from 'knex';
import { type StagedPart, stagedParts } from '../contract/parts.js';
import { guardianFile } from '../guardians/file/kind.js';
import { createRosterStaging, dropRosterStaging } from '../roster/stage.js';
import type { RunContext } from '../runs/context.js';
import { attributeFile } from '../student-attributes/file.js';

type Staging = (trx: Knex.Transaction, run: RunContext) => Promise<void>;

/** The staging tables of each part that has some; names, steps and record kinds are in src/contract/parts.ts. */
const stagingOf: Record<StagedPart, { create: Staging; drop: Staging }> = {
  roster: { create: createRosterStaging, drop: dropRosterStaging },
  guardians: guardianFile.staging,
  attributes: attributeFile.staging,
};

export async function createStaging(trx: Knex.Transaction, run: RunContext): Promise<void> {
  for (const part of stagedParts) await stagingOf[part].create(trx, run);
}

/** Empty tables in the place of what a part had staged, as this release makes them. */
export async function renewStaging(trx: Knex.Transaction, run: RunContext, part: StagedPart): Promise<void> {
  await stagingOf[part].drop(trx, run);
  await stagingOf[part].create(trx, run);
}
