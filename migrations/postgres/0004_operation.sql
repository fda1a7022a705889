-- What the installation remembers about itself, and what was done by whom.

create table setting (
    key text not null primary key,
    value text not null
);

-- Append-only. No foreign keys: a line outlives what it speaks of.
create table audit (
    id bigint not null generated always as identity primary key,
    process uuid,
    document uuid,
    actor uuid,
    role text,
    act text not null,
    detail text not null,
    at bigint not null
);

create index audit_process on audit (process, id);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit is append-only';
end
$$;

create trigger audit_no_change before update or delete on audit
for each row execute function audit_is_append_only();

create trigger audit_no_truncate before truncate on audit
for each statement execute function audit_is_append_only();
