import type { CellReader } from './cell-reader.js';
import type { Column } from './columns.js';
import { normalizeEmail } from './email.js';
import { readEmailCell } from './email-cell.js';
import { normalizePhone } from './phone.js';
import { type PhoneKind, readPhoneCell } from './phone-cell.js';
import { isPlaceholderEmail, isPlaceholderPhone } from './placeholders.js';

/** What a row's phones are read into, and whose they are. */
interface PhoneRow {
  firstName: string | null;
  lastName: string | null;
  relationship: string | null;
  mobilePhone: string | null;
  homePhone: string | null;
}

/** What a placeholder is, as its finding says it. */
const PLACEHOLDER = 'is a placeholder such as 999-999-9999 or none@none.com';

/** A label of the one parent on the row of the other. */
const OTHER_PARENT: Partial<Record<PhoneKind, string>> = { mother: 'Father', father: 'Mother' };

export const contactRules = { OTHER_PARENT };

/** Reads the email and the phones of one row after the other. */
export class ContactReader {
  readonly #reader: CellReader;
  readonly #country: string;

  /** @param country ISO 3166 code, for phone numbers without a country code */
  constructor(reader: CellReader, country: string) {
    this.#reader = reader;
    this.#country = country;
  }

  email(): string | null {
    const reader = this.#reader;
    const text = reader.number('email');
    if (!text) return text;
    const email = normalizeEmail(text);
    if (email !== null) return isPlaceholderEmail(email) ? this.#placeholder('email') : email;
    const { value, problem, isSeveral } = readEmailCell(text);
    if (problem !== null) return reader.note(problem, 'email');
    return value === '' ? this.#placeholder('email') : this.#taken('email', value, isSeveral);
  }

  /** Reads both phones of a row. A number that is labeled as a home or work number is nobody's login. */
  readPhones(row: PhoneRow): void {
    const mobile = this.#phone('mobilePhone', row);
    const home = this.#phone('homePhone', row);
    row.homePhone = home.number;
    if (mobile.kind !== 'other') {
      row.mobilePhone = mobile.number;
      return;
    }
    this.#reader.note('phone-not-mobile', 'mobilePhone');
    row.homePhone = row.homePhone || mobile.number;
  }

  #phone(column: 'mobilePhone' | 'homePhone', row: PhoneRow): { number: string | null; kind: PhoneKind } {
    const reader = this.#reader;
    const text = reader.number(column);
    if (!text) return plain(text);
    if (isPlaceholderPhone(text)) return plain(this.#placeholder(column));
    const country = this.#country;
    const phone = normalizePhone(text, country);
    if (phone !== null) return plain(phone);
    const { firstName, lastName, relationship } = row;
    const { value, problem, isSeveral, kind } = readPhoneCell(text, country, `${firstName ?? ''} ${lastName ?? ''}`);
    if (problem === 'phone-invalid') return plain(reader.note(problem, column, { country }));
    if (problem !== null) return plain(reader.note(problem, column));
    if (value === '') return plain(this.#placeholder(column));
    const other = OTHER_PARENT[kind];
    if (other !== undefined && relationship === other) return plain(reader.note('phone-of-another', column));
    return { number: this.#taken(column, value, isSeveral), kind };
  }

  /** What was found in a cell that has more than the value. */
  #taken(column: Column, value: string | null, isSeveral: boolean): string | null {
    if (isSeveral) this.#reader.note('first-of-several', column);
    else this.#reader.count('label-removed', column);
    return value;
  }

  /** Read as an empty cell, which clears: what is stored may be the same placeholder, from before it was known as one. */
  #placeholder(column: 'email' | 'mobilePhone' | 'homePhone'): '' {
    this.#reader.note('contact-placeholder', column, { reason: PLACEHOLDER });
    return '';
  }
}

function plain(number: string | null): { number: string | null; kind: PhoneKind } {
  return { number, kind: 'plain' };
}
