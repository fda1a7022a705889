-- Who comes in: persons, the bodies they act for, links and login sessions.
-- Personal data live in `person` only; everything else names the person by id.

create table person (
    id blob not null primary key,
    name text,
    created_at integer not null
) strict;

create table mandate (
    person blob not null references person (id),
    actor blob not null references actor (id),
    given_at integer not null,
    ended_at integer,
    primary key (person, actor)
) strict;

create table access_link (
    id blob not null primary key,
    process blob not null references process (id),
    role text not null,
    actor blob references actor (id),
    token_hash blob not null unique,
    label text not null,
    created_at integer not null,
    expires_at integer,
    revoked_at integer
) strict;

create index access_link_process on access_link (process);

create table login_session (
    id blob not null primary key,
    hash blob not null unique,
    person blob not null references person (id),
    link blob not null references access_link (id),
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null
) strict;

create index login_session_expiry on login_session (expires_at);
