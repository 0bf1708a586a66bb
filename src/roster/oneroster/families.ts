import type { FamilyRow, RosterGuardian } from '../guardians/model.js';
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
  const kind = (roles ?? []).map(({ role }) => kinds[role.toLowerCase()]).find((each) => each !== undefined);
  const agents = row.list('agentSourcedIds');
  if (!kind && withoutRole(roles ?? []) === 'unknown') return 'unknown';
  if (!kind && agents.length === 0) return 'left-out';
  const [sms, phone] = [row.cell('sms'), row.cell('phone')];
  const guardian = kind && {
    firstName: row.cell('givenName'),
    lastName: row.cell('familyName'),
    email: row.cell('email'),
    mobilePhone: sms || phone,
    homePhone: sms === '' ? '' : phone,
    language: row.cell('language'),
    ...kind,
  };
  const link = (studentSourceId: string, guardianSourceId: string) => ({
    ...{ studentSourceId, guardianSourceId, relationship: '', contactType: '' },
  });
  const links = agents.flatMap((agent) => [link(sourceId, agent), link(agent, sourceId)]);
  return { sourceId, line: row.line, guardian: guardian ?? null, links };
}
