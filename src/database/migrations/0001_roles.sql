-- The role that the server works as. It owns nothing and cannot bypass row-level security, so that a forgotten
-- `where clinic = ...` shows no other clinic's rows. Roles belong to the whole cluster: two databases may be migrated at once.
do $$
begin
  if not exists (select from pg_roles where rolname = 'journeys_app') then
    create role journeys_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database's migration was faster
end
$$;

-- The login role becomes journeys_app as it connects (`-c role=journeys_app`); membership allows that and nothing more.
do $$
begin
  if not pg_has_role(session_user, 'journeys_app', 'set') then
    execute format('grant journeys_app to %I', session_user);
  end if;
exception
  -- Two grants of one role at once: "tuple concurrently updated" is an internal error, and the other one did it.
  when unique_violation or internal_error then
    if not pg_has_role(session_user, 'journeys_app', 'set') then raise; end if;
end
$$;

grant usage on schema public to journeys_app;
-- The default since PostgreSQL 15; a database that was upgraded from an older one may still let everybody create tables.
revoke create on schema public from public;

-- Puts a table behind the tenant wall: every migration that creates a table with a clinic calls this on it.
-- Invariant: a statement touches only rows of its viewer's clinics, `app.clinics` ('*' for the system, else slugs joined
-- by commas), set for one transaction by src/database/database.ts. Unset is null or '': nothing matches.
-- FORCE holds the owner to it as well. `(select ...)` makes PostgreSQL evaluate the setting once a statement: a count over
-- 300,000 rows takes 89 ms, against 236 ms with string_to_array outside the select and 377 ms with no select. The cast
-- makes `any` take the list as an array and not as a subquery's rows.
create procedure protect_table(table_name regclass, clinic_column text default 'clinic')
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format(
    $policy$
      create policy viewers_clinics on %1$s for all
      using (
        (select current_setting('app.clinics', true)) = '*'
        or %2$I = any ((select string_to_array(current_setting('app.clinics', true), ','))::text[])
      )
      with check (
        (select current_setting('app.clinics', true)) = '*'
        or %2$I = any ((select string_to_array(current_setting('app.clinics', true), ','))::text[])
      )
    $policy$,
    table_name, clinic_column
  );
  execute format('grant select, insert, update, delete on %s to journeys_app', table_name);
end
$$;
-- Only the migrations create tables; nobody else has a use for it.
revoke execute on procedure protect_table from public;
