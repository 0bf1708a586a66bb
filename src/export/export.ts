import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Knex } from 'knex';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { SyncFailure } from '../contract/failures.js';
import { planForWholeTables } from '../db/set-based.js';
import { query, sqlFile } from '../db/sql-files.js';
import { fileTrouble } from '../failures/file-system.js';
import type { Scope } from '../settings/scopes.js';
import { familyTables } from './family-tables.js';
import { rosterTables } from './roster-tables.js';
import { copyStatement } from './table.js';

const tables = [...rosterTables, ...familyTables];
const referenceStatements = sqlFile(import.meta.url, './references.sql')().split(';\n');

export interface ExportOptions {
  /** Leaves out our own ids, runs and times, so that databases with the same data give the same files. */
  stable: boolean;
  signal?: AbortSignal;
  /** Called after each file. */
  onFile?: (file: ExportedFile) => void;
}

export interface ExportedFile {
  file: string;
  records: number;
}

/**
 * Writes a scope's own records, active and archived, as CSV files into a folder, all of one moment. Rows go straight
 * from PostgreSQL to the files (readable by this user alone); nothing takes its final name before all are complete.
 *
 * @throws SyncFailure `ExportFolder` if the folder can't be made or written; the signal's reason when aborted
 */
export async function exportScope(
  db: Knex,
  scope: Pick<Scope, 'districtId' | 'scopeId'>,
  folder: string,
  options: ExportOptions,
): Promise<ExportedFile[]> {
  const target = (name: string) => path.join(folder, `${name}.csv`);
  const unfinished = (name: string) => path.join(folder, `.${name}.csv.part`);
  const files: ExportedFile[] = [];
  // A broken connection, which follows from a file that can't be written, would hide the reason.
  let reason: unknown;
  const copyAll = async (trx: Knex.Transaction) => {
    await planForWholeTables(trx);
    await nameReferences(trx, scope);
    for (const table of tables) {
      options.signal?.throwIfAborted();
      const sql = copyStatement(table, scope, options.stable);
      const copied = copyToFile(trx, sql, unfinished(table.name), options.signal);
      const records = await copied.catch((error) => {
        reason = error;
        throw error;
      });
      files.push({ file: `${table.name}.csv`, records });
      options.onFile?.({ file: `${table.name}.csv`, records });
    }
  };
  makeFolder(folder);
  try {
    await db.transaction(copyAll, { isolationLevel: 'repeatable read' });
    for (const { name } of tables) renameSync(unfinished(name), target(name));
    return files;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw asFolderFailure(reason ?? error, folder);
  } finally {
    for (const { name } of tables) rmSync(unfinished(name), { force: true });
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asFolderFailure(error, folder);
  }
}

async function nameReferences(trx: Knex.Transaction, { districtId, scopeId }: Pick<Scope, 'districtId' | 'scopeId'>) {
  for (const statement of referenceStatements) {
    if (statement.trim() !== '') await query(trx, statement, { districtId, scopeId });
  }
}

async function copyToFile(trx: Knex.Transaction, sql: string, file: string, signal?: AbortSignal): Promise<number> {
  const client = (await trx.client.acquireConnection()) as PoolClient & { connection: { stream: Socket } };
  const rows = client.query(copyTo(sql));
  try {
    await pipeline(rows, createWriteStream(file, { mode: 0o600 }), { signal });
  } catch (error) {
    // A connection in the middle of a COPY that nobody reads would wait for ever.
    client.connection.stream.destroy();
    throw error;
  }
  // The number of rows comes after the last of them, at the latest before the next answer.
  await query(trx, 'select');
  return rows.rowCount;
}

function asFolderFailure(error: unknown, folder: string): unknown {
  const trouble = fileTrouble(error);
  if (!trouble) return error;
  return new SyncFailure(
    'ExportFolder',
    `The export can't be written to ${folder}: ${trouble.why}. Choose a folder that this user may write to, with room in it.`,
  );
}
