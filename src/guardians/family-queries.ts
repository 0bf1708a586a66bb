import type { FindingCode } from '../findings/catalogue.js';
import type { FindingQuery } from '../runs/finding-queries.js';

/** Of whom a student lost and whom the student got, who may be the same person. */
const replaced = (code: FindingCode, what: string): FindingQuery => ({
  code,
  grouped: true,
  select: `
    select line, group_name, case when only_zeros then ' The two IDs differ only in leading zeros, which a spreadsheet may have removed.' else '' end as zeros,
      jsonb_build_object('student', student_id, 'before', before, 'after', after) as details
    from replaced_guardian where what = '${what}'`,
});

/** What the report says of guardians and links, once they are written. */
export const familyQueries: readonly FindingQuery[] = [
  replaced('possible-contact-change', 'contact'),
  replaced('possible-name-change', 'name'),
  {
    ...replaced('possible-id-change', 'id'),
    column: 'guardianSisId',
  },
  {
    code: 'claimed-name-changed',
    select: `
      select w.line, jsonb_build_object('guardian', w.guardian_id, 'account', a.account_id) as details
      from guardian_change w
      join role r on r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = w.guardian_id and r.ended_at is null
      join account a on a.district_id = :districtId and a.account_id = r.account_id and a.claimed_at is not null
      where w.line is not null and w.first_name <> '' and w.before ->> 'first_name' <> ''
        and first_word(w.first_name) <> first_word(w.before ->> 'first_name')`,
  },
  {
    code: 'link-waits',
    grouped: true,
    select: `
      select line, group_name, jsonb_build_object('student', student_id, 'guardian', replaces) as details
      from waiting_link`,
  },
  {
    code: 'link-kept',
    select: `
      select kept_by_line as line,
        case when kept_by_kind = 'error' then 'is in error' else 'was skipped' end as problem,
        jsonb_build_object('student', student_id, 'guardian', guardian_id) as details
      from absent_link where reason <> 'student' and kept_by_line is not null`,
  },
  {
    code: 'ids-adopted',
    column: 'guardianSisId',
    select: `
      select cast(null as bigint) as line, count(*) as guardians,
        jsonb_build_object('guardians', count(*)) as details
      from placed_id p join guardian_change w using (guardian_id)
      where p.how = 'adopted'
        and (w.before ->> 'sis_id' is null or w.guardian_id in (select guardian_id from reused_id))
      having count(*) > 0`,
  },
  {
    code: 'ids-replaced',
    column: 'guardianSisId',
    select: `
      select cast(null as bigint) as line, count(*) as guardians, 
        case when count(*) filter (where only_zeros) > 0 then format(' Of the new IDs, %s differ from the old ones only in leading zeros.',
          count(*) filter (where only_zeros)) else '' end as zeros,
        jsonb_build_object('guardians', count(*)) as details
      from (
        select ltrim(p.sis_id, '0') = ltrim(w.before ->> 'sis_id', '0') as only_zeros
        from placed_id p join guardian_change w using (guardian_id)
        where p.how = 'adopted' and w.before ->> 'sis_id' is not null
          and w.guardian_id not in (select guardian_id from reused_id)
      ) as replaced
      having count(*) > 0`,
  },
  {
    code: 'ids-kept',
    column: 'guardianSisId',
    select: `
      select min(r.line) as line, count(distinct r.guardian_id) as guardians,
        jsonb_build_object('guardians', count(distinct r.guardian_id)) as details
      from placed_row r
      join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
      where r.sis_id is null and g.sis_id is not null and g.created_run <> :runId
      having count(*) > 0`,
  },
  {
    code: 'links-ended-with-students',
    select: `
      select cast(null as bigint) as line, count(*) as links,
        jsonb_build_object('links', count(*)) as details
      from ending_link where reason = 'student' having count(*) > 0`,
  },
  {
    code: 'many-guardians',
    select: `
      select min(line) as line, count(*) as count,
        jsonb_build_object('student', student_id) as details
      from link_row group by student_id having count(*) > 6`,
  },
  {
    code: 'many-students',
    select: `
      select min(line) as line, count(*) as count,
        jsonb_build_object('guardian', guardian_id) as details
      from link_row group by guardian_id having count(*) > 15`,
  },
];
