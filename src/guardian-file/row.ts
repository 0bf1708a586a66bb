import { CellReader } from './cell-reader.js';
import type { Column } from './columns.js';
import { ContactReader } from './contact-reader.js';
import { isExponent } from './damage.js';
import type { FileNotes } from './file-notes.js';
import type { Finding } from './findings.js';
import type { Header } from './header.js';
import { normalizeLanguage } from './language.js';
import { memo } from './memo.js';
import type { RowGroup } from './person-columns.js';
import { receivedPhone } from './received-phone.js';
import { isNoContactDetail, NEEDED, readOtherWidth } from './row-width.js';
import { MAX_TEXT, StudentIdReader } from './student-id.js';
import { isBlankRow } from './text.js';
import { normalizeContactType, readContactType, readRelationship, type Word } from './vocabulary.js';

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
  /** `receivedPhone`; absent where that is null, as it nearly always is. */
  mobileReceived?: string;
  homeReceived?: string;
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
  /** Rows whose relationship says "no contact" are left out. */
  leaveOutNoContact?: boolean;
}

/** A row that is none: left out before anything else, blank, or in error (its finding is among the findings). */
export type NoRow = 'blank' | 'left-out' | 'error';

/** How a database's export writes that there is no value. Somebody may be called so: a name is none only if both are. */
const NULL = /^null$/i;

function isNoName(name: string | null): boolean {
  return !name || NULL.test(name);
}

/** Warnings that say nothing against the place of a cell. */
const FITTING: ReadonlySet<string> = new Set([
  'cannot-be-invited',
  'contact-placeholder',
  'no-contact',
  'phone-not-mobile',
]);

const LEFT_OUT = 'The row was left out, as the setting guardians.leaveOutNoContact says.';
const READ = 'The row was read all the same; the setting guardians.leaveOutNoContact leaves such rows out.';

export const rowRules = { NULL, MAX_TEXT, FITTING };

/** Checks the cells of one row after the other; what is wrong is added to `findings` and `notes`. */
export class RowChecker {
  readonly #rules: RowRules;
  readonly #types: ReadonlySet<string> | null;
  readonly #canInvite: boolean;
  readonly #group: RowGroup | undefined;
  readonly #needed: readonly Column[];
  readonly #reader: CellReader;
  readonly #studentId: StudentIdReader;
  readonly #contacts: ContactReader;
  readonly #language = memo(normalizeLanguage);
  readonly #relationship = memo(readRelationship);
  readonly #contactType = memo(readContactType);
  /** The row's contact type is a word of the list. */
  #knowsType = false;

