import type { StoredFile } from '../../src/archives/stored-file.js';
import type { RosterBatch, RosterCollection, RosterRows } from '../../src/roster/model.js';
import { openOneRosterCsv as openWith } from '../../src/roster/oneroster/csv/source.js';
import { memoryRoles } from './files.js';

export const openOneRosterCsv = (files: readonly StoredFile[]) => openWith(files, memoryRoles());

/** A whole collection, its batches joined. */
export async function readAll<C extends RosterCollection>(files: readonly StoredFile[], collection: C, from?: string) {
  const source = await openOneRosterCsv(files);
  const all: RosterBatch<RosterRows[C]> = { file: null, rows: [], errors: [], findings: [], leftOut: 0, cursor: null };
  for await (const batch of source.read(collection, from)) {
    all.rows.push(...batch.rows);
    all.errors.push(...batch.errors);
    all.findings.push(...batch.findings);
    all.leftOut += batch.leftOut;
  }
  return all;
}

export const found = (findings: readonly { code: string; line?: number | null; column?: string | null }[]) =>
  findings.map(({ code, line, column }) => [code, line ?? null, column ?? null]);
