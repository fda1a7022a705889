-- Who comes in: persons, the bodies they act for, links and login sessions.
-- Personal data live in `person` only; everything else names the person by id.

create table person (
    id uuid not null primary key,
    name text,
    created_at bigint not null
);

create table mandate (
    person uuid not null references person (id),
    actor uuid not null references actor (id),
    given_at bigint not null,
    ended_at bigint,
    primary key (person, actor)
);

create table access_link (
    id uuid not null primary key,
    process uuid not null references process (id),
    role text not null,
    actor uuid references actor (id),
    token_hash bytea not null unique,
    label text not null,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint
);

create index access_link_process on access_link (process);

create table login_session (
    id uuid not null primary key,
    hash bytea not null unique,
    person uuid not null references person (id),
    link uuid not null references access_link (id),
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);

create index login_session_expiry on login_session (expires_at);
