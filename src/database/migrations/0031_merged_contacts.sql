-- Who was merged into a contact, directly or through others: `depth` counts the merges between.
create function merged_into(of_clinic text, of_contact uuid) returns table (contact uuid, into_contact uuid, depth int)
language sql stable parallel safe as $$
  with recursive family as (
    select alias.contact, alias.into_contact, 1 as depth
    from contact_alias as alias where alias.clinic = of_clinic and alias.into_contact = of_contact
    union all
    select alias.contact, alias.into_contact, family.depth + 1
    from family join contact_alias as alias on alias.clinic = of_clinic and alias.into_contact = family.contact
    where family.depth < 100
  )
  select contact, into_contact, depth from family
$$;

-- Those who were merged into a contact, as their rows have them, the nearest first: with hers, all that is known of one person.
create function merged_contacts(of_clinic text, of_contact uuid) returns jsonb language sql stable parallel safe as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('id', member.id, 'row', member.state, 'into', alias.into_contact, 'at', alias.state ->> 'at') order by alias.depth, member.id),
    '[]'
  )
  from (select merged.*, one.state from merged_into(of_clinic, of_contact) as merged
        join contact_alias as one on one.clinic = of_clinic and one.contact = merged.contact) as alias
  join contact as member on member.clinic = of_clinic and member.id = alias.contact
$$;

-- The channel by which whichever of the contacts that are one person was known first came.
create function first_channel_of(of_clinic text, of_contact uuid) returns text language sql stable parallel safe as $$
  select coalesce(
    (select one.first_channel
     from (select of_contact as id union all select merged.contact from merged_into(of_clinic, of_contact) as merged) as family
     join contact as one on one.clinic = of_clinic and one.id = family.id
     where one.first_channel <> 'UNKNOWN' order by one.created_at, one.id limit 1),
    'UNKNOWN'
  )
$$;
