import type { Knex } from 'knex';
import { copyRows } from '../../db/copy.js';
import { query } from '../../db/sql-files.js';
import type { RosterBatch } from '../model.js';
import type { FamilyRow } from './model.js';

/** What was read of a source's families. */
export interface StagedFamilies {
  /** Why they may not be whole, a sentence for the admin; null: they are. */
  incomplete: string | null;
  changesOnly: boolean;
  /** Of some guardian they say the language. */
  namesLanguages: boolean;
}

const guardianColumns = [
  'source_id',
  'sis_id',
  'first_name',
  'last_name',
  'email',
  'mobile_phone',
  'home_phone',
  'language',
  'relationship',
  'contact_type',
] as const;
const linkColumns = ['student_source_id', 'guardian_source_id', 'relationship', 'contact_type'] as const;

const texts = (columns: readonly string[]) => columns.map((column) => `${column} text not null`).join(', ');

/**
 * Reads a source's families into temporary tables of the transaction: guardians, links, ids of records in
 * error, and of those that are gone.
 */
export async function stageFamilies(
  trx: Knex.Transaction,
  batches: AsyncIterable<RosterBatch<FamilyRow>>,
  onBatch: (rows: number) => void,
): Promise<StagedFamilies> {
  await query(
    trx,
    `create temp table family_guardian (place bigint generated always as identity, ${texts(guardianColumns)}) on commit drop`,
  );
  await query(trx, `create temp table family_link (${texts(linkColumns)}) on commit drop`);
  for (const table of ['family_error', 'family_removed'])
    await query(trx, `create temp table ${table} (source_id text not null) on commit drop`);
  const staged: StagedFamilies = { incomplete: null, changesOnly: false, namesLanguages: false };
  let rows = 0;
  for await (const batch of batches) {
    await copyRows(trx, 'family_guardian', guardianColumns, guardianCells(batch.rows));
    await copyRows(trx, 'family_link', linkColumns, linkCells(batch.rows));
    const known = batch.errors.filter(({ sourceId }) => sourceId !== '');
    await copyRows(
      trx,
      'family_error',
      ['source_id'],
      known.map(({ sourceId }) => [sourceId]),
    );
    await copyRows(
      trx,
      'family_removed',
      ['source_id'],
      (batch.removed ?? []).map((sourceId) => [sourceId]),
    );
    if (known.length < batch.errors.length)
      staged.incomplete ??= 'Some records of the roster have no readable ID. They could be any guardian. Correct them.';
    if (batch.incomplete) staged.incomplete ??= batch.incomplete;
    if (batch.changesOnly) staged.changesOnly = true;
    staged.namesLanguages ||= batch.rows.some(({ guardian }) => (guardian?.language ?? '') !== '');
    rows += batch.rows.length;
    onBatch(rows);
  }
  await query(trx, 'analyze family_guardian, family_link, family_error, family_removed');
  return staged;
}

function* guardianCells(rows: readonly FamilyRow[]) {
  for (const { sourceId, guardian } of rows) {
    if (!guardian) continue;
    const { firstName, lastName, email, mobilePhone, homePhone, language, relationship, contactType } = guardian;
    yield [
      sourceId,
      guardian.sisId ?? sourceId,
      firstName,
      lastName,
      email,
      mobilePhone,
      homePhone,
      language,
      relationship,
      contactType,
    ];
  }
}

function* linkCells(rows: readonly FamilyRow[]) {
  for (const { links } of rows)
    for (const { studentSourceId, guardianSourceId, relationship, contactType } of links)
      yield [studentSourceId, guardianSourceId, relationship, contactType];
}
