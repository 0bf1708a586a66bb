import type { Column } from './columns.js';
import { isExponent, repair } from './damage.js';
import { normalizeEmail } from './email.js';
import { type Finding, type FindingCode, type FindingParams, finding } from './findings.js';
import type { Header } from './header.js';
import { normalizeLanguage } from './language.js';
import { memo } from './memo.js';
import { normalizePhone } from './phone.js';
import { isPlaceholderEmail, isPlaceholderPhone, isPlaceholderWord } from './placeholders.js';
import { MAX_TEXT, type NoteId, readStudentId } from './student-id.js';
import { cleanText, isBlankRow } from './text.js';
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

/** One of the guardians that the headers of a file have in each line. */
export interface RowGroup {
  /** As reports call it, such as "Guardian 2". */
  name: string;
  /** Its place among the groups of a line, from 0, and how many there are. */
  index: number;
  of: number;
}

export interface RowRules {
  header: Pick<Header, 'columns' | 'width'>;
  /** ISO 3166 code, for phone numbers without a country code. */
  country: string;
  /** The contact types that are synced; null: all. */
  contactTypes: readonly string[] | null;
}

/** A row that is none: left out before anything else, blank, or in error (its finding is among the findings). */
export type NoRow = 'blank' | 'left-out' | 'error';

/** How a database's export writes that there is no value. Somebody may be called so: a name is none only if both are. */
const NULL = 'NULL';

/** What a placeholder is, as its finding says it. */
const PLACEHOLDER = 'is a placeholder such as 999-999-9999 or none@none.com';

export const rowRules = { NULL, MAX_TEXT };

function isNoName(name: string | null): boolean {
  return !name || name === NULL;
}

/** Checks the cells of one row after the other; what is wrong is added to `findings`. */
export class RowChecker {
  findings: Finding[] = [];

  readonly #rules: RowRules;
  readonly #types: ReadonlySet<string> | null;
  readonly #canInvite: boolean;
  readonly #language = memo(normalizeLanguage);
  readonly #relationship = memo(normalizeRelationship);
  readonly #contactType = memo(normalizeContactType);
  /** Made once: a function made for each row costs a tenth of the parse. */
  readonly #noteId: NoteId = (code, ...params) => this.#note(code, 'studentSisId', ...params);
  #cells: readonly string[] = [];
  #line = 0;

  constructor(rules: RowRules) {
    this.#rules = rules;
    this.#types = rules.contactTypes && new Set(rules.contactTypes.map(normalizeContactType));
    const { email, mobilePhone } = rules.header.columns;
    this.#canInvite = email !== undefined || mobilePhone !== undefined;
  }

  check(cells: readonly string[], line: number): GuardianRow | NoRow {
    this.#cells = cells;
    this.#line = line;
    if (isBlankRow(cells)) return 'blank';
    const expected = this.#rules.header.width;
    if (cells.length !== expected) return this.#error('row-field-count', null, { found: cells.length, expected });
    const contactType = this.#words('contactType', this.#contactType);
    // A row of no type is not of a chosen type: someone of an unknown type must not be invited as a parent.
    if (this.#types !== null && !this.#types.has(contactType || 'Other')) return 'left-out';
    const studentSisId = this.#studentId();
    if (studentSisId === null) return 'error';
    const firstName = this.#text('firstName');
    const lastName = this.#text('lastName');
    if (isNoName(firstName) && isNoName(lastName)) return this.#error('name-missing', null);
    const email = this.#email();
    const mobilePhone = this.#phone('mobilePhone');
    const row = {
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
    if (!email && !mobilePhone && this.#canInvite) this.#note('cannot-be-invited', null);
    return row;
  }

  #note<Code extends FindingCode>(code: Code, column: Column | null, ...params: FindingParams<Code>): null {
    this.findings.push(finding(code, { line: this.#line, column }, ...params));
    return null;
  }

  #error<Code extends FindingCode>(code: Code, column: Column | null, ...params: FindingParams<Code>): 'error' {
    this.#note(code, column, ...params);
    return 'error';
  }

  /** The cleaned cell; undefined where the file has no such column. */
  #cell(column: Column): string | undefined {
    const index = this.#rules.header.columns[column];
    if (index === undefined) return undefined;
    const cell = cleanText(this.#cells[index]!);
    return cell === NULL && column !== 'firstName' && column !== 'lastName' ? '' : cell;
  }

  #text(column: Column): string | null {
    const cell = this.#cell(column);
    if (!cell) return cell ?? null;
    const mended = repair(cell);
    if (mended !== null) this.#note(mended.code, column);
    const text = mended === null ? cell : mended.text;
    if (text !== null && text.length > MAX_TEXT) return this.#note('value-too-long', column, { limit: MAX_TEXT });
    return text;
  }

  #studentId(): string | null {
    return readStudentId(this.#cell('studentSisId') ?? '', this.#noteId);
  }

  #guardianId(): string | null {
    const text = this.#text('guardianSisId');
    // Dropped: many ids come to the same number, and their guardians would be taken for one.
    return text && isExponent(text) ? this.#note('id-exponent', 'guardianSisId') : text;
  }

  #email(): string | null {
    const text = this.#text('email');
    if (!text) return text;
    const email = normalizeEmail(text);
    if (isPlaceholderEmail(email ?? text.toLowerCase())) return this.#placeholder('email');
    if (email !== null) return email;
    return isPlaceholderWord(text) ? this.#placeholder('email') : this.#note('email-invalid', 'email');
  }

  #phone(column: 'mobilePhone' | 'homePhone'): string | null {
    const text = this.#text(column);
    if (!text) return text;
    if (isPlaceholderPhone(text)) return this.#placeholder(column);
    const { country } = this.#rules;
    const phone = normalizePhone(text, country);
    if (phone !== null) return phone;
    return isPlaceholderWord(text) ? this.#placeholder(column) : this.#note('phone-invalid', column, { country });
  }

  /** Read as an empty cell, which clears: what is stored may be the same placeholder, from before it was known as one. */
  #placeholder(column: 'email' | 'mobilePhone' | 'homePhone'): '' {
    this.#note('contact-placeholder', column, { reason: PLACEHOLDER });
    return '';
  }

  #languageTag(): string | null {
    const text = this.#text('language');
    return text ? (this.#language(text) ?? this.#note('language-unknown', 'language')) : text;
  }

  #words(column: 'relationship' | 'contactType', normalize: (text: string) => string): string | null {
    const cell = this.#cell(column);
    return cell === undefined ? null : normalize(cell);
  }
}
