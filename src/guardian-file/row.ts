import { CellReader } from './cell-reader.js';
import { isExponent } from './damage.js';
import { normalizeEmail } from './email.js';
import type { FileNotes } from './file-notes.js';
import type { Finding } from './findings.js';
import type { Header } from './header.js';
import { normalizeLanguage } from './language.js';
import { memo } from './memo.js';
import type { RowGroup } from './person-columns.js';
import { normalizePhone } from './phone.js';
import { isPlaceholderEmail, isPlaceholderPhone, isPlaceholderWord } from './placeholders.js';
import { MAX_TEXT, StudentIdReader } from './student-id.js';
import { isBlankRow } from './text.js';
import { normalizeContactType, normalizeRelationship } from './vocabulary.js';

/**
 * A good row. In each value: null where the column is missing or the value was dropped with a warning (what is stored
 * stays), '' for an empty cell (clears what is stored), else the normalized value.
 */
export interface GuardianRow {
  /** Line of the file where the row starts. */
  line: number;
  /** Which guardian of the line this is; absent in a file whose lines are one guardian each. */
  group?: RowGroup;
  /** Never empty. */
  studentSisId: string;
  guardianSisId: string | null;
  /** At least one of the names has letters. */
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** E.164. */
  mobilePhone: string | null;
  homePhone: string | null;
  /** BCP 47. */
  language: string | null;
  relationship: string | null;
  contactType: string | null;
}

export interface RowRules {
  header: Pick<Header, 'columns' | 'width'>;
  /** ISO 3166 code, for phone numbers without a country code. */
  country: string;
  /** The contact types that are synced; null: all. */
  contactTypes: readonly string[] | null;
  /** Which guardian of each line is checked. */
  group?: RowGroup | undefined;
}

/** A row that is none: left out before anything else, blank, or in error (its finding is among the findings). */
export type NoRow = 'blank' | 'left-out' | 'error';

/** How a database's export writes that there is no value. Somebody may be called so: a name is none only if both are. */
const NULL = /^null$/i;

/** What a placeholder is, as its finding says it. */
const PLACEHOLDER = 'is a placeholder such as 999-999-9999 or none@none.com';

export const rowRules = { NULL, MAX_TEXT };

function isNoName(name: string | null): boolean {
  return !name || NULL.test(name);
}

/** Checks the cells of one row after the other; what is wrong is added to `findings` and `notes`. */
export class RowChecker {
  readonly #rules: RowRules;
  readonly #types: ReadonlySet<string> | null;
  readonly #canInvite: boolean;
  readonly #group: RowGroup | undefined;
  readonly #reader: CellReader;
  readonly #studentId: StudentIdReader;
  readonly #language = memo(normalizeLanguage);
  readonly #relationship = memo(normalizeRelationship);
  readonly #contactType = memo(normalizeContactType);

  constructor(rules: RowRules) {
    this.#rules = rules;
    this.#group = rules.group;
    this.#types = rules.contactTypes && new Set(rules.contactTypes.map(normalizeContactType));
    const { columns } = rules.header;
    this.#canInvite = columns.email !== undefined || columns.mobilePhone !== undefined;
    const reader = new CellReader(columns, rules.group?.name);
    this.#reader = reader;
    this.#studentId = new StudentIdReader(
      (code, ...params) => reader.note(code, 'studentSisId', ...params),
      reader.noteDamageOf('studentSisId'),
    );
  }

  get findings(): Finding[] {
    return this.#reader.findings;
  }

  set findings(findings: Finding[]) {
    this.#reader.findings = findings;
  }

  get notes(): FileNotes {
    return this.#reader.notes;
  }

  set notes(notes: FileNotes) {
    this.#reader.notes = notes;
  }

  /** The cells of a line, as many as the header has; or why there are none. */
  fit(cells: readonly string[], line: number): readonly string[] | NoRow {
    if (isBlankRow(cells)) return 'blank';
    const expected = this.#rules.header.width;
    if (cells.length === expected) return cells;
    this.#reader.start(cells, line);
    this.#reader.note('row-field-count', null, { found: cells.length, expected });
    return 'error';
  }

  check(cells: readonly string[], line: number): GuardianRow | NoRow {
    const fitted = this.fit(cells, line);
    if (typeof fitted === 'string') return fitted;
    const reader = this.#reader;
    reader.start(fitted, line);
    const contactType = this.#words('contactType', this.#contactType);
    // A row of no type is not of a chosen type: someone of an unknown type must not be invited as a parent.
    if (this.#types !== null && !this.#types.has(contactType || 'Other')) return 'left-out';
    const studentSisId = this.#studentId.read(reader.raw('studentSisId'));
    if (studentSisId === null) return 'error';
    const firstName = reader.name('firstName');
    const lastName = reader.name('lastName');
    if (isNoName(firstName) && isNoName(lastName)) {
      reader.note('name-missing', null);
      return 'error';
    }
    const email = this.#email();
    const mobilePhone = this.#phone('mobilePhone');
    const row: GuardianRow = {
      line,
      studentSisId,
      guardianSisId: this.#guardianId(),
      firstName,
      lastName,
      email,
      mobilePhone,
      homePhone: this.#phone('homePhone'),
      language: this.#languageTag(),
      relationship: this.#words('relationship', this.#relationship),
      contactType,
    };
    if (this.#group !== undefined) row.group = this.#group;
    if (!email && !mobilePhone && this.#canInvite) reader.note('cannot-be-invited', null);
    return row;
  }

  #guardianId(): string | null {
    const id = this.#reader.id('guardianSisId');
    // Dropped: many ids come to the same number, and their guardians would be taken for one.
    return id && isExponent(id) ? null : id;
  }

  #email(): string | null {
    const text = this.#reader.number('email');
    if (!text) return text;
    const email = normalizeEmail(text);
    if (isPlaceholderEmail(email ?? text.toLowerCase())) return this.#placeholder('email');
    if (email !== null) return email;
    return isPlaceholderWord(text) ? this.#placeholder('email') : this.#reader.note('email-invalid', 'email');
  }

  #phone(column: 'mobilePhone' | 'homePhone'): string | null {
    const text = this.#reader.number(column);
    if (!text) return text;
    if (isPlaceholderPhone(text)) return this.#placeholder(column);
    const { country } = this.#rules;
    const phone = normalizePhone(text, country);
    if (phone !== null) return phone;
    return isPlaceholderWord(text)
      ? this.#placeholder(column)
      : this.#reader.note('phone-invalid', column, { country });
  }

  /** Read as an empty cell, which clears: what is stored may be the same placeholder, from before it was known as one. */
  #placeholder(column: 'email' | 'mobilePhone' | 'homePhone'): '' {
    this.#reader.note('contact-placeholder', column, { reason: PLACEHOLDER });
    return '';
  }

  #languageTag(): string | null {
    const text = this.#reader.words('language');
    return text ? (this.#language(text) ?? this.#reader.note('language-unknown', 'language')) : text;
  }

  #words(column: 'relationship' | 'contactType', normalize: (text: string) => string): string | null {
    const text = this.#reader.words(column);
    return text === null ? null : normalize(text);
  }
}
