import { COLUMNS, type Column, headerKey } from './columns.js';
import { meaningOf, studentIdKind } from './header-meaning.js';
import { listHeaders } from './list-headers.js';
import { groupPeople, hasName, isName, type PersonHeaders, personInSection, type ReadHeader } from './people.js';
import { type PersonColumns, personColumns, type Reading } from './person-columns.js';
import { FileRefused } from './refusals.js';

/** Columns mapped by hand: our column to the header in the file; an empty header: the column is not used. */
export type ColumnMapping = Partial<Record<Column, string>>;

export interface JudgeOptions {
  columnMapping?: ColumnMapping | undefined;
  /** Which ID of the roster the file's student ID is, where it has several; STUDENT ID where absent. */
  studentIdField?: 'STUDENT ID' | 'STUDENT NUMBER' | undefined;
}

/** What the headers mean together. */
export interface Judged {
  studentSisId: number | undefined;
  /** One or more; those of several have names. */
  people: (PersonColumns & { name: string })[];
  /** What became of each header, in the order of the file. */
  readings: Reading[];
  /** Headers of email and phone that don't say whose they are, beside names that do; they were read as the guardian's. */
  taken: string[];
  /** Headers of people without a name. */
  nameless: { name: string; headers: string[] }[];
}

/** What is a student's, and no guardian's: a line with it may be a student's, whose names a bare "First Name" is then. */
const STUDENT_SIGNS = /grade|birth|dob|gender|^sex$|homeroom|institution|referencecode/;
const PERSON_SIGNS = /contact|guardian|parent/;
const SAYS_GUARDIAN: readonly Column[] = ['guardianSisId', 'relationship', 'contactType'];

export const judgeRules = { STUDENT_SIGNS, PERSON_SIGNS, SAYS_GUARDIAN };

/**
 * What the headers of a guardian file mean, judged together as a person reads a table: docs/guardian-rules.md 1.
 *
 * @throws FileRefused `column-mapping`, `column-twice`, or `names-unclear`
 */
export function judgeHeaders(names: readonly string[], options: JudgeOptions): Judged {
  const mapping = options.columnMapping ?? {};
  const headers = readHeaders(names, mapping);
  const readings: Reading[] = names.map((header) => ({
    header,
    column: null,
    why: header === '' ? 'empty' : 'unknown',
  }));
  const tell = (group?: string) => (header: ReadHeader, reading: Omit<Reading, 'header'>) => {
    readings[header.index] = { header: header.header, ...reading, ...(group === undefined ? {} : { group }) };
  };
  const told = tell();
  for (const header of headers) {
    if (header.whose === 'student') told(header, { column: null, why: 'student' });
  }
  const isOff = ({ field, byHand }: ReadHeader) => !byHand && field !== null && mapping[asColumn(field)] === '';
  for (const header of headers.filter(isOff)) told(header, { column: null, why: 'mapping' });
  const used = headers.filter((header) => !isOff(header));
  const studentSisId = chooseStudentId(used, options, names, told);
  const bare = used.filter(({ whose, field }) => whose === 'nobody' && field !== null && field !== 'studentSisId');
  const { people, nameless } = groupPeople(used);
  if (people.length === 0) people.push(unnamed(nameless));
  const rest = nameless.filter(({ headers: own }) => own.length > 0);
  const taken = shareOut(bare, people, used, names, told);
  for (const { headers: own } of rest) {
    for (const header of own) told(header, { column: null, why: 'nameless' });
  }
  return {
    studentSisId,
    people: people.map((person) => ({
      name: person.name,
      ...personColumns(person, names, tell(people.length > 1 ? person.name : undefined)),
    })),
    readings,
    taken,
    nameless: rest.map(({ name, headers: own }) => ({ name, headers: own.map(({ header }) => header) })),
  };
}

function readHeaders(names: readonly string[], mapping: ColumnMapping): ReadHeader[] {
  const headers = names.map((header, index): ReadHeader => ({ index, header, ...meaningOf(header) }));
  for (const column of COLUMNS) {
    const wanted = mapping[column];
    if (!wanted) continue;
    const index = findHeader(names, wanted);
    if (index < 0) throw new FileRefused('column-mapping', { column, header: wanted, headers: listHeaders(names) });
    const { person, number } = headers[index]!;
    const whose = column === 'studentSisId' ? 'nobody' : 'person';
    headers[index] = {
      ...{ index, header: names[index]!, byHand: true, whose, field: column, twin: null },
      ...(whose === 'person' ? { person: person ?? 'Guardian', number } : { person: null, number: null }),
    };
  }
  return headers;
}

/** A header as written first, else one that is equal but for case, blanks and the like. */
function findHeader(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted.trim());
  return exact >= 0 ? exact : names.findIndex((name) => headerKey(name) === headerKey(wanted));
}

function asColumn(field: NonNullable<ReadHeader['field']>): Column {
  if (field === 'wholeName') return 'firstName';
  return field === 'phone' || field === 'phoneType' ? 'mobilePhone' : field;
}

