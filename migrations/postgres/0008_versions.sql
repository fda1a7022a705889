-- Versions: the text and the register as they were, with hashes and a chain; meetings that run; what was erased; when
-- somebody was here last. Format: docs/versions.md.

-- One line of the history. What it holds is in `version_content`, so that a long history is quick to list.
create table version (
    doc uuid not null references document (id),
    number bigint not null,
    -- Where the document and the register of its process stood. No register: epoch and seq 0.
    epoch bigint not null,
    seq bigint not null,
    register uuid,
    register_epoch bigint not null,
    register_seq bigint not null,
    reason text not null,
    message text not null,
    -- No foreign keys: a line outlives what it speaks of.
    meeting uuid,
    person uuid,
    actor uuid,
    -- JSON: `pact_model::version::Contributor`s, `VersionChanges`.
    contributors text not null,
    changed text not null,
    content_hash bytea not null,
    chain_hash bytea not null,
    created_at bigint not null,
    redacted_at bigint,
    primary key (doc, number)
);

-- Which versions stand on a register's log: their places are not merged over.
create index version_register on version (register, register_epoch, register_seq);

-- All three compressed (zstd), the states against the canonical form, see docs/versions.md; `stored_hash` is SHA-256 of
-- the three as they are stored, one after the other.
create table version_content (
    doc uuid not null,
    number bigint not null,
    canonical bytea not null,
    state bytea not null,
    register_state bytea,
    stored_hash bytea not null,
    primary key (doc, number),
    foreign key (doc, number) references version (doc, number)
);

-- A published document shows the public its versions from this one on.
alter table document add column public_from bigint;

-- When a meeting was really opened and closed.
alter table meeting add column opened_at bigint;
alter table meeting add column closed_at bigint;

-- That words were erased, and never which. The hashes are those that a version had before.
create table redaction (
    id uuid not null primary key,
    process uuid not null references process (id),
    actor uuid,
    reason text not null,
    at bigint not null
);

create table redacted_version (
    redaction uuid not null references redaction (id),
    doc uuid not null references document (id),
    number bigint not null,
    content_hash bytea not null,
    chain_hash bytea not null,
    primary key (redaction, doc, number)
);

-- When a person was last in a process, and when they were there the time before.
create table visit (
    person uuid not null references person (id),
    process uuid not null references process (id),
    seen_at bigint not null,
    since_at bigint,
    primary key (person, process)
);
