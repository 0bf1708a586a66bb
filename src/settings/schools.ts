import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import { findScope } from './scopes.js';

/** A school with a sync of its own. */
export interface ListedSchool {
  scope: string;
  name: string;
  /** The roster's id of the school; without it a school's sync can't tell its rows from others. */
  sourceId: string | null;
  enabled: boolean;
}

/** @throws SyncFailure `UnknownScope` */
export async function listSchools(db: Knex, district: string): Promise<ListedSchool[]> {
  const { districtId } = await findScope(db, district);
  return query<ListedSchool>(
    db,
    `select s.slug as scope, c.name, c.source_id as "sourceId", s.enabled
     from scope s join school c using (district_id, school_id)
     where s.district_id = :districtId order by s.slug`,
    { districtId },
  );
}

/**
 * Gives the school of a scope its ID in the roster. If a roster has already brought a school with this ID, the scope gets
 * that record, because students and classes refer to it.
 *
 * @param sourceId OneRoster: the org's sourcedId
 * @throws SyncFailure `UnknownScope`, `NotASchool`, `SchoolExists`
 */
export async function setSchoolSourceId(db: Knex, slug: string, sourceId: string): Promise<void> {
  await db.transaction(async (trx) => {
    const { districtId, scopeId } = await findScope(trx, slug);
    await lockScope(trx, districtId, scopeId);
    const values = { districtId, scopeId, sourceId };
    const [own] = await query<{ school_id: number; slug: string }>(
      trx,
      `select c.school_id, c.slug from scope s join school c using (district_id, school_id)
       where s.district_id = :districtId and s.scope_id = :scopeId`,
      values,
    );
    if (!own)
      throw new SyncFailure('NotASchool', `"${slug}" is a district; only a school has an id that tells its rows.`);
    const [brought] = await query<{ school_id: number; has_sync: boolean }>(
      trx,
      `select c.school_id, exists (
         select from scope s where s.district_id = c.district_id and s.school_id = c.school_id) as has_sync
       from school c where c.district_id = :districtId and c.source_id = :sourceId`,
      values,
    );
    if (brought?.school_id === own.school_id) return;
    if (brought?.has_sync)
      throw new SyncFailure('SchoolExists', 'Another school of the district has this id and a sync of its own.');
    if (!brought) {
      await query(
        trx,
        'update school set source_id = :sourceId where district_id = :districtId and school_id = :school',
        { ...values, school: own.school_id },
      );
      return;
    }
    const both = { ...values, from: own.school_id, to: brought.school_id, slug: own.slug };
    await query(
      trx,
      `update school set slug = null, archived_at = coalesce(archived_at, now())
       where district_id = :districtId and school_id = :from`,
      both,
    );
    await query(trx, 'update school set slug = :slug where district_id = :districtId and school_id = :to', both);
    await query(trx, 'update scope set school_id = :to where district_id = :districtId and scope_id = :scopeId', both);
  });
}