/** The one mapped by hand, then our own name, then the ID that the settings say, then another. */
function chooseStudentId(
  headers: readonly ReadHeader[],
  { studentIdField = 'STUDENT ID' }: JudgeOptions,
  names: readonly string[],
  told: (header: ReadHeader, reading: Omit<Reading, 'header'>) => void,
): number | undefined {
  const order = ['own', studentIdField, 'other'];
  const rank = ({ byHand, header }: ReadHeader): number => {
    if (byHand) return -1;
    const at = order.indexOf(studentIdKind(header));
    return at < 0 ? order.length : at;
  };
  const [best, ...others] = headers
    .filter(({ field }) => field === 'studentSisId')
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index);
  if (!best) return undefined;
  for (const other of others) {
    if (rank(other) === rank(best)) {
      throw new FileRefused('column-twice', {
        ...{ column: 'studentSisId', twice: [best.header, other.header] },
        headers: listHeaders(names),
      });
    }
    told(other, { column: null, why: best.byHand ? 'mapping' : 'other', instead: 'studentSisId' });
  }
  told(best, { column: 'studentSisId' });
  return best.index;
}

/** The only person of a file without a person's word before a name: what is said of the first one is this one's. */
function unnamed(nameless: PersonHeaders[]): PersonHeaders {
  const person: PersonHeaders = { name: 'Guardian', number: 1, isPlain: true, relationship: null, headers: [] };
  for (const group of nameless) {
    if (group.number !== 1 || group.relationship !== null) continue;
    person.headers.push(...group.headers);
    group.headers = [];
  }
  return person;
}

/**
 * Gives the headers that don't say whose they are to a guardian, or to nobody.
 *
 * @returns those of email and phone that only the names beside them made the guardian's
 * @throws FileRefused `names-unclear`
 */
function shareOut(
  bare: readonly ReadHeader[],
  people: readonly PersonHeaders[],
  used: readonly ReadHeader[],
  names: readonly string[],
  told: (header: ReadHeader, reading: Omit<Reading, 'header'>) => void,
): string[] {
  const bareNames = bare.filter(isName);
  const areNamed = people.some((person) => person.headers.some((each) => isName(each) && !each.byHand));
  if (areNamed) for (const header of bareNames) told(header, { column: null, why: 'student', instead: header.field! });
  else {
    if (!people.some(hasName)) assertGuardians(bareNames, used, names);
    people[0]!.headers.push(...bareNames);
  }
  const taken: string[] = [];
  for (const header of bare) {
    if (isName(header)) continue;
    const owner = ownerOf(header, people, bare);
    if (owner === null) {
      told(header, { column: null, why: 'whose' });
      continue;
    }
    const hasOwn = owner.headers.some((each) => each.whose === 'person' && kindOf(each) === kindOf(header));
    if (hasOwn) told(header, { column: null, why: 'student', instead: header.field! });
    else {
      if (areNamed && isContact(header)) taken.push(header.header);
      owner.headers.push(header);
    }
  }
  return taken;
}

/** Whose a bare header is: of one guardian, or of the first where only the others are numbered. */
function ownerOf(
  header: ReadHeader,
  people: readonly PersonHeaders[],
  bare: readonly ReadHeader[],
): PersonHeaders | null {
  if (people.length === 1) return people[0]!;
  const plain = people.filter(({ isPlain }) => isPlain);
  if (plain.length === 1 && people.every(({ isPlain, number }) => isPlain || number > 1)) return plain[0]!;
  return personInSection(header, people, bare);
}

function kindOf({ field, twin }: ReadHeader): string | null {
  return field === 'phone' ? 'mobilePhone' : field === 'phoneType' ? `phoneType ${twin ?? 1}` : field;
}

const isContact = ({ field }: ReadHeader) =>
  field === 'email' || field === 'phone' || field === 'mobilePhone' || field === 'homePhone';

/** Bare names alone: whose they are. @throws FileRefused `names-unclear` */
function assertGuardians(
  bareNames: readonly ReadHeader[],
  used: readonly ReadHeader[],
  names: readonly string[],
): void {
  if (bareNames.length === 0) return;
  const studentsHaveNames = used.some(({ whose, header }) => whose === 'student' && /name|first|last/i.test(header));
  if (studentsHaveNames) return;
  if (used.some(({ field }) => (SAYS_GUARDIAN as readonly (string | null)[]).includes(field))) return;
  const isOurs = used.some(({ field, header }) => field === 'studentSisId' && studentIdKind(header) === 'own');
  const signs = used.filter(({ header, field, whose }) => {
    const key = headerKey(header);
    if (field === null) return STUDENT_SIGNS.test(key) || PERSON_SIGNS.test(key);
    // A parent's email beside names that nobody's word is before: those are the student's more often than not.
    return whose === 'person' && !isOurs;
  });
  if (signs.length === 0) return;
  throw new FileRefused('names-unclear', {
    names: bareNames.map(({ header }) => header),
    signs: signs.slice(0, 5).map(({ header }) => header),
    headers: listHeaders(names),
  });
}
