/** Values as OneRoster writes them, 1.1 and 1.2 and the dirt of real exports. The argument is a cleaned text everywhere. */

import { isExponent } from '../../guardian-file/damage.js';
import { KEPT } from '../kept.js';

/** Student, staff, or people who are no part of the directory's roster (guardians come from elsewhere). */
export type Part = 'student' | 'staff' | 'other';

const PARTS: Readonly<Record<string, Part>> = {
  student: 'student',
  teacher: 'staff',
  administrator: 'staff',
  aide: 'staff',
  proctor: 'staff',
  counselor: 'staff',
  principal: 'staff',
  districtadministrator: 'staff',
  siteadministrator: 'staff',
  systemadministrator: 'staff',
  guardian: 'other',
  parent: 'other',
  relative: 'other',
};

/** Null for a role that OneRoster doesn't know. */
export function partOf(role: string): Part | null {
  if (isExtension(role)) return 'other';
  return Object.hasOwn(PARTS, role.toLowerCase()) ? PARTS[role.toLowerCase()]! : null;
}

/** A role that the exporting system made up, as 1.2 allows: what it means isn't known here. */
export function isExtension(role: string): boolean {
  return /^ext:/i.test(role);
}

/** 1.2 has four words for what 1.1 calls administrator: so both give a person one title. */
export function titleOf(role: string): string {
  const title = role.toLowerCase();
  return /^(principal|(district|site|system)administrator)$/.test(title) ? 'administrator' : title;
}

/** `inactive` is how 1.0 wrote tobedeleted. */
export function isGone(status: string): boolean {
  return /^(tobedeleted|inactive)$/i.test(status);
}

export function isTrue(text: string): boolean {
  return /^(true|1)$/i.test(text);
}

/** Ids joined by commas in one cell; null if one is lost. */
export function listOf(text: string): string[] | null {
  if (text === KEPT) return null;
  if (!text.includes(',')) return text === '' ? [] : [text];
  const ids = [...new Set(text.split(',').map((each) => each.trim()))].filter((each) => each !== '');
  return ids.some(isExponent) ? null : ids;
}

/** Stands for the type of an id that has none: it is told in reports, where nothing would be said by ''. */
const UNTYPED = 'untyped';

/** `{type:id},{type:id}` by type, the first of each; null where it is not written so. */
export function userIdsOf(text: string): Map<string, string> | null {
  const ids = new Map<string, string>();
  const rest = text.replace(/\{([^:{}]*):([^{}]*)\}/g, (_, said: string, id: string) => {
    const type = said.trim() || UNTYPED;
    if (!ids.has(type) && id.trim() !== '') ids.set(type, id.trim());
    return '';
  });
  return /^[\s,]*$/.test(rest) ? ids : null;
}
