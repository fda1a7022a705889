-- A process with its phases, meetings, deliverables and the bodies that sit at its table.
-- Times are microseconds since 1970 in UTC, civil dates and times ISO text, JSON text.

create table process (
    id blob not null primary key,
    slug text not null unique,
    title text not null,
    subtitle text not null,
    reference text not null,
    promoter text not null,
    decider text not null,
    law text not null,
    template text not null,
    created_at integer not null
) strict;

create table phase (
    id blob not null primary key,
    process blob not null references process (id),
    position integer not null,
    title text not null,
    goal text not null,
    key_question text not null,
    unique (process, position)
) strict;

create table meeting (
    id blob not null primary key,
    process blob not null references process (id),
    phase blob not null references phase (id),
    position integer not null,
    kind text not null,
    title text not null,
    date text,
    starts text,
    ends text,
    mode text not null,
    focus text not null,
    participants text not null,
    objectives text not null,
    questions text not null,
    parts text not null,
    guide text not null,
    held text,
    unique (process, position)
) strict;

create table deliverable (
    id blob not null primary key,
    process blob not null references process (id),
    phase blob not null references phase (id),
    position integer not null,
    title text not null,
    status text not null,
    unique (process, position)
) strict;

create table actor (
    id blob not null primary key,
    process blob not null references process (id),
    -- Order of creation in the process: fixes the body's colour for ever.
    position integer not null,
    name text not null,
    kind text not null,
    primary_category text not null,
    secondary_categories text not null,
    level text not null,
    created_at integer not null,
    unique (process, position),
    unique (process, name)
) strict;
