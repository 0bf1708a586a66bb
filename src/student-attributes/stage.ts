import type { Knex } from 'knex';
import { copyRows, mapped } from '../db/copy.js';
import { query } from '../db/sql-files.js';
import { type ErrorRow, errorCells } from '../guardians/stage.js';
import type { RunContext } from '../runs/context.js';
import type { AttributeRow } from './check/index.js';

/** The staging tables of a run: rows, and the cells of rows in error. */
export function stagingTables(run: Pick<RunContext, 'runId'>): { rows: string; errors: string } {
  return { rows: `staging.attribute_row_${run.runId}`, errors: `staging.attribute_error_${run.runId}` };
}

/** Unlogged: a crash of the server empties them, and the batches' records tell. `cells`: a JSON array, null if dropped. */
export async function createAttributeStaging(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const { rows, errors } = stagingTables(run);
  await query(
    trx,
    `create unlogged table if not exists ${rows} (line bigint, batch int, student_sis_id text, cells text)`,
  );
  await query(trx, `create unlogged table if not exists ${errors} (line bigint, batch int, cell text)`);
}

export async function dropAttributeStaging(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const { rows, errors } = stagingTables(run);
  await query(trx, `drop table if exists ${rows}, ${errors}`);
}

/** One batch of checked rows. `errorRows` may fill up while `rows` are read: they are read afterwards. */
export async function stageAttributeRows(
  trx: Knex.Transaction,
  run: RunContext,
  batch: number,
  rows: Iterable<AttributeRow> | AsyncIterable<Iterable<AttributeRow>>,
  errorRows: Iterable<ErrorRow>,
): Promise<number> {
  const tables = stagingTables(run);
  const cells = mapped(rows, ({ line, studentSisId, values }) => [line, batch, studentSisId, JSON.stringify(values)]);
  const staged = await copyRows(trx, tables.rows, ['line', 'batch', 'student_sis_id', 'cells'], cells);
  await copyRows(trx, tables.errors, ['line', 'batch', 'cell'], errorCells(errorRows, batch));
  return staged;
}

export async function countStagedAttributeRows(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'runId'>,
): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*) from ${stagingTables(run).rows}`);
  return row?.count ?? 0;
}
