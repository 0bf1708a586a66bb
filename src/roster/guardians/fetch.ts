import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { SyncFailure } from '../../contract/failures.js';
import { finding } from '../../findings/catalogue.js';
import { guardianFile } from '../../guardians/file/kind.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { type RunFinding, recordFindings } from '../../runs/findings.js';
import { type FetchedFile, saveBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { count } from '../../words/numbers.js';
import { fetchStep } from '../api/fetched.js';
import { openFetched } from '../open.js';
import { familyFileHeader } from './csv.js';
import { familyFileOf, familyLines, peopleFound, strangers } from './lines.js';
import { type StagedFamilies, stageFamilies } from './stage.js';

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
  const startedAt = new Date();
  const { manifest, families, findings } = await writeFile(context, run);
  const file: FetchedFile = {
    blobId: manifest.id,
    name,
    path: '',
    size: manifest.size,
    sha256: manifest.sha256,
    modifiedAt: null,
    ...(families.incomplete !== null ? partial(manifest) : {}),
  };
  const stored = await runStep(db, run, execution, { step, lock: 'scope', startedAt }, async (trx) => {
    await saveBlob(trx, run, { purpose: guardianFile.part, name, manifest, modifiedAt: null });
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
      'Guardians come from the roster (roster.manageGuardians), and the roster was not received. Nothing was changed; fix the roster first.',
    );
  return db.transaction(async (trx) => {
    const source = await openFetched({ db, blobs }, trx, run);
    if (!source.guardians) throw withoutGuardians(run, 'Its source has none.', null);
    const families = await stageFamilies(trx, source.guardians(), onProgress);
    const writer = blobs.create();
    try {
      await writer.write(Buffer.from(familyFileHeader(familyFileOf(run, families))));
      let isEmpty = true;
      for await (const lines of familyLines(trx, run, families)) {
        isEmpty &&= lines === '';
        await writer.write(Buffer.from(lines));
      }
      if (isEmpty) throw withoutGuardians(run, whatIsThere(await peopleFound(trx)), families.incomplete);
      const findings = [...doubts(families), ...(await strangers(trx, families))];
      return { manifest: await writer.finish(), families, findings };
    } catch (error) {
      await writer.abort().catch(() => {});
      throw error;
    }
  });
}

/** None at all is taken for a mistake, as an empty collection is. */
function withoutGuardians(run: RunContext, found: string, why: string | null): SyncFailure {
  const advice = why ?? 'Have the source share them, or turn roster.manageGuardians off.';
  return new SyncFailure(
    'RosterWithoutGuardians',
    `The roster of "${run.scope}" names no guardian of any student that is synced. ${found} Nothing was changed. ${advice}`,
  );
}

/** Whether the people are missing, or the links to them, or they are not wanted: each is for somebody else to correct. */
function whatIsThere({ people, linked }: { people: number; linked: number }): string {
  if (people === 0) return 'It has nobody with the role parent, guardian, relative or contact.';
  const some = `It has ${count(people, 'person', 'people')} with the role parent, guardian, relative or contact`;
  if (linked === 0) return `${some}, but links none of them to such a student (in OneRoster: the agents of users).`;
  return `${some}, but roster.guardianRelationships leaves out all who are linked to such a student.`;
}

function doubts({ incomplete, changesOnly }: StagedFamilies): RunFinding[] {
  if (incomplete !== null) return [finding('roster-incomplete', {}, { collection: 'guardians', reason: incomplete })];
  return changesOnly ? [finding('roster-guardians-changes', {})] : [];
}
