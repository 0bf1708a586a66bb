import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import type { RunStatus } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import { codesThat } from '../findings/catalogue.js';
import type { HeldParts } from './held.js';
import { reportAttributes } from './report/attributes.js';
import { storedDryRun } from './report/dry-run.js';
import { reportFile, type StoredFile } from './report/file.js';
import { reportFindings } from './report/findings.js';
import { reportReverts } from './report/reverts.js';
import { sentenceOf } from './report/sentence.js';
import { reportSteps } from './report/steps.js';
import { addUp, matchRate } from './report/sums.js';
import type { RunReport } from './report/types.js';

export { listRuns, type RunListEntry } from './report/run-list.js';
export type { Contact, DryRunChange, ReportFile, ReportFinding, RunReport } from './report/types.js';

/** What the report says first. */
const headCodes = new Set<string>(codesThat(({ heads }) => heads === true));

interface Row {
  district_id: number;
  request_id: string;
  kind: string;
  requested_by: string;
  status: RunStatus;
  failure_code: string | null;
  failure_message: string | null;
  failed_step: string | null;
  failed_parts: string[] | null;
  counts: Partial<RunReport['counts']>;
  file: StoredFile | null;
  held: HeldParts | null;
  started_at: Date;
  finished_at: Date | null;
  time_zone: string;
  slug: string;
  district: string;
  school: string | null;
}

/**
 * What a run was, did and found, for the command line, the demo and the web pages. Of a run that is not closed yet the
 * counts are null and the steps tell how far it is.
 *
 * @param findingsPerCode the most findings of one code that are listed; all are counted
 * @throws SyncFailure `UnknownRun`
 */
export async function runReport(
  db: Knex,
  runId: number,
  { findingsPerCode = 1000 }: { findingsPerCode?: number } = {},
): Promise<RunReport> {
  const row = await loadRow(db, runId);
  const run = { districtId: row.district_id, runId };
  const steps = await reportSteps(db, run);
  const stored = row.kind === 'preview' ? await storedDryRun(db, run, findingsPerCode) : null;
  const findings = stored?.findings ?? (await reportFindings(db, run, findingsPerCode));
  const executions = await reportExecutions(db, run);
  const decisions = await reportDecisions(db, run);
  const { roster = null, guardians = null, attributes = null, accounts = null } = row.counts;
  const students = guardians?.students ?? row.held?.guardians?.students;
  const report = {
    run: {
      id: runId,
      kind: row.kind,
      scope: row.slug,
      district: row.district,
      school: row.school,
      requestId: row.request_id,
      requestedBy: row.requested_by,
      status: row.status,
      startedAt: row.started_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
      seconds: row.finished_at ? (row.finished_at.getTime() - row.started_at.getTime()) / 1000 : null,
      timeZone: row.time_zone,
    },
    counts: { roster, guardians, attributes, accounts },
    ...(await reportReverts(db, run)),
    rows: guardians?.rows ?? null,
    rowsAddUp: guardians ? addUp(guardians.rows) : null,
    students: students ? matchRate(students) : null,
    file: row.file ? reportFile(row.file) : null,
    attributes: await reportAttributes(db, run, attributes, row.held?.attributes),
    steps,
    findings,
    changes: stored?.changes ?? null,
    failure: row.failure_code
      ? {
          part: row.failed_step ?? '',
          code: row.failure_code,
          message: row.failure_message ?? '',
          parts: row.failed_parts ?? (row.failed_step ? [row.failed_step] : []),
        }
      : null,
    held: Object.entries(row.held ?? {}).flatMap(([part, { held }]) => held.map((reason) => ({ part, ...reason }))),
    decisions,
    executions,
  };
  const atHead = findings.list.filter(({ code }) => headCodes.has(code)).map(({ message }) => message);
  return { ...report, sentence: [sentenceOf(report), ...atHead].join(' ') };
}

async function loadRow(db: Knex, runId: number): Promise<Row> {
  const [row] = await query<Row>(
    db,
    `select r.district_id, r.request_id, r.kind, r.requested_by, r.status, r.failure_code, r.failure_message, r.failed_step, r.failed_parts,
       r.counts, r.file, r.held, r.started_at, r.finished_at,
       coalesce(r.settings #>> '{schedule,timeZone}', 'UTC') as time_zone, s.slug, d.name as district, c.name as school
     from run r
     join district d using (district_id)
     join scope s using (district_id, scope_id)
     left join school c on c.district_id = s.district_id and c.school_id = s.school_id
     where r.run_id = :runId`,
    { runId },
  );
  if (row) return row;
  throw new SyncFailure('UnknownRun', `There is no run ${runId}. "dailysync runs SCOPE" lists the runs of a scope.`);
}

async function reportExecutions(
  db: Knex,
  run: { districtId: number; runId: number },
): Promise<RunReport['executions']> {
  return query(
    db,
    `select workflow_id as "workflowId", coalesce(nullif(temporal_run_id, ''), last_temporal_run_id) as "temporalRunId", attempt
     from run_execution
     where district_id = :districtId and run_id = :runId order by workflow_id`,
    { ...run },
  );
}

async function reportDecisions(db: Knex, run: { districtId: number; runId: number }): Promise<RunReport['decisions']> {
  const rows = await query<Omit<RunReport['decisions'][number], 'at'> & { at: Date }>(
    db,
    `select question, answer, decided_by as "by", decided_at as at from decision
     where district_id = :districtId and run_id = :runId order by decided_at`,
    { ...run },
  );
  return rows.map(({ at, ...decision }) => ({ ...decision, at: at.toISOString() }));
}
