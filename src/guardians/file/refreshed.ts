import type { Knex } from 'knex';
import { query } from '../../db/sql-files.js';
import { finding } from '../../findings/catalogue.js';
import type { RunContext } from '../../runs/context.js';
import type { RunFinding } from '../../runs/findings.js';
import { day } from '../../words/times.js';

const dayMs = 24 * 60 * 60 * 1000;

interface Fetched {
  name: string;
  sha256: string;
  modifiedAt: Date | null;
}

/**
 * docs/guardian-rules.md 1: a file that was not modified for `guardians.staleDays`, or that has had the content of
 * the last applied one for that long. An export that has stopped does no harm by itself; nobody would notice it.
 *
 * @param part of a run's counts, and the step that fetches its file
 * @returns a finding, or none
 */
export async function notRefreshed(
  trx: Knex.Transaction,
  run: RunContext,
  { part, step }: { part: string; step: string },
  file: Fetched,
  now = new Date(),
): Promise<RunFinding[]> {
  const days = run.settings.guardians.staleDays;
  if (days === 0) return [];
  const modified = file.modifiedAt && ageOf(file.modifiedAt, now) >= days ? file.modifiedAt : null;
  const same = await sameSince(trx, run, part, step, file.sha256);
  const unchanged = same && ageOf(same.since, now) >= days ? same : null;
  if (modified === null && unchanged === null) return [];
  const { timeZone } = run.settings.schedule;
  const params =
    unchanged && (modified === null || unchanged.since < modified)
      ? {
          day: day(unchanged.since, timeZone),
          reason: `the file has had the same content since run ${unchanged.runId}, ${ageOf(unchanged.since, now)} days ago`,
        }
      : { day: day(modified!, timeZone), reason: `the file was last changed ${ageOf(modified!, now)} days ago` };
  const details = { days: ageOf(unchanged?.since ?? modified!, now) };
  return [{ ...finding('not-refreshed', { file: file.name }, params), details }];
}

function ageOf(since: Date, now: Date): number {
  return Math.floor((now.getTime() - since.getTime()) / dayMs);
}

/** The first of the runs that all applied this content, up to the last that applied any; null where that had another. */
async function sameSince(
  trx: Knex.Transaction,
  { districtId, scopeId, runId }: RunContext,
  part: string,
  step: string,
  sha256: string,
): Promise<{ since: Date; runId: number } | null> {
  const [first] = await query<{ since: Date; run_id: number }>(
    trx,
    `with applied as (
       select r.run_id, r.started_at, s.result ->> 'sha256' as sha256
       from run r join run_step s using (district_id, run_id)
       where r.district_id = :districtId and r.scope_id = :scopeId and r.run_id < :runId and s.step = :step
         and r.kind = 'sync' and r.counts -> cast(:part as text) is not null)
     select started_at as since, run_id from applied
     where sha256 = :sha256
       and run_id > coalesce((select max(run_id) from applied where sha256 is distinct from :sha256), 0)
     order by run_id limit 1`,
    { districtId, scopeId, runId, part, step, sha256 },
  );
  return first ? { since: first.since, runId: first.run_id } : null;
}
