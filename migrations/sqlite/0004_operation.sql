-- What the installation remembers about itself, and what was done by whom.

create table setting (
    key text not null primary key,
    value text not null
) strict;

-- Append-only. No foreign keys: a line outlives what it speaks of.
create table audit (
    id integer not null primary key autoincrement,
    process blob,
    document blob,
    actor blob,
    role text,
    act text not null,
    detail text not null,
    at integer not null
) strict;

create index audit_process on audit (process, id);

create trigger audit_no_update before update on audit
begin
    select raise(abort, 'audit is append-only');
end;

create trigger audit_no_delete before delete on audit
begin
    select raise(abort, 'audit is append-only');
end;

-- `insert or replace` deletes without firing a delete trigger.
create trigger audit_no_replace before insert on audit
when exists (select 1 from audit where id = new.id)
begin
    select raise(abort, 'audit is append-only');
end;
