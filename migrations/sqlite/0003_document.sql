-- Shared documents: the log is the truth, snapshots shorten its reading.
-- `person` and `actor` of logged rows have no foreign key: a person can be erased, the log stays.

create table document (
    id blob not null primary key,
    process blob references process (id),
    kind text not null,
    title text not null,
    reference text not null,
    epoch integer not null,
    schema integer not null,
    head_seq integer not null,
    snapshot_seq integer not null,
    published_at integer,
    created_at integer not null
) strict;

create index document_process on document (process);

-- The primary key is the fence: two writers of the same seq cannot both commit.
create table update_log (
    doc blob not null references document (id),
    epoch integer not null,
    seq integer not null,
    person blob,
    actor blob,
    client_id integer,
    origin_kind text not null,
    bytes blob not null,
    at integer not null,
    primary key (doc, epoch, seq)
) strict, without rowid;

create table snapshot (
    doc blob not null references document (id),
    epoch integer not null,
    seq integer not null,
    state blob not null,
    hash blob not null,
    verified_at integer not null,
    primary key (doc, epoch, seq)
) strict;

-- A client id is leased once per document and never again: its clocks belong to one connection.
create table client_lease (
    doc blob not null references document (id),
    client_id integer not null,
    person blob not null,
    connection text not null,
    granted_at integer not null,
    released_at integer,
    primary key (doc, client_id)
) strict;

-- Refused words, kept for their author.
create table rescue (
    id blob not null primary key,
    doc blob not null references document (id),
    epoch integer not null,
    person blob,
    actor blob,
    client_id integer,
    reason text not null,
    bytes blob not null,
    at integer not null
) strict;

create index rescue_document on rescue (doc);
create index rescue_person on rescue (person);
