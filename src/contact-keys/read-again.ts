import type { Knex } from 'knex';
import { copyRows } from '../db/copy.js';
import { lockDistrict } from '../db/locks.js';
import { planForWholeTables } from '../db/set-based.js';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { finding } from '../findings/catalogue.js';
import { loadRun } from '../runs/context.js';
import { recordFindings } from '../runs/findings.js';
import { guardianNumbers } from './guardians.js';
import { countryOf, numberRules, type ScopeNumbers } from './rules.js';
import { staffNumbers } from './staff.js';

const mapNumbers = sqlScript(import.meta.url, './sql/map-numbers.sql');
const rekeyAccounts = sqlScript(import.meta.url, './sql/rekey-accounts.sql');

const readAgainStep = 'readNumbersAgain';

interface Recorded {
  staff: string | null;
  guardians: string | null;
}

/** Whether the scope's next sync begins with reading stored numbers again: country, column or rules have changed. */
export async function numbersReadOtherwise(trx: Knex.Transaction, scope: ScopeNumbers): Promise<boolean> {
  const rules = numberRules(scope.settings);
  const { staff, guardians } = await recordedRules(trx, scope);
  return (staff ?? rules.staff) !== rules.staff || (guardians ?? rules.guardians) !== rules.guardians;
}

/**
 * If the country, the column or the rules have changed by which a scope's stored phone numbers are read, they are read
 * again from what was received, before a run compares them with a new roster or file. It is no contact change: nothing of
 * it is in the audit, and accounts whose people still agree go along.
 *
 * A scope's first run records by what its numbers are read.
 *
 * @returns of how many guardians the numbers are others now; null if nothing was to be read
 */
export async function readNumbersAgain(trx: Knex.Transaction, scope: ScopeNumbers): Promise<number | null> {
  const { districtId, scopeId, settings } = scope;
  const rules = numberRules(settings);
  const before = await recordedRules(trx, scope);
  if (before.staff === rules.staff && before.guardians === rules.guardians) return null;
  await query(
    trx,
    // What links remember are numbers as they were read before, and would be news.
    `update scope set staff_numbers = :staff, guardian_numbers = :guardians,
       links_remember = links_remember and guardian_numbers is not distinct from :guardians
     where district_id = :districtId and scope_id = :scopeId`,
    { districtId, scopeId, ...rules },
  );
  const [ofStaff, ofGuardians] = [isOther(before.staff, rules.staff), isOther(before.guardians, rules.guardians)];
  if (!ofStaff && !ofGuardians) return null;
  await lockDistrict(trx, districtId);
  await planForWholeTables(trx);
  const texts = columns.map((column) => `${column} text`);
  await query(trx, `create temp table read_again (${texts.join(', ')}) on commit drop`);
  if (ofStaff) for await (const rows of staffNumbers(trx, scope)) await copyRows(trx, 'read_again', columns, rows);
  if (ofGuardians)
    for await (const rows of guardianNumbers(trx, scope, countryOf(before.guardians ?? '')))
      await copyRows(trx, 'read_again', columns, rows);
  await mapNumbers(trx, { districtId });
  await rekeyAccounts(trx, { districtId });
  const [read] = await query<{ guardians: number }>(
    trx,
    `select count(*) as guardians from numbers_read where kind = 'guardian'`,
  );
  await trx.raw('drop table read_again, numbers_read, rekeyed');
  return ofGuardians ? (read?.guardians ?? 0) : null;
}

const columns = ['kind', 'entity_id', 'phone', 'received', 'home_phone', 'home_received'] as const;

/** Of a scope that has recorded nothing, nothing is stored yet. */
const isOther = (before: string | null, now: string) => before !== null && before !== now;

async function recordedRules(trx: Knex.Transaction, { districtId, scopeId }: ScopeNumbers): Promise<Recorded> {
  const [scope] = await query<Recorded>(
    trx,
    `select staff_numbers as staff, guardian_numbers as guardians from scope
     where district_id = :districtId and scope_id = :scopeId`,
    { districtId, scopeId },
  );
  return scope ?? { staff: null, guardians: null };
}

/** Tells in the report of the run that opens after it. */
export async function tellNumbersRead(trx: Knex.Transaction, runId: number, guardians: number): Promise<void> {
  const told = finding('numbers-read-again', {}, { guardians });
  await recordFindings(trx, await loadRun(trx, runId), readAgainStep, [{ ...told, details: { guardians } }]);
}
