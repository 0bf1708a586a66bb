import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Longer than any way of writing a phone number. */
const MAX_PHONE = 60;

/** Countries of the plan +1 whose plain ten-digit numbers need no library. */
const PLAIN_COUNTRIES: ReadonlySet<string> = new Set(['US', 'CA']);

/** Ten digits with the usual punctuation, +1 or 1 before them or not; the first digit is no trunk prefix. */
const PLAIN = /^(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]{0,2}(\d{3})[ .-]?(\d{4})$/;

export const phoneRules = { MAX_PHONE, PLAIN_COUNTRIES, PLAIN };

/**
 * A phone number in E.164. Kept when its length is possible for its country, not only when a number plan of this month
 * knows it. An extension is dropped. docs/guardian-rules.md 1.
 *
 * @param text a cleaned cell
 * @param country ISO 3166 code of the district's country, for numbers without a country code
 * @returns null where the whole text is no such number
 */
export function normalizePhone(text: string, country: string): string | null {
  if (PLAIN_COUNTRIES.has(country)) {
    const plain = PLAIN.exec(text);
    if (plain) return `+1${plain[1]}${plain[2]}${plain[3]}`;
  }
  return normalizePhoneByLibrary(text, country);
}

/** The same without the short cut. */
export function normalizePhoneByLibrary(text: string, country: string): string | null {
  if (text.length > MAX_PHONE) return null;
  const number = parsePhoneNumberFromString(text, { defaultCountry: country as CountryCode, extract: false });
  return number?.isPossible() ? number.number : null;
}

/** Whether phone numbers of the country can be read. */
export function isKnownCountry(country: string): boolean {
  return isSupportedCountry(country as CountryCode);
}
