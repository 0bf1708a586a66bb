import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { reservedSchoolSlugs } from '../contract/ids.js';
import type { ScopeNames } from '../contract/requests.js';
import { query } from '../db/sql-files.js';
import { defaultSettings, type SyncSettings, withDefaults } from '../settings/sync-settings.js';

/** A district or a school with a sync of its own. */
export interface Scope {
  districtId: number;
  scopeId: number;
  slug: string;
  names: ScopeNames;
  enabled: boolean;
  settings: SyncSettings;
  secrets: Buffer | null;
}

const slugRule = 'Use 1 to 63 lower-case letters, digits and hyphens, starting with a letter or digit.';

/** @throws SyncFailure `BadSlug`, `DistrictExists` */
export async function addDistrict(db: Knex, district: { slug: string; name: string }): Promise<Scope> {
  assertSlug(district.slug);
  await db.transaction(async (trx) => {
    const [added] = await query<{ district_id: number }>(
      trx,
      `insert into district (slug, name) values (:slug, :name) on conflict (slug) do nothing returning district_id`,
      district,
    );
    if (!added)
      throw new SyncFailure(
        'DistrictExists',
        `There is a district "${district.slug}" already. Choose another short name.`,
      );
    await insertScope(trx, added.district_id, null, district.slug);
  });
  return findScope(db, district.slug);
}

/**
 * A school with a sync of its own. `sourceId` is its id in the roster (OneRoster: the org's sourcedId).
 *
 * @throws SyncFailure `BadSlug`, `SchoolExists`, `UnknownScope`
 */
export async function addSchool(
  db: Knex,
  school: { district: string; slug: string; name: string; sourceId: string | null },
): Promise<Scope> {
  assertSlug(school.slug);
  if (reservedSchoolSlugs.includes(school.slug)) {
    throw new SyncFailure(
      'BadSlug',
      `"${school.slug}" has a meaning of its own here. Choose another short name for the school.`,
    );
  }
  const district = await findScope(db, school.district);
  const slug = `${school.district}/${school.slug}`;
  await db.transaction(async (trx) => {
    const [added] = await query<{ school_id: number }>(
      trx,
      // A roster may have brought the school already; then it gets its short name here.
      `insert into school as s (district_id, slug, source_id, name) values (:districtId, :slug, :sourceId, :name)
       on conflict (district_id, source_id) do update set slug = excluded.slug where s.slug is null
       returning school_id`,
      { districtId: district.districtId, slug: school.slug, sourceId: school.sourceId, name: school.name },
    ).catch((error: { code?: string }) => {
      if (error.code === '23505') return [];
      throw error;
    });
    if (!added)
      throw new SyncFailure(
        'SchoolExists',
        `The district has a school "${school.slug}", or one with this id, already.`,
      );
    await insertScope(trx, district.districtId, added.school_id, slug);
  });
  return findScope(db, slug);
}

/** @throws SyncFailure `UnknownScope` */
export async function findScope(db: Knex | Knex.Transaction, slug: string): Promise<Scope> {
  const [scope] = await scopes(db, 's.slug = :slug', { slug });
  if (!scope) {
    throw new SyncFailure(
      'UnknownScope',
      `There is no district or school "${slug}". Write <district> or <district>/<school>; "dailysync district add" makes one.`,
    );
  }
  return scope;
}

export async function listScopes(db: Knex): Promise<Scope[]> {
  return scopes(db, 'true', {});
}

async function scopes(
  db: Knex | Knex.Transaction,
  condition: string,
  values: Record<string, unknown>,
): Promise<Scope[]> {
  const rows = await query<{
    district_id: number;
    scope_id: number;
    slug: string;
    enabled: boolean;
    settings: SyncSettings;
    secrets: Buffer | null;
    district_name: string;
    school_name: string | null;
  }>(
    db,
    `select s.district_id, s.scope_id, s.slug, s.enabled, s.settings, s.secrets, d.name as district_name, c.name as school_name
     from scope s
     join district d using (district_id)
     left join school c on c.district_id = s.district_id and c.school_id = s.school_id
     where ${condition}
     order by s.slug`,
    values,
  );
  return rows.map((row) => ({
    districtId: row.district_id,
    scopeId: row.scope_id,
    slug: row.slug,
    enabled: row.enabled,
    settings: withDefaults(row.settings),
    secrets: row.secrets,
    names: { districtName: row.district_name, schoolName: row.school_name, source: row.settings.roster.source },
  }));
}

async function insertScope(
  trx: Knex.Transaction,
  districtId: number,
  schoolId: number | null,
  slug: string,
): Promise<void> {
  await query(
    trx,
    `insert into scope (district_id, school_id, slug, settings) values (:districtId, :schoolId, :slug, cast(:settings as jsonb))`,
    { districtId, schoolId, slug, settings: JSON.stringify(defaultSettings) },
  );
}

function assertSlug(slug: string): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug))
    throw new SyncFailure('BadSlug', `"${slug}" can't be a short name. ${slugRule}`);
}
