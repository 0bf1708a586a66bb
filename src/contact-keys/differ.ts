import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { SyncSettings } from '../settings/sync-settings.js';
import { PHONE_RULES } from './rules.js';

/** Whether the scope's next sync begins with reading stored numbers again: country, column or rules have changed. */
export async function numbersReadOtherwise(
  trx: Knex.Transaction,
  { districtId, scopeId, settings }: { districtId: number; scopeId: number; settings: SyncSettings },
): Promise<boolean> {
  const { country, roster } = settings;
  const [row] = await query<{ otherwise: boolean | null }>(
    trx,
    `select coalesce(staff_numbers <> :rules, false) or coalesce(guardian_country <> :country, false) as otherwise
     from scope where district_id = :districtId and scope_id = :scopeId`,
    { districtId, scopeId, country, rules: `${PHONE_RULES} ${country} ${roster.phoneCredentialColumn}` },
  );
  return row?.otherwise ?? false;
}
