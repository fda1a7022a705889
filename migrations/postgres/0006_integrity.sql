-- Whose words enter, and what became of those that did not.

-- The body a client id was leased for: an absent person's words, brought by somebody else, are written for it.
alter table client_lease add column actor uuid;

-- The words of a refused update, readable: `[{"section":…,"text":…}]`. When they were put back or given up,
-- the row is settled and no longer listed; it stays.
alter table rescue add column text text not null default '[]';
alter table rescue add column settled_at bigint;

-- What is listed and what is counted against the bounds.
create index rescue_unsettled on rescue (doc, person) where settled_at is null;

-- Updates that did harm, by the hash of their bytes. No foreign key: what is known about bytes outlives the
-- document they were sent to.
create table quarantine (
    hash bytea not null primary key,
    document uuid not null,
    why text not null,
    strikes bigint not null,
    at bigint not null
);

create index quarantine_at on quarantine (at);
