import type { FamilyRow, RosterGuardian } from '../guardians/model.js';
import { KEPT } from '../kept.js';
import type { ColumnOf } from './columns.js';
import type { Mapped, TableRow } from './table-row.js';
import { type UserRole, withoutRole } from './user-roles.js';

/** The kinds of guardians that OneRoster has, and what they are to a student: agents themselves don't say it. */
const kinds: Readonly<Record<string, Pick<RosterGuardian, 'relationship' | 'contactType'>>> = {
  guardian: { relationship: 'Guardian', contactType: 'Parent/Guardian' },
  parent: { relationship: 'Parent', contactType: 'Parent/Guardian' },
  relative: { relationship: 'Other', contactType: 'Family' },
};

/**
 * What a user's record says of families. Agents of a student are guardians, those of a guardian are students, and either
 * side may be silent; so each agent is taken for both, and who is a student or a guardian tells which it is.
 *
 * @param roles of the user, the main one first; null: those that are stored
 */
export function familyRow(row: TableRow<'users'>, roles: readonly UserRole[] | null): Mapped<FamilyRow> {
  const sourceId = row.cell('sourcedId');
  // As a guardian file has a value that a spreadsheet lost: the stored one stays.
  const text = (column: ColumnOf<'users'>) => (row.cell(column) === KEPT ? '#REF!' : row.cell(column));
  const kind = (roles ?? []).map(({ role }) => kinds[role.toLowerCase()]).find((each) => each !== undefined);
  const agents = row.list('agentSourcedIds');
  if (agents === null) return 'unknown';
  if (!kind && withoutRole(roles ?? []) === 'unknown') return 'unknown';
  if (!kind && agents.length === 0) return 'left-out';
  const [sms, phone] = [text('sms'), text('phone')];
  const guardian = kind && {
    firstName: text('givenName'),
    lastName: text('familyName'),
    email: text('email'),
    mobilePhone: sms || phone,
    homePhone: sms === '' ? '' : phone,
    language: text('language'),
    ...kind,
  };
  const link = (studentSourceId: string, guardianSourceId: string) => ({
    ...{ studentSourceId, guardianSourceId, relationship: '', contactType: '' },
  });
  const links = agents.flatMap((agent) => [link(sourceId, agent), link(agent, sourceId)]);
  return { sourceId, line: row.line, guardian: guardian ?? null, links };
}
