-- Guardians who got another name, email or mobile phone, with what they had; and whether there is anything for links to
-- remember: in most nights all rows say what is stored.
-- Reads guardian_change, dissent, link_row.
-- Makes changed_contact.
create temp table changed_contact on commit drop as
select * from (
  select w.guardian_id, w.before,
    changed_values(
      jsonb_build_object('first_name', w.before -> 'first_name', 'last_name', w.before -> 'last_name',
        'email', w.before -> 'email', 'mobile_phone', w.before -> 'mobile_phone'),
      jsonb_build_object('first_name', w.first_name, 'last_name', w.last_name, 'email', w.email,
        'mobile_phone', w.mobile_phone)) as had
  from guardian_change w
) as changed
where had <> '{}';

analyze changed_contact;

update scope set links_remember = true
where district_id = :districtId and scope_id = :scopeId and not links_remember and cast(:namesAll as boolean);

select exists (select from changed_contact) or exists (select from dissent where contact)
  or exists (select from link_row where remembers) as has_memory;
