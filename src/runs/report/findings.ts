import type { Knex } from 'knex';
import { rowsOf } from '../../db/cursor.js';
import { query, sqlFile } from '../../db/sql-files.js';
import { withPeople } from './people.js';
import type { FindingRow, ReportFinding, RunReport } from './types.js';

const listSql = sqlFile(import.meta.url, './findings.sql')();
const allSql = sqlFile(import.meta.url, './all-findings.sql')();

type Run = { districtId: number; runId: number };

/** @param perCode the most findings of one code that are listed; all are counted */
export async function reportFindings(db: Knex, run: Run, perCode: number): Promise<RunReport['findings']> {
  const counted = await query<{ severity: keyof RunReport['findings']['total']; code: string; count: number }>(
    db,
    // A finding with `more` stands for that many which its step did not list one by one.
    `select severity, code, cast(sum(coalesce(cast(details ->> 'more' as bigint), 1)) as bigint) as count
     from run_finding where district_id = :districtId and run_id = :runId
     group by severity, code order by code`,
    { ...run },
  );
  const total = { error: 0, warning: 0, notice: 0 };
  const byCode: Record<string, number> = {};
  for (const { severity, code, count } of counted) {
    total[severity] += count;
    byCode[code] = (byCode[code] ?? 0) + count;
  }
  return { total, byCode, list: await list(db, run, perCode) };
}

async function list(db: Knex, { districtId, runId }: Run, perCode: number): Promise<ReportFinding[]> {
  return withPeople(db, districtId, await query<FindingRow>(db, listSql, { districtId, runId, perCode }));
}

/** Every finding, some at a time, however many there are. */
export async function* allFindings(trx: Knex.Transaction, { districtId, runId }: Run): AsyncGenerator<ReportFinding[]> {
  for await (const rows of rowsOf<FindingRow>(trx, allSql, { districtId, runId })) {
    yield await withPeople(trx, districtId, rows);
  }
}
