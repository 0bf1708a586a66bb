import type { Knex } from 'knex';
import { rowsOf } from '../db/cursor.js';
import { normalizePhone, phoneAsReceived, receivedPhone } from '../guardian-file/index.js';
import type { ScopeNumbers } from './rules.js';

interface Numbered {
  guardian_id: number;
  mobile_phone: string;
  mobile_received: string | null;
  home_phone: string;
  home_received: string | null;
}

/** The numbers of a scope's guardians, read again from what was received. @param before the country until now */
export async function* guardianNumbers(
  trx: Knex.Transaction,
  { districtId, scopeId, settings }: ScopeNumbers,
  before: string,
) {
  const sql = `select guardian_id, mobile_phone, mobile_received, home_phone, home_received from guardian
    where district_id = :districtId and scope_id = :scopeId and (mobile_phone <> '' or home_phone <> '')`;
  for await (const guardians of rowsOf<Numbered>(trx, sql, { districtId, scopeId }))
    yield guardians.map((guardian) => {
      const mobile = readAgain(guardian.mobile_phone, guardian.mobile_received, before, settings.country);
      const home = readAgain(guardian.home_phone, guardian.home_received, before, settings.country);
      return ['guardian', guardian.guardian_id, mobile.phone, mobile.received, home.phone, home.received];
    });
}

/** A number that can't be one by the country of now stays, and what was received with it. */
function readAgain(phone: string, received: string | null, before: string, now: string) {
  if (phone === '') return { phone, received: null };
  const text = phoneAsReceived(phone, received, before);
  const again = normalizePhone(text, now);
  return again === null ? { phone, received: text } : { phone: again, received: receivedPhone(text, again, now) };
}
