import { COLUMNS, type Column } from './columns.js';
import type { Field } from './header-meaning.js';
import { listHeaders } from './list-headers.js';
import type { PersonHeaders, ReadHeader } from './people.js';
import { FileRefused } from './refusals.js';

/** Why a header was not read. */
type NotRead =
  | 'unknown'
  /** The student's own. */
  | 'student'
  /** A second value of a column that has one. */
  | 'second'
  /** Another header is the column rather than this one. */
  | 'other'
  /** Each line has several guardians, and it doesn't say whose it is. */
  | 'whose'
  /** Of a person without a name. */
  | 'nameless'
  /** By the column mapping, the column is not used, or is another header. */
  | 'mapping'
  | 'empty';

/** What became of one header. */
export interface Reading {
  header: string;
  /** Our column, `wholeName` or `phoneType`; null: not read. */
  column: Field | null;
  /** Whose, in a file with several guardians in each line. */
  group?: string;
  why?: NotRead;
  /** For `second`, `other` and `student`: what it would have been. */
  instead?: Field;
}

/** Where one guardian's values are in each line. */
export interface PersonColumns {
  columns: Partial<Record<Column, number>>;
  /** A column with first and last name. */
  wholeName?: number;
  /** Phones with a column that says which phone each is. */
  phones?: { phone: number; type: number }[];
  /** Where no column says it. */
  relationship?: 'Mother' | 'Father';
}

/** Whether anything in the file says this of a guardian. */
export function hasColumn({ columns, wholeName, phones, relationship }: PersonColumns, column: Column): boolean {
  if (columns[column] !== undefined) return true;
  if (column === 'firstName' || column === 'lastName') return wholeName !== undefined;
  if (column === 'mobilePhone' || column === 'homePhone') return phones !== undefined;
  return column === 'relationship' && relationship !== undefined;
}

/** One of the guardians that the headers of a file have in each line. */
export interface RowGroup {
  /** As reports call it, such as "Guardian 2". */
  name: string;
  /** Its place among the groups of a line, from 0, and how many there are. */
  index: number;
  of: number;
}

/** Where the values of one guardian are in each line. */
export interface GuardianColumns extends PersonColumns {
  /** Absent where each line has one guardian. */
  group?: RowGroup;
}

const PLAIN: readonly Column[] = COLUMNS.filter((column) => column !== 'studentSisId' && column !== 'mobilePhone');

/**
 * Which of a person's headers is read as which column: one with the person's word before one without, the first of
 * numbered ones, a phone that says that it is mobile before one that doesn't.
 *
 * @param told is told what becomes of each header
 * @throws FileRefused `column-twice` if two headers have the same claim
 */
export function personColumns(
  { headers, relationship }: Pick<PersonHeaders, 'headers' | 'relationship'>,
  names: readonly string[],
  told: (header: ReadHeader, reading: Omit<Reading, 'header'>) => void,
): PersonColumns {
  const columns: Partial<Record<Column, number>> = {};
  const read = (header: ReadHeader, field: Field): number => {
    told(header, { column: field });
    return header.index;
  };
  const first = (fields: readonly Field[], column: Column): { best: ReadHeader | undefined; others: ReadHeader[] } => {
    const [best, ...rest] = headers.filter(({ field }) => field !== null && fields.includes(field)).sort(byClaim);
    const others: ReadHeader[] = [];
    for (const other of rest) {
      if (claim(other) === claim(best!) && other.field === best!.field) {
        throw new FileRefused('column-twice', {
          column,
          twice: [best!.header, other.header],
          headers: listHeaders(names),
        });
      }
      const isBeside = best!.whose === 'person' && other.whose !== 'person';
      if (best!.byHand && !other.byHand) told(other, { column: null, why: 'mapping', instead: column });
      else if (isBeside) told(other, { column: null, why: 'student', instead: column });
      else others.push(other);
    }
    return { best, others };
  };
  for (const column of PLAIN) {
    const { best, others } = first([column], column);
    if (best) columns[column] = read(best, column);
    for (const other of others) told(other, { column: null, why: 'second', instead: column });
  }
  const whole = first(['wholeName'], 'firstName');
  const hasNames = columns.firstName !== undefined || columns.lastName !== undefined;
  const person: PersonColumns = { columns };
  if (whole.best && !hasNames) person.wholeName = read(whole.best, 'wholeName');
  else if (whole.best) told(whole.best, { column: null, why: 'other', instead: 'wholeName' });
  for (const other of whole.others) told(other, { column: null, why: 'second', instead: 'wholeName' });
  placePhones(first(['mobilePhone', 'phone'], 'mobilePhone'), first(['phoneType'], 'mobilePhone'), person, told);
  if (relationship && columns.relationship === undefined) person.relationship = relationship;
  return person;
}

interface Found {
  best: ReadHeader | undefined;
  others: ReadHeader[];
}

function placePhones(
  phones: Found,
  types: Found,
  person: PersonColumns,
  told: (header: ReadHeader, reading: Omit<Reading, 'header'>) => void,
): void {
  const { columns } = person;
  const all = phones.best ? [phones.best, ...phones.others] : [];
  const free = [...(types.best ? [types.best, ...types.others] : [])];
  const typed: { phone: number; type: number }[] = [];
  for (const phone of all) {
    const at = free.findIndex((type) => type.whose === phone.whose && (type.twin ?? 1) === (phone.twin ?? 1));
    if (at >= 0 && phone.field === 'phone') {
      const [type] = free.splice(at, 1);
      typed.push({ phone: phone.index, type: type!.index });
      told(phone, { column: 'phone' });
      told(type!, { column: 'phoneType' });
    } else if (columns.mobilePhone === undefined && (phone.field === 'mobilePhone' || typed.length === 0)) {
      columns.mobilePhone = phone.index;
      told(phone, { column: 'mobilePhone' });
    } else if (phone.field === 'phone' && columns.homePhone === undefined && phone === firstBare(all)) {
      columns.homePhone = phone.index;
      told(phone, { column: 'homePhone' });
    } else
      told(phone, {
        column: null,
        why: phone.field === 'phone' && phone === firstBare(all) ? 'other' : 'second',
        instead: 'mobilePhone',
      });
  }
  for (const type of free) told(type, { column: null, why: 'unknown' });
  if (typed.length > 0) person.phones = typed;
}

const firstBare = (phones: readonly ReadHeader[]) => phones.find(({ field }) => field === 'phone');

/** The lower, the better a header's claim to be its column. */
function claim({ byHand, whose, field, twin }: ReadHeader): number {
  return (byHand ? 0 : whose === 'person' ? 1000 : 2000) + (field === 'phone' ? 500 : 0) + (twin ?? 0);
}

function byClaim(a: ReadHeader, b: ReadHeader): number {
  return claim(a) - claim(b) || a.index - b.index;
}
