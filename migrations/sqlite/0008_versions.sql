-- Versions: the text and the register as they were, with hashes and a chain; meetings that run; what was erased; when
-- somebody was here last. Format: docs/versions.md.

-- One line of the history. What it holds is in `version_content`, so that a long history is quick to list.
create table version (
    doc blob not null references document (id),
    number integer not null,
    -- Where the document and the register of its process stood. No register: epoch and seq 0.
    epoch integer not null,
    seq integer not null,
    register blob,
    register_epoch integer not null,
    register_seq integer not null,
    reason text not null,
    message text not null,
    -- No foreign keys: a line outlives what it speaks of.
    meeting blob,
    person blob,
    actor blob,
    -- JSON: `pact_model::version::Contributor`s, `VersionChanges`.
    contributors text not null,
    changed text not null,
    content_hash blob not null,
    chain_hash blob not null,
    created_at integer not null,
    redacted_at integer,
    primary key (doc, number)
) strict;

-- Which versions stand on a register's log: their places are not merged over.
create index version_register on version (register, register_epoch, register_seq);

-- All three compressed (zstd), the states against the canonical form, see docs/versions.md; `stored_hash` is SHA-256 of
-- the three as they are stored, one after the other.
create table version_content (
    doc blob not null,
    number integer not null,
    canonical blob not null,
    state blob not null,
    register_state blob,
    stored_hash blob not null,
    primary key (doc, number),
    foreign key (doc, number) references version (doc, number)
) strict;

-- A published document shows the public its versions from this one on.
alter table document add column public_from integer;

-- When a meeting was really opened and closed.
alter table meeting add column opened_at integer;
alter table meeting add column closed_at integer;

-- That words were erased, and never which. The hashes are those that a version had before.
create table redaction (
    id blob not null primary key,
    process blob not null references process (id),
    actor blob,
    reason text not null,
    at integer not null
) strict;

create table redacted_version (
    redaction blob not null references redaction (id),
    doc blob not null references document (id),
    number integer not null,
    content_hash blob not null,
    chain_hash blob not null,
    primary key (redaction, doc, number)
) strict;

-- When a person was last in a process, and when they were there the time before.
create table visit (
    person blob not null references person (id),
    process blob not null references process (id),
    seen_at integer not null,
    since_at integer,
    primary key (person, process)
) strict;
