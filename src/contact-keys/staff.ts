import type { Knex } from 'knex';
import { rowsOf } from '../db/cursor.js';
import { normalizePhone } from '../guardian-file/index.js';
import type { ScopeNumbers } from './rules.js';

interface Numbered {
  staff_id: number;
  sms: string;
  phone: string;
}

/** The credential numbers of a scope's staff, read again from the numbers as received. */
export async function* staffNumbers(trx: Knex.Transaction, { districtId, scopeId, settings }: ScopeNumbers) {
  const { country, roster } = settings;
  const sql = 'select staff_id, sms, phone from staff where district_id = :districtId and scope_id = :scopeId';
  for await (const staff of rowsOf<Numbered>(trx, sql, { districtId, scopeId }))
    yield staff.map((person) => {
      const received = person[roster.phoneCredentialColumn];
      return [
        'staff',
        person.staff_id,
        received === '' ? '' : (normalizePhone(received, country) ?? ''),
        null,
        null,
        null,
      ];
    });
}
