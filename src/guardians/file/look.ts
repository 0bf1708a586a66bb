import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { copyRows } from '../../db/copy.js';
import { planForWholeTables } from '../../db/set-based.js';
import { query } from '../../db/sql-files.js';
import { iconvDecoder } from '../../encoding/iconv.js';
import { type CheckReport, checkGuardianFile, type GuardianRow } from '../../guardian-file/index.js';
import type { Scope } from '../../settings/scopes.js';
import { matchRate } from '../match-rate.js';
import { resolveStudents } from '../resolve-students.js';

const resolveIds = resolveStudents('r.student_sis_id');

/** What can be said of a file before any sync. */
export interface FileLook {
  counts: CheckReport['counts'];
  refusal: CheckReport['refusal'];
  /** Distinct students of the file, and how many of them the roster knows. */
  students: { named: number; known: number };
  /** Why a sync would hold the file for its match rate. */
  held: string | null;
}

/**
 * Checks a stored file as the sync would, and counts its students against the roster. Nothing is written but temporary
 * tables, and memory doesn't grow with the file.
 */
export async function lookAtFile(
  db: Knex,
  blobs: BlobStore,
  scope: Pick<Scope, 'districtId' | 'scopeId' | 'slug' | 'settings'>,
  { name, manifest }: { name: string; manifest: BlobManifest },
  signal?: AbortSignal,
): Promise<FileLook> {
  const { guardians, roster, country } = scope.settings;
  return db.transaction(async (trx) => {
    await query(trx, 'create temp table named_id (student_sis_id text) on commit drop');
    let ids: [string][] = [];
    const flush = async () => {
      const taken = ids;
      ids = [];
      if (taken.length > 0) await copyRows(trx, 'named_id', ['student_sis_id'], taken);
    };
    async function* open(offset: number): AsyncGenerator<Uint8Array> {
      for await (const chunk of blobs.read(manifest, offset)) {
        signal?.throwIfAborted();
        yield chunk;
        await flush();
      }
    }
    const { counts, refusal } = await checkGuardianFile(
      { name, size: manifest.size, open },
      {
        country,
        contactTypes: guardians.contactTypes,
        leaveOutNoContact: guardians.leaveOutNoContact,
        encoding: guardians.encoding,
        columnMapping: guardians.columnMapping,
        studentIdField: roster.studentIdField,
        maxBytes: guardians.maxFileBytes,
        createDecoder: iconvDecoder,
        onRows: (rows) => {
          for (const row of rows) ids.push([(row as GuardianRow).studentSisId]);
        },
      },
    );
    await flush();
    await planForWholeTables(trx);
    await resolveIds(trx, { districtId: scope.districtId, scopeId: scope.scopeId }, { rows: 'named_id' });
    const { students, reasons } = await matchRate(trx, { ...scope, scope: scope.slug });
    return { counts, refusal, students, held: students.named > 0 ? (reasons[0]?.message ?? null) : null };
  });
}
