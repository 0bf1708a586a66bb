import type { ApiRecord } from '../../api/model.js';
import type { TableRow } from '../table-row.js';
import { type RoleRow, roleInUser, roleRow, rolesOf, type UserRole } from '../user-roles.js';
import { isGone } from '../values.js';
import { recordRow, textOf } from './record-row.js';
import { isObject } from './records.js';

/**
 * The roles of a user, the main one first: the list that 1.2 has, or the one role of 1.1. By what is there: servers mix
 * the versions.
 *
 * @param orgs ids of all organizations; null: not all are known
 */
export function rolesOfRecord(
  user: TableRow<'users'>,
  record: ApiRecord,
  orgs: ReadonlySet<string> | null,
): UserRole[] | 'error' | 'left-out' {
  if (Array.isArray(record.roles)) return rolesOf(user, rolesIn(user, record.roles, orgs));
  if (user.cell('role') !== '') return roleInUser(user, orgs);
  user.note('roster-required-missing', 'role');
  return 'error';
}

function rolesIn(user: TableRow<'users'>, roles: readonly unknown[], orgs: ReadonlySet<string> | null): RoleRow[] {
  return roles.flatMap((each) => {
    const role: ApiRecord = isObject(each) ? each : {};
    const row = recordRow<'roles'>(role, (code, _, ...params) => user.note(code, 'role', ...params));
    if (isGone(row.cell('status'))) return [];
    const isWhole = textOf(role.role) !== '' && textOf(role.org) !== '';
    if (!isWhole) user.note('roster-required-missing', 'role');
    const mapped = isWhole ? roleRow(row, orgs) : 'error';
    if (mapped === 'left-out') return [];
    return mapped === 'error' ? { userSourceId: '', line: 0, role: '', orgSourceId: '', isPrimary: false } : mapped;
  });
}
