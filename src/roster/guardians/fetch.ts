import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { SyncFailure } from '../../contract/failures.js';
import { rowsOf } from '../../db/cursor.js';
import { query, sqlFile } from '../../db/sql-files.js';
import type { FetchedFile } from '../../guardians/file/fetch.js';
import { guardianFile } from '../../guardians/file/kind.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { type RunFinding, recordFindings } from '../../runs/findings.js';
import { saveBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { fetchStep } from '../api/fetched.js';
import { rosterFinding } from '../findings.js';
import { openFetched } from '../open.js';
import { type FamilyFileRow, familyFileHeader, familyFileLine } from './csv.js';
import { type StagedFamilies, stageFamilies } from './stage.js';

const familyRows = sqlFile(import.meta.url, './family-rows.sql')();
const { fetch: step } = guardianFile.steps;
const name = 'guardians of the roster';

export interface FamilyContext {
  db: Knex;
  blobs: BlobStore;
  onProgress(rows: number): void;
}

/**
 * "Allow sync to manage guardians": the families that the run's roster names, written as a guardian file, in the place of
 * the one from SFTP. So they go through the same rules, batches, report and evidence as that.
 *
 * @throws SyncFailure `RosterGuardiansMissing`, `RosterWithoutGuardians`, and as the source does
 */
export async function familiesOfRoster(
  context: FamilyContext,
  run: RunContext,
  execution: Execution,
): Promise<FetchedFile> {
  const { db, blobs } = context;
  const done = await stepResult<FetchedFile>(db, run, step);
  if (done) return done.result;
  const { manifest, families, findings } = await writeFile(context, run);
  const file: FetchedFile = {
    blobId: manifest.id,
    name,
    path: '',
    size: manifest.size,
    sha256: manifest.sha256,
    modifiedAt: null,
    ...(families.incomplete !== null || families.changesOnly ? partial(manifest) : {}),
  };
  const stored = await runStep(db, run, execution, { step, lock: 'scope' }, async (trx) => {
    await saveBlob(trx, run, { purpose: guardianFile.blobs, name, manifest, modifiedAt: null });
    await recordFindings(trx, run, step, findings);
    return file;
  });
  // Another attempt was quicker; its file counts.
  if (stored.blobId !== manifest.id) await blobs.remove(manifest);
  return stored;
}

/** The same rows mean less than in a file that is whole, so they must not be taken for the same file. */
function partial({ sha256 }: BlobManifest) {
  return { isPartial: true as const, sha256: `${sha256} in part` };
}

interface Written {
  manifest: BlobManifest;
  families: StagedFamilies;
  findings: RunFinding[];
}

async function writeFile({ db, blobs, onProgress }: FamilyContext, run: RunContext): Promise<Written> {
  if (!(await stepResult(db, run, fetchStep)))
    throw new SyncFailure(
      'RosterGuardiansMissing',
      'Guardians come from the roster (roster.manageGuardians), and the roster was not received. Nothing was changed; mend the roster first.',
    );
  return db.transaction(async (trx) => {
    const source = await openFetched({ db, blobs }, trx, run);
    if (!source.guardians)
      throw new SyncFailure(
        'RosterWithoutGuardians',
        `The source "${run.settings.roster.source}" gives no guardians. Turn roster.manageGuardians off.`,
      );
    const families = await stageFamilies(trx, source.guardians(), onProgress);
    const relationships = run.settings.roster.guardianRelationships;
    const wanted = relationships && new Set(relationships);
    const writer = blobs.create();
    try {
      await writer.write(Buffer.from(familyFileHeader));
      const { districtId, scopeId } = run;
      const values = { districtId, scopeId, changesOnly: families.changesOnly };
      for await (const rows of rowsOf<FamilyFileRow>(trx, familyRows, values))
        await writer.write(Buffer.from(rows.map((row) => familyFileLine(row, wanted)).join('')));
      const findings = [...doubts(families), ...(await strangers(trx, run, families))];
      return { manifest: await writer.finish(), families, findings };
    } catch (error) {
      await writer.abort().catch(() => {});
      throw error;
    }
  });
}

function doubts({ incomplete, changesOnly }: StagedFamilies): RunFinding[] {
  if (incomplete !== null)
    return [rosterFinding('roster-incomplete', {}, { collection: 'guardians', reason: incomplete })];
  return changesOnly ? [rosterFinding('roster-guardians-changes')] : [];
}

/** Agents are any relation at all, so a person of another role is nobody's guardian. */
async function strangers(
  trx: Knex.Transaction,
  { districtId, scopeId }: RunContext,
  { changesOnly }: StagedFamilies,
): Promise<RunFinding[]> {
  if (changesOnly) return [];
  const [found] = await query<{ count: number }>(
    trx,
    `select count(distinct l.guardian_source_id) as count from family_link l
     join student s on s.source_id = l.student_source_id and s.district_id = :districtId and s.scope_id = :scopeId
     where not exists (select from family_guardian p where p.source_id = l.guardian_source_id)`,
    { districtId, scopeId },
  );
  const count = found?.count ?? 0;
  return count > 0 ? [rosterFinding('roster-guardian-unknown', {}, { count })] : [];
}
