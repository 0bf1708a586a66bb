import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { normalizePhone, phoneRules } from './phone.js';
import { cleanText } from './text.js';

/**
 * What is kept of a phone number as it was received, so that it can be read again by another country or other rules:
 * null if it was plainly written in the national way, as nearly all are (its digits follow from the number then); '' if
 * it has its country code, so that it means the same number anywhere; else the text.
 *
 * @param cell as in the file
 * @param phone in E.164, what was read from the cell
 */
export function receivedPhone(cell: string, phone: string, country: string): string | null {
  if (isNational(cell, phone, country)) return null;
  const text = cleanText(cell);
  if (text.startsWith('+')) return '';
  // Of several numbers, or of one with a label, the piece that was read.
  const pieces = text.split(/[;/|,&\n]/).map((part) => /[+(]*\d(?:.*\d)?/.exec(part)?.[0] ?? '');
  for (const piece of [text, ...pieces]) {
    if (piece === '' || piece.length > phoneRules.MAX_PHONE || normalizePhone(piece, country) !== phone) continue;
    return isNational(piece, phone, country) ? null : piece.startsWith('+') ? '' : piece;
  }
  return null;
}

const [TWO, NINE, BRACKET] = [0x32, 0x39, 0x28];

/** Ten digits of the plan +1 with the usual punctuation and nothing else: the number itself says how it was received. */
function isNational(text: string, phone: string, country: string): boolean {
  const first = text.charCodeAt(0) === BRACKET ? text.charCodeAt(1) : text.charCodeAt(0);
  if (first < TWO || first > NINE || !phoneRules.PLAIN_COUNTRIES.has(country)) return false;
  return phone.startsWith('+1') && phoneRules.PLAIN.test(text);
}

/**
 * The text to read a stored number from again.
 *
 * @param received as `receivedPhone` gave it; null also of numbers that were stored before it was kept
 * @param country by which the number was read
 */
export function phoneAsReceived(phone: string, received: string | null, country: string): string {
  if (received === '') return phone;
  if (received !== null && isOf(received, phone)) return received;
  if (phoneRules.PLAIN_COUNTRIES.has(country)) return phone.startsWith('+1') ? phone.slice(2) : phone;
  const number = parsePhoneNumberFromString(phone, { defaultCountry: country as CountryCode, extract: false });
  return number?.country === country ? number.formatNational() : phone;
}

/** Where records became one, a number may have come without what was received of it. */
function isOf(received: string, phone: string): boolean {
  return received.replace(/\D/g, '').includes(phone.slice(-7));
}
