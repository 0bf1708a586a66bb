import type { Scope } from '../settings/scopes.js';
import type { SyncSettings } from '../settings/sync-settings.js';

/** A scope whose stored numbers are read. */
export type ScopeNumbers = Pick<Scope, 'districtId' | 'scopeId' | 'settings'>;

/**
 * The version of the rules by which a phone number is read (src/guardian-file/phone.ts), raised by hand when they change.
 * No hash: with another version every stored number is read again, and until then there is no dry run, which a change
 * of spelling in a table is not worth. The other parts of a contact key are made by the function contact_key of the
 * database, whose migration makes the stored keys again.
 */
export const PHONE_RULES = 1;

/** By what a scope's stored numbers are read, as the scope records it. */
export interface NumberRules {
  /** Rules, country and column. */
  staff: string;
  /** Rules and country. */
  guardians: string;
}

export function numberRules({ country, roster }: Pick<SyncSettings, 'country' | 'roster'>): NumberRules {
  const guardians = `${PHONE_RULES} ${country}`;
  return { staff: `${guardians} ${roster.phoneCredentialColumn}`, guardians };
}

export function countryOf(rules: string): string {
  return rules.split(' ')[1] ?? '';
}
