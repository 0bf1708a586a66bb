import { orphan, partOfRow } from './row-notes.js';
import type { Mapped, TableRow } from './table-row.js';
import { isGone, type Part, partOf } from './values.js';

/** What a user is at some organizations; what 1.1 says in users.csv, and 1.2 in roles.csv. */
export interface UserRole {
  role: string;
  /** The main one first; null: as stored. */
  orgSourceIds: readonly string[] | null;
}

/** Makes what is wanted of a user, from the row and the user's roles, the main one first; null: those that are stored. */
export type UserMapper<Row> = (row: TableRow<'users'>, roles: readonly UserRole[] | null) => Mapped<Row>;

/** A row of roles.csv. */
export interface RoleRow {
  userSourceId: string;
  line: number;
  /** '' where the row is in error: then nothing is known for sure of its user. */
  role: string;
  orgSourceId: string;
  isPrimary: boolean;
}

/** OneRoster 1.1: the role that users.csv gives. */
export function roleInUser(row: TableRow<'users'>, orgs: ReadonlySet<string> | null): UserRole[] {
  const part = partOfRow(row);
  const orgSourceIds = row.list('orgSourcedIds');
  if (orgs && isSynced(part) && orgSourceIds?.every((id) => orgs.has(id)) === false)
    orphan(row, 'orgSourcedIds', 'orgs');
  return [{ role: row.cell('role'), orgSourceIds }];
}

const isSynced = (part: Part | null) => part === 'student' || part === 'staff';

/**
 * What becomes of a user of whom a collection has nothing: with a role that nobody knows, the user may be of it, under
 * another word.
 */
export function withoutRole(roles: readonly UserRole[]): 'left-out' | 'unknown' {
  return roles.some(({ role }) => partOf(role) === null) ? 'unknown' : 'left-out';
}

/** How a role is staged that a user no longer has, among changes alone. */
const GONE = 'tobedeleted';

/** Among changes alone a role that is gone counts too, where its row says whose it was. */
export function changedRoleRow(row: TableRow<'roles'>, orgs: ReadonlySet<string> | null): RoleRow | 'left-out' {
  const userSourceId = row.cell('userSourcedId');
  if (!isGone(row.cell('status'))) return roleRow(row, orgs);
  if (userSourceId === '') return 'left-out';
  return { userSourceId, line: row.line ?? 0, role: GONE, orgSourceId: '', isPrimary: false };
}

/** OneRoster 1.2: one row of roles.csv. */
export function roleRow(row: TableRow<'roles'>, orgs: ReadonlySet<string> | null): RoleRow | 'left-out' {
  if (isGone(row.cell('status'))) return 'left-out';
  const part = partOfRow(row);
  const orgSourceId = row.cell('orgSourcedId');
  if (orgs && isSynced(part) && !orgs.has(orgSourceId)) orphan(row, 'orgSourcedId', 'orgs');
  const type = row.cell('roleType').toLowerCase();
  if (!['primary', 'secondary', ''].includes(type)) row.note('roster-role-type-unknown', 'roleType');
  return {
    userSourceId: row.cell('userSourcedId'),
    line: row.line ?? 0,
    role: row.cell('role'),
    orgSourceId,
    isPrimary: type === 'primary',
  };
}

/**
 * Of changes alone: a user whose roles are not among them keeps them; those of one who is there are taken for all that
 * the user has.
 */
export function changedRolesOf(
  user: TableRow<'users'>,
  rows: readonly RoleRow[],
): UserRole[] | null | 'error' | 'left-out' {
  if (rows.length === 0) return null;
  const present = rows.filter(({ role }) => role !== GONE);
  return present.length === 0 ? 'left-out' : rolesOf(user, present);
}

/** The roles of a user by their weight: those at the user's own main organization, then primary ones, then in the order of the source. */
export function rolesOf(user: TableRow<'users'>, rows: readonly RoleRow[]): UserRole[] | 'error' | 'left-out' {
  if (rows.length === 0) {
    user.note('roster-role-missing');
    return 'left-out';
  }
  if (rows.some(({ role }) => role === '')) return 'error';
  const main = user.cell('primaryOrgSourcedId');
  const weight = ({ orgSourceId, isPrimary }: RoleRow) => (orgSourceId === main ? 2 : 0) + (isPrimary ? 1 : 0);
  return [...rows]
    .sort((a, b) => weight(b) - weight(a))
    .map(({ role, orgSourceId }) => ({ role, orgSourceIds: [orgSourceId] }));
}
