import { type ExportTable, notWithdrawn, origin, state, time } from './table.js';

/** The contact key as people can read it: its parts are separated by a control character in the database. */
const readableKey = (column: string) => `replace(${column}, chr(31), ' | ')`;

/** Guardians, links, accounts and roles; they refer to guardians and accounts by the names of references.sql. */
export const familyTables: readonly ExportTable[] = [
  {
    name: 'accounts',
    natural: {
      account: 'r.ref',
      name: 'a.name',
      email: 'a.email',
      phone: 'a.phone',
      key: readableKey('a.key'),
      claimed: `case when a.claimed_at is null then 'no' else 'yes' end`,
      state: state('a.closed_at', 'closed', 'open'),
      merged_into: 'm.ref',
      roles: 'r.roles',
    },
    own: {
      account_id: 'a.account_id',
      merged_into_id: 'a.merged_into',
      claimed_at: time('a.claimed_at'),
      closed_at: time('a.closed_at'),
      created_run: 'a.created_run',
      changed_run: 'a.changed_run',
    },
    from: `from export_account r
      join account a on a.district_id = {{district}} and a.account_id = r.account_id
      left join export_account m on m.account_id = a.merged_into`,
  },
  {
    name: 'roles',
    natural: {
      kind: 'r.kind',
      person: 'p.ref',
      account: 'a.ref',
      key: readableKey('r.key'),
      state: state('r.ended_at', 'ended'),
    },
    own: {
      person_id: 'r.entity_id',
      account_id: 'r.account_id',
      ended_at: time('r.ended_at'),
      created_run: 'r.created_run',
      changed_run: 'r.changed_run',
    },
    from: `from export_person p
      join role r on r.district_id = {{district}} and r.kind = p.kind and r.entity_id = p.entity_id
      left join export_account a on a.account_id = r.account_id
      where ${notWithdrawn('r', 'changed_run')}`,
  },
  {
    name: 'guardians',
    natural: {
      guardian: 'p.ref',
      sis_id: 'g.sis_id',
      first_name: 'g.first_name',
      last_name: 'g.last_name',
      email: 'g.email',
      mobile_phone: 'g.mobile_phone',
      home_phone: 'g.home_phone',
      // Who says none has the one that the children's families speak.
      language: `coalesce(nullif(g.language, ''), f.language)`,
      state: state('g.archived_at'),
    },
    own: { guardian_id: 'g.guardian_id', ...origin('g') },
    from: `from export_person p
      join guardian g on g.district_id = {{district}} and g.guardian_id = p.entity_id
      left join family_language f on f.district_id = {{district}} and f.guardian_id = g.guardian_id
      where p.kind = 'guardian'`,
  },
  {
    name: 'guardian_links',
    natural: {
      student_source_id: 's.source_id',
      student_sis_id: 's.sis_id',
      guardian: 'p.ref',
      relationship: 'l.relationship',
      contact_type: 'l.contact_type',
      state: state('l.archived_at', 'ended'),
      end_reason: 'l.end_reason',
    },
    own: { student_id: 'l.student_id', guardian_id: 'l.guardian_id', ...origin('l') },
    from: `from guardian_link l
      join student s on s.district_id = l.district_id and s.student_id = l.student_id
      join export_person p on p.kind = 'guardian' and p.entity_id = l.guardian_id
      where l.district_id = {{district}} and l.scope_id = {{scope}} and ${notWithdrawn('l')}`,
  },
  {
    name: 'student_attributes',
    natural: {
      student_source_id: 's.source_id',
      student_sis_id: 's.sis_id',
      attribute: 'a.name',
      value: 'v.value',
      state: state('v.archived_at', 'ended'),
      end_reason: 'v.end_reason',
    },
    own: { student_id: 'v.student_id', attribute_id: 'v.attribute_id', ...origin('v') },
    from: `from student_attribute v
      join attribute a on a.district_id = v.district_id and a.attribute_id = v.attribute_id
      join student s on s.district_id = v.district_id and s.student_id = v.student_id and s.scope_id = {{scope}}
      where v.district_id = {{district}} and ${notWithdrawn('v')}`,
  },
];
