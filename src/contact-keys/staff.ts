import type { Knex } from 'knex';
import { copyRows } from '../db/copy.js';
import { lockDistrict } from '../db/locks.js';
import { planForWholeTables } from '../db/set-based.js';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { normalizePhone } from '../guardian-file/phone.js';
import type { SyncSettings } from '../settings/sync-settings.js';
import { PHONE_RULES } from './rules.js';

const mapStaff = sqlScript(import.meta.url, './sql/map-staff.sql');
const rekeyAccounts = sqlScript(import.meta.url, './sql/rekey-accounts.sql');

interface Numbered {
  staff_id: number;
  sms: string;
  phone: string;
}

/**
 * If the country, the column or the rules have changed by which the credential numbers of a scope's staff are read,
 * they are read again from the numbers as received, before a run compares them with a new roster. It is no contact
 * change: nothing of it is in the audit, and accounts whose people still agree go along.
 *
 * A scope's first run records by what its numbers are read, those of guardians too.
 *
 * @returns how many numbers are others now
 */
export async function readStaffNumbersAgain(
  trx: Knex.Transaction,
  { districtId, scopeId, settings }: { districtId: number; scopeId: number; settings: SyncSettings },
): Promise<number> {
  const column = settings.roster.phoneCredentialColumn;
  const rules = `${PHONE_RULES} ${settings.country} ${column}`;
  const values = { districtId, scopeId, rules };
  const [scope] = await query<{ staff_numbers: string | null }>(
    trx,
    'select staff_numbers from scope where district_id = :districtId and scope_id = :scopeId',
    values,
  );
  const before = scope?.staff_numbers ?? null;
  if (before === rules) return 0;
  await query(
    trx,
    `update scope set staff_numbers = :rules, guardian_country = coalesce(guardian_country, :country)
     where district_id = :districtId and scope_id = :scopeId`,
    { ...values, country: settings.country },
  );
  if (before === null) return 0;
  await lockDistrict(trx, districtId);
  await planForWholeTables(trx);
  const staff = await query<Numbered>(
    trx,
    'select staff_id, sms, phone from staff where district_id = :districtId and scope_id = :scopeId',
    values,
  );
  await query(trx, 'create temp table read_again (staff_id text, after text) on commit drop');
  await copyRows(trx, 'read_again', ['staff_id', 'after'], numbers(staff, column, settings.country));
  await mapStaff(trx, values);
  await rekeyAccounts(trx, values);
  const [count] = await query<{ count: number }>(trx, 'select count(*) from numbers_read');
  await trx.raw('drop table read_again, numbers_read, rekeyed');
  return count?.count ?? 0;
}

function* numbers(staff: readonly Numbered[], column: 'sms' | 'phone', country: string) {
  for (const person of staff) {
    const received = person[column];
    yield [person.staff_id, received === '' ? '' : (normalizePhone(received, country) ?? '')];
  }
}
