import { normalizeRelationship } from '../../guardian-file/index.js';

/** A row as family-rows.sql gives it. */
export interface FamilyFileRow {
  student: string;
  guardian: string;
  first_name: string;
  last_name: string;
  email: string;
  mobile_phone: string;
  home_phone: string;
  relationship: string;
  contact_type: string;
  language: string;
}

/** What the lines of a file have, and which of the rows become lines. */
export interface FamilyFile {
  /** null: all. */
  relationships: ReadonlySet<string> | null;
  /** Has a column for the language. Without it what is stored of it stays. */
  hasLanguage: boolean;
}

export function familyFileHeader({ hasLanguage }: FamilyFile): string {
  const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone,relationship,contactType';
  return `${header}${hasLanguage ? ',language' : ''}\n`;
}

/** A line of the file; '' for one that is not to be synced: a student is nobody's guardian, and people choose. */
export function familyFileLine(row: FamilyFileRow, { relationships, hasLanguage }: FamilyFile): string {
  const { student, guardian, relationship } = row;
  const cells = [
    student,
    guardian,
    row.first_name,
    row.last_name,
    row.email,
    row.mobile_phone,
    row.home_phone,
    relationship,
    row.contact_type,
    ...(hasLanguage ? [row.language] : []),
  ];
  const isOfNobody = guardian === '' && row.first_name === '' && row.last_name === '';
  if (!isOfNobody && relationship.toLowerCase() === 'self') return '';
  // Who is nothing known to the student must not be invited as a parent.
  const kind = normalizeRelationship(relationship) || 'Other';
  if (!isOfNobody && relationships !== null && !relationships.has(kind)) return '';
  return `${cells.map(quoted).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
