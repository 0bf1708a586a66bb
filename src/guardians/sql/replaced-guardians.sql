-- Whom a student lost in this run and whom the student got who may be the same person: of the same name with a new id alone,
-- of the same name with another contact, or of another name with the same email or phone.
-- Reads ending_link, link_row.
-- Makes replaced_guardian.
create temp table replaced_guardian on commit drop as
with pair as (
  select n.student_id, n.line, n.group_name, lost.guardian_id as before, gained.guardian_id as after,
    case when lost.name_key = gained.name_key
        and (lost.email, lost.mobile_phone) = (gained.email, gained.mobile_phone) then 1
      when lost.name_key = gained.name_key then 2
      else 3 end as kind,
    ltrim(lost.sis_id, '0') = ltrim(gained.sis_id, '0') as only_zeros
  from ending_link e
  join link_row n on n.student_id = e.student_id and (n.is_new or n.was_ended)
  join guardian gained on gained.district_id = :districtId and gained.guardian_id = n.guardian_id
  join guardian lost on lost.district_id = :districtId and lost.guardian_id = e.guardian_id
  where e.reason <> 'student'
    and (lost.name_key = gained.name_key
      or (lost.email = gained.email and lost.email <> '')
      or (lost.mobile_phone = gained.mobile_phone and lost.mobile_phone <> ''))
), ranked as (
  -- Of a couple with one phone each stays who they are.
  select *, rank() over (partition by student_id, before order by kind) as of_lost,
    rank() over (partition by student_id, after order by kind) as of_gained
  from pair
)
select student_id, line, group_name, before, after, coalesce(only_zeros, false) as only_zeros,
  (array['id', 'contact', 'name'])[kind] as what
from ranked where of_lost = 1 and of_gained = 1;

analyze replaced_guardian;
