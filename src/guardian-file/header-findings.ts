import { COLUMNS } from './columns.js';
import { type Finding, finding } from './findings.js';
import type { Field } from './header-meaning.js';
import type { Judged } from './judge-headers.js';
import { hasColumn, type PersonColumns, type Reading } from './person-columns.js';

const SHOWN = 60;

/** What sentences call a field. */
export function fieldName(field: Field): string {
  if (field === 'wholeName') return 'firstName and lastName';
  if (field === 'phone') return 'mobilePhone or homePhone';
  return field === 'phoneType' ? 'the type of the phone' : field;
}

/** What the report says of headers: those that were read, then those that were not, then what is missing. */
export function headerFindings({ readings, taken, nameless }: Judged, people: readonly PersonColumns[]): Finding[] {
  const findings: Finding[] = [];
  if (people.length > 1) {
    const groups = [...new Set(readings.flatMap(({ group }) => group ?? []))].join(', ');
    findings.push(finding('several-guardians', {}, { guardians: people.length, groups }));
  }
  for (const { header, column, group } of readings) {
    if (column === null || header.replace(/^\ufeff/, '') === column) continue;
    findings.push(finding('column-renamed', { column: fieldName(column), group }, { header }));
  }
  if (taken.length > 0) findings.push(finding('contact-of-whom', {}, { headers: quoted(taken) }));
  for (const { name, headers } of nameless) {
    findings.push(finding('guardian-without-name', {}, { group: name, headers: quoted(headers) }));
  }
  for (const reading of readings) findings.push(...notRead(reading));
  return [...findings, ...absentColumns(people)];
}

function notRead({ header, column, group, why, instead }: Reading): Finding[] {
  if (column !== null || why === 'empty' || why === 'nameless') return [];
  const name = header.slice(0, SHOWN);
  const place = { column: instead === undefined ? null : fieldName(instead), group };
  if (why === 'student' && instead !== undefined) return [finding('column-of-student', place, { header: name })];
  if (why === 'second') return [finding('column-second', place, { header: name })];
  if (why === 'other') return [finding('column-not-needed', place, { header: name })];
  if (why === 'whose') return [finding('column-of-whom', {}, { header: name })];
  return [finding('column-ignored', {}, { header: name })];
}

/** Why a header was not read, in a few words. */
export function whyNotRead({ why, instead }: Reading): string {
  const column = instead === undefined ? '' : fieldName(instead);
  switch (why) {
    case 'student':
      return "the student's own";
    case 'second':
      return `a second ${column}`;
    case 'other':
      return `another column is ${column}`;
    case 'whose':
      return 'not clear whose';
    case 'nameless':
      return 'of a guardian without a name';
    case 'mapping':
      return 'by the column mapping';
    case 'empty':
      return 'no header';
    default:
      return 'not known';
  }
}

function quoted(headers: readonly string[]): string {
  return headers.map((header) => `"${header.slice(0, SHOWN)}"`).join(', ');
}

function absentColumns(people: readonly PersonColumns[]): Finding[] {
  const absent = COLUMNS.filter((column) => !people.some((person) => hasColumn(person, column)));
  const findings: Finding[] = [];
  if (absent.length > 0) findings.push(finding('columns-absent', {}, { columns: absent.join(', ') }));
  if (absent.includes('guardianSisId')) findings.push(finding('guardian-id-absent', { column: 'guardianSisId' }));
  if (absent.includes('email') && absent.includes('mobilePhone')) findings.push(finding('contact-columns-absent', {}));
  return findings;
}
