-- The first word of a first name, without letter case and accents: Maria, MARÍA and Maria José have the same. '' if there
-- is no first name. Most names are ASCII, which needs no normalization.
create function first_word(first_name text) returns text
  language sql immutable parallel safe
  return split_part(casefold(
    case when octet_length(first_name) = length(first_name) then first_name
      else regexp_replace(normalize(first_name, nfd), U&'[\0300-\036F]', '', 'g') end collate pg_unicode_fast), ' ', 1);
