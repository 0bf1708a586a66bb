import type { Knex } from 'knex';
import type { RunStatus } from '../../contract/status.js';
import { query } from '../../db/sql-files.js';

export interface RunListEntry {
  id: number;
  kind: string;
  status: RunStatus;
  requestId: string;
  requestedBy: string;
  startedAt: string;
  finishedAt: string | null;
  failureCode: string | null;
  errors: number;
  warnings: number;
  /** The run that has put this one back. */
  revertedBy: number | null;
  /** By kind, what waits for an answer: numbers of records and their share in percent. */
  triedToArchive: Record<string, { count: number; percent: number }>;
}

/** The latest runs of a scope, newest first. */
export async function listRuns(
  db: Knex,
  scope: { districtId: number; scopeId: number },
  limit: number,
): Promise<RunListEntry[]> {
  return query<RunListEntry>(
    db,
    `select r.run_id as id, r.kind, r.status, r.request_id as "requestId", r.requested_by as "requestedBy",
       ${iso('r.started_at')} as "startedAt", ${iso('r.finished_at')} as "finishedAt", r.failure_code as "failureCode",
       f.errors, f.warnings,
       (select b.run_id from run b where b.district_id = r.district_id and b.reverts_run = r.run_id
          and not is_reverted(b.district_id, b.run_id)) as "revertedBy",
       (select coalesce(jsonb_object_agg(kind.key, kind.value -> 'triedToArchive'), '{}')
        from jsonb_each(r.counts) part cross join lateral jsonb_each(part.value) kind
        where jsonb_typeof(kind.value -> 'triedToArchive') = 'object') as "triedToArchive"
     from run r
     left join lateral (
       select count(*) filter (where severity = 'error') as errors, count(*) filter (where severity = 'warning') as warnings
       from run_finding where district_id = r.district_id and run_id = r.run_id) f on true
     where r.district_id = :districtId and r.scope_id = :scopeId
     order by r.run_id desc limit :limit`,
    { districtId: scope.districtId, scopeId: scope.scopeId, limit },
  );
}

/** A time as ISO 8601 in UTC, to the millisecond. */
function iso(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
