-- The register: fields that were set at the same time, thresholds of the checks, and the projection for questions.

-- The values of a field that was set by several people at the same time, one row each. Rows are only added and closed:
-- a conflict is open while `settled_seq` is null.
create table field_conflict (
    doc blob not null references document (id),
    epoch integer not null,
    key text not null,
    -- The place in the log that brought it about.
    since_seq integer not null,
    position integer not null,
    -- JSON.
    value text not null,
    -- The body it was set for. No foreign key: bodies may come and go by themselves.
    actor blob,
    client_id integer not null,
    clock integer not null,
    at integer not null,
    settled_seq integer,
    primary key (doc, epoch, key, since_seq, position)
) strict;

create index field_conflict_open on field_conflict (doc, epoch) where settled_seq is null;

-- Thresholds that a process chose for its checks, as JSON.
create table check_settings (
    process blob not null primary key references process (id),
    value text not null
) strict;

-- The register as rows, for questions in SQL. Never written to but by the projection, which makes it anew from the
-- shared document: `seq` is the place in the log that it reflects.
create table register_projection (
    doc blob not null primary key references document (id),
    epoch integer not null,
    seq integer not null,
    starts_on text,
    months integer not null,
    basis text,
    at integer not null
) strict;

create table register_actor (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    name text not null,
    kind text,
    primary_category text,
    -- JSON lists.
    secondary_categories text not null,
    level text,
    departments text not null,
    at_table integer not null,
    primary key (doc, id)
) strict;

create table register_line (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    name text not null,
    primary key (doc, id)
) strict;

create table register_action (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    name text not null,
    kind text not null,
    priority text not null,
    -- JSON list of ids.
    lines text not null,
    primary key (doc, id)
) strict;

create table register_commitment (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    actor text,
    department text,
    what text not null,
    action text,
    starts text,
    ends text,
    verification text not null,
    flexibility text not null,
    state text not null,
    reason text not null,
    -- JSON list, oldest first.
    life text not null,
    primary key (doc, id)
) strict;

create index register_commitment_actor on register_commitment (doc, actor);

create table register_alliance (
    doc blob not null references register_projection (doc) on delete cascade,
    commitment text not null,
    actor text not null,
    confirmed integer not null,
    primary key (doc, commitment, actor)
) strict;

create table register_resource (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    actor text,
    commitment text,
    kind text,
    label text not null,
    -- A number in decimal digits.
    quantity text,
    unit text not null,
    conditions text not null,
    starts text,
    ends text,
    primary key (doc, id)
) strict;

create table register_milestone (
    doc blob not null references register_projection (doc) on delete cascade,
    id text not null,
    position integer not null,
    kind text,
    title text not null,
    date text,
    actor text,
    -- JSON list of ids.
    commitments text not null,
    primary key (doc, id)
) strict;

-- What was taken out, with its reason.
create table register_removed (
    doc blob not null references register_projection (doc) on delete cascade,
    entity text not null,
    id text not null,
    label text not null,
    reason text not null,
    actor text,
    -- JSON list, oldest first; of commitments.
    life text not null,
    primary key (doc, entity, id)
) strict;