  constructor(rules: RowRules) {
    this.#rules = rules;
    this.#group = rules.group;
    this.#types = rules.contactTypes && new Set(rules.contactTypes.map(normalizeContactType));
    const { columns } = rules.header;
    this.#canInvite = columns.email !== undefined || columns.mobilePhone !== undefined;
    this.#needed = this.#types === null ? NEEDED : [...NEEDED, 'contactType'];
    const reader = new CellReader(columns, rules.group?.name);
    this.#reader = reader;
    this.#contacts = new ContactReader(reader, rules.country);
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

  check(cells: readonly string[], line: number): GuardianRow | NoRow {
    if (isBlankRow(cells)) return 'blank';
    const { header } = this.#rules;
    if (cells.length === header.width) return this.#row(cells, line);
    const read = (fitted: readonly string[]) => this.#row(fitted, line);
    return readOtherWidth(this, { cells, line, header, needed: this.#needed }, read, (row, found) =>
      this.fits(row, found),
    );
  }

  /** Whether each cell of the row that was read last fits its column. @param findings of the row */
  fits(row: GuardianRow | NoRow, findings: readonly Finding[]): boolean {
    if (row === 'left-out') return this.#knowsType;
    if (typeof row === 'string') return false;
    if (findings.some(({ severity, code }) => severity === 'warning' && !FITTING.has(code))) return false;
    const { studentSisId, guardianSisId, firstName, lastName } = row;
    const words = [this.#reader.raw('relationship'), this.#reader.raw('contactType')];
    const ids = [studentSisId, guardianSisId];
    return [firstName, lastName, ...words].every(isNoContactDetail) && !ids.some((id) => id?.includes('@'));
  }

  #row(cells: readonly string[], line: number): GuardianRow | NoRow {
    const reader = this.#reader;
    reader.start(cells, line);
    const contactType = this.#word('contactType', this.#contactType);
    this.#knowsType = contactType !== null && contactType.meaning !== '' && contactType.isKnown;
    // A row of no type is not of a chosen type: someone of an unknown type must not be invited as a parent.
    if (this.#types !== null && !this.#types.has(contactType?.meaning || 'Other')) return 'left-out';
    const relationship = this.#word('relationship', this.#relationship);
    if (relationship?.isNoContact || contactType?.isNoContact) {
      const isLeftOut = this.#rules.leaveOutNoContact === true;
      const column = relationship?.isNoContact ? 'relationship' : 'contactType';
      reader.note('no-contact', column, { outcome: isLeftOut ? LEFT_OUT : READ });
      if (isLeftOut) return 'left-out';
    }
    const studentSisId = this.#studentId.read(reader.raw('studentSisId'));
    if (studentSisId === null) return 'error';
    const firstName = reader.name('firstName');
    const lastName = reader.name('lastName');
    if (isNoName(firstName) && isNoName(lastName)) {
      reader.note('name-missing', null);
      return 'error';
    }
    this.#countUnknown('relationship', relationship, firstName, lastName);
    this.#countUnknown('contactType', contactType, firstName, lastName);
    const row: GuardianRow = {
      line: reader.line,
      studentSisId,
      guardianSisId: this.#guardianId(),
      firstName,
      lastName,
      email: this.#contacts.email(),
      mobilePhone: null,
      homePhone: null,
      language: null,
      relationship: relationship?.meaning ?? null,
      contactType: contactType?.meaning ?? null,
    };
    if (this.#group !== undefined) row.group = this.#group;
    this.#contacts.readPhones(row);
    if (row.mobilePhone) this.#keepReceived(row, 'mobilePhone', 'mobileReceived');
    if (row.homePhone) this.#keepReceived(row, 'homePhone', 'homeReceived');
    row.language = this.#languageTag();
    if (!row.email && !row.mobilePhone && this.#canInvite) reader.note('cannot-be-invited', null);
    return row;
  }

  #guardianId(): string | null {
    const id = this.#reader.id('guardianSisId');
    // Dropped: many ids come to the same number, and their guardians would be taken for one.
    return id && isExponent(id) ? null : id;
  }

  #keepReceived(row: GuardianRow, column: 'mobilePhone' | 'homePhone', name: 'mobileReceived' | 'homeReceived'): void {
    // A number that is labeled as one at home may be in the place of the mobile phone.
    const cell = this.#reader.raw(column) || this.#reader.raw('mobilePhone');
    const received = receivedPhone(cell, row[column]!, this.#rules.country);
    if (received !== null) row[name] = received;
  }

  #languageTag(): string | null {
    const text = this.#reader.words('language');
    return text ? (this.#language(text) ?? this.#reader.note('language-unknown', 'language')) : text;
  }

  #word<Meaning extends string>(column: Column, read: (text: string) => Word<Meaning>): Word<Meaning> | null {
    const text = this.#reader.words(column);
    return text === null ? null : read(text);
  }

  /** The person's own name is no word to be shown. */
  #countUnknown(column: Column, word: Word<string> | null, ...names: (string | null)[]): void {
    if (word === null || word.isKnown) return;
    const text = word.text.toLowerCase();
    const isName = names.some((name) => name?.toLowerCase().includes(text));
    this.#reader.count('words-unknown', column, isName ? undefined : word.text);
  }
}
