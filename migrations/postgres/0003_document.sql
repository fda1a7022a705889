-- Shared documents: the log is the truth, snapshots shorten its reading.
-- `person` and `actor` of logged rows have no foreign key: a person can be erased, the log stays.

create table document (
    id uuid not null primary key,
    process uuid references process (id),
    kind text not null,
    title text not null,
    reference text not null,
    epoch bigint not null,
    schema bigint not null,
    head_seq bigint not null,
    snapshot_seq bigint not null,
    published_at bigint,
    created_at bigint not null
);

create index document_process on document (process);

-- The primary key is the fence: two writers of the same seq cannot both commit.
create table update_log (
    doc uuid not null references document (id),
    epoch bigint not null,
    seq bigint not null,
    person uuid,
    actor uuid,
    client_id bigint,
    origin_kind text not null,
    bytes bytea not null,
    at bigint not null,
    primary key (doc, epoch, seq)
);

create table snapshot (
    doc uuid not null references document (id),
    epoch bigint not null,
    seq bigint not null,
    state bytea not null,
    hash bytea not null,
    verified_at bigint not null,
    primary key (doc, epoch, seq)
);

-- A client id is leased once per document and never again: its clocks belong to one connection.
create table client_lease (
    doc uuid not null references document (id),
    client_id bigint not null,
    person uuid not null,
    connection text not null,
    granted_at bigint not null,
    released_at bigint,
    primary key (doc, client_id)
);

-- Refused words, kept for their author.
create table rescue (
    id uuid not null primary key,
    doc uuid not null references document (id),
    epoch bigint not null,
    person uuid,
    actor uuid,
    client_id bigint,
    reason text not null,
    bytes bytea not null,
    at bigint not null
);

create index rescue_document on rescue (doc);
create index rescue_person on rescue (person);
