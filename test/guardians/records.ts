export interface Guardian {
  id: number;
  sisId: string | null;
  name: string;
  email: string;
  phone: string;
  homePhone: string;
  open: boolean;
  /** Students' ids of open links, in order. */
  students: string[];
  /** Students' ids of ended links with the reason. */
  ended: string[];
  account: number;
}

export interface Account {
  id: number;
  name: string;
  email: string;
  phone: string;
  open: boolean;
  mergedInto: number | null;
  /** Active roles, such as `staff T1` and `guardian 12`. */
  roles: string[];
}

/** The guardians of a scope, oldest first, the 1,000 others left out. */
export const guardiansOf = `select g.guardian_id as id, g.sis_id as "sisId", trim(g.first_name || ' ' || g.last_name) as name, g.email,
    g.mobile_phone as phone, g.home_phone as "homePhone", g.archived_at is null as open,
    coalesce(l.students, '{}') as students, coalesce(l.ended, '{}') as ended, r.account_id as account
  from guardian g
  left join (
    select l.guardian_id,
      array_agg(s.sis_id order by s.sis_id) filter (where l.archived_at is null) as students,
      array_agg(s.sis_id || ' ' || l.end_reason order by s.sis_id) filter (where l.archived_at is not null) as ended
    from guardian_link l join student s using (district_id, student_id)
    where l.district_id = :districtId group by l.guardian_id
  ) as l using (guardian_id)
  left join role r on r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = g.guardian_id
  where g.district_id = :districtId and g.scope_id = :scopeId and g.last_name <> 'Other'
  order by g.guardian_id`;

/** The accounts of a district, oldest first, those of the 1,000 others left out. */
export const accountsOf = `select a.account_id as id, a.name, a.email, a.phone, a.closed_at is null as open, a.merged_into as "mergedInto",
    coalesce(array_agg(r.kind || ' ' || coalesce(s.source_id, r.entity_id::text) order by r.kind desc, r.entity_id)
      filter (where r.entity_id is not null), '{}') as roles
  from account a
  left join role r on r.district_id = a.district_id and r.account_id = a.account_id and r.ended_at is null
  left join staff s on r.kind = 'staff' and s.district_id = r.district_id and s.staff_id = r.entity_id
  where a.district_id = :districtId and a.name not like '% Other'
  group by a.district_id, a.account_id order by a.account_id`;

/** How many of the others are still as they were. */
export const openOthersOf = `select count(*) from guardian_link l join guardian g using (district_id, guardian_id)
  where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and g.archived_at is null
    and g.last_name = 'Other' and g.source_run = g.created_run and l.source_run = l.created_run`;

export const linksOf = `select s.sis_id as student, l.guardian_id as guardian, l.relationship, l.contact_type, l.end_reason
  from guardian_link l join student s using (district_id, student_id)
  join guardian g using (district_id, guardian_id)
  where l.district_id = :districtId and g.last_name <> 'Other' order by s.sis_id, l.guardian_id`;
