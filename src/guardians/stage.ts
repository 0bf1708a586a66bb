import type { Knex } from 'knex';
import { copyRows, mapped } from '../db/copy.js';
import { query } from '../db/sql-files.js';
import type { GuardianRow } from '../guardian-file/index.js';
import type { RunContext } from '../runs/context.js';

/** What is in a row in error, cell by cell: the reconcile protects every student whose id is among it. */
export interface ErrorRow {
  line: number;
  cells: readonly string[];
}

/** The staging tables of a run: rows, and the cells of rows in error. */
export function stagingTables(run: Pick<RunContext, 'runId'>): { rows: string; errors: string } {
  return { rows: `staging.guardian_row_${run.runId}`, errors: `staging.guardian_error_${run.runId}` };
}

const rowColumns = [
  'row_id',
  'line',
  'batch',
  'group_name',
  'student_sis_id',
  'guardian_sis_id',
  'first_name',
  'last_name',
  'email',
  'mobile_phone',
  'home_phone',
  'mobile_received',
  'home_received',
  'language',
  'relationship',
  'contact_type',
] as const;

/**
 * Unlogged: a crash of the server empties them, and the rows that no longer add up fail the reconcile. `row_id` orders the
 * rows as the file has them, also those of one line; the line is for reports.
 */
export async function createGuardianStaging(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const { rows, errors } = stagingTables(run);
  const texts = rowColumns.slice(3).map((column) => `${column} text`);
  await query(
    trx,
    `create unlogged table if not exists ${rows} (row_id bigint, line bigint, batch int, ${texts.join(', ')},
       name_key text generated always as (name_key(coalesce(first_name, ''), coalesce(last_name, ''))) stored,
       contact_key text generated always as (contact_key(coalesce(first_name, ''), coalesce(last_name, ''),
         coalesce(email, ''), coalesce(mobile_phone, ''))) stored)`,
  );
  await query(trx, `create unlogged table if not exists ${errors} (line bigint, batch int, cell text)`);
}

export async function dropGuardianStaging(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const { rows, errors } = stagingTables(run);
  await query(trx, `drop table if exists ${rows}, ${errors}`);
}

/**
 * Writes one batch of checked rows to the run's staging tables by COPY. In a value, null (column missing or value
 * dropped) and '' (empty cell) stay apart. `errorRows` may fill up while `rows` are read: they are read afterwards.
 *
 * @returns the number of rows staged, those in error not among them
 */
export async function stageGuardianRows(
  trx: Knex.Transaction,
  run: RunContext,
  batch: number,
  rows: Iterable<GuardianRow> | AsyncIterable<Iterable<GuardianRow>>,
  errorRows: Iterable<ErrorRow>,
): Promise<number> {
  const tables = stagingTables(run);
  // Rows first: a parser that streams them finds the rows in error meanwhile.
  const staged = await copyRows(
    trx,
    tables.rows,
    rowColumns,
    mapped(rows, (row) => values(row, batch)),
  );
  await copyRows(trx, tables.errors, ['line', 'batch', 'cell'], errorCells(errorRows, batch));
  return staged;
}

/** How many rows are staged: fewer than the batches' records say after a crash of the server. */
export async function countStagedGuardianRows(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'runId'>,
): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*) from ${stagingTables(run).rows}`);
  return row?.count ?? 0;
}

function values(row: GuardianRow, batch: number) {
  const { line, group } = row;
  return [
    group === undefined ? line : line * group.of + group.index,
    line,
    batch,
    group === undefined ? null : group.name,
    row.studentSisId,
    row.guardianSisId,
    row.firstName,
    row.lastName,
    row.email,
    row.mobilePhone,
    row.homePhone,
    row.mobileReceived ?? null,
    row.homeReceived ?? null,
    row.language,
    row.relationship,
    row.contactType,
  ];
}

/** A bad quote can leave several cells, or several rows, in one: they are taken apart. Every row has a cell at least. */
export function* errorCells(errorRows: Iterable<ErrorRow>, batch: number) {
  for (const { line, cells } of errorRows) {
    const parts = cells.flatMap((cell) => [cell, ...cell.split(/[\r\n\t,;|^"]+/)]).map((part) => part.trim());
    for (const cell of new Set(['', ...parts])) yield [line, batch, cell];
  }
}
