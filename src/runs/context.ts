import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import type { RequestOptions } from '../contract/requests.js';
import { query } from '../db/sql-files.js';
import { type SyncSettings, withDefaults } from '../settings/sync-settings.js';

/** What every step of a run needs to know. Settings are those at the run's start; secrets are not among them. */
export interface RunContext {
  districtId: number;
  scopeId: number;
  runId: number;
  /** `<district>` or `<district>/<school>`. */
  scope: string;
  /** The school of a school-level scope, by our id and the roster's; null for a district. */
  school: { schoolId: number; sourceId: string | null } | null;
  settings: SyncSettings;
  /** Why it runs: 'sync', 'upload' or 'revert', and what an upload or a revert is about. */
  kind: string;
  options: RequestOptions;
}

/** @throws SyncFailure `UnknownRun` */
export async function loadRun(db: Knex | Knex.Transaction, runId: number): Promise<RunContext> {
  const [row] = await query<{
    district_id: number;
    scope_id: number;
    slug: string;
    school_id: number | null;
    source_id: string | null;
    settings: SyncSettings;
    kind: string;
    options: RequestOptions;
  }>(
    db,
    `select r.district_id, r.scope_id, s.slug, s.school_id, c.source_id, r.settings, r.kind, r.options
     from run r
     join scope s using (district_id, scope_id)
     left join school c on c.district_id = s.district_id and c.school_id = s.school_id
     where r.run_id = :runId`,
    { runId },
  );
  if (!row)
    throw new SyncFailure('UnknownRun', `There is no run ${runId}. "dailysync runs SCOPE" lists the runs of a scope.`);
  return {
    districtId: row.district_id,
    scopeId: row.scope_id,
    runId,
    scope: row.slug,
    school: row.school_id === null ? null : { schoolId: row.school_id, sourceId: row.source_id },
    settings: withDefaults(row.settings),
    kind: row.kind,
    options: row.options,
  };
}
