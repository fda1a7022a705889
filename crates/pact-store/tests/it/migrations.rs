//! Both engines have the same tables, columns, keys and references.

use sqlx::Row as _;

use crate::support::TestDatabase;

/// Table, column, kind of value, may it be null, place in the primary key.
type Column = (String, String, &'static str, bool, i64);

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let sqlite = TestDatabase::new().await;
    let postgres = TestDatabase::postgres().await;
    let columns = sqlite_columns(&sqlite).await;
    assert!(columns.len() > 100, "only {} columns were found", columns.len());
    assert_eq!(columns, postgres_columns(&postgres).await);
    sqlite.remove().await;
    postgres.remove().await;
}

#[tokio::test]
async fn both_engines_have_the_same_references_and_indices() {
    let sqlite = TestDatabase::new().await;
    let postgres = TestDatabase::postgres().await;
    let references = sqlite_references(&sqlite).await;
    assert!(!references.is_empty());
    assert_eq!(sorted(references), sorted(postgres_references(&postgres).await));
    let indices = sqlite_indices(&sqlite).await;
    assert!(!indices.is_empty());
    assert_eq!(sorted(indices), sorted(postgres_indices(&postgres).await));
    sqlite.remove().await;
    postgres.remove().await;
}

#[tokio::test]
async fn every_sqlite_table_is_strict() {
    let db = TestDatabase::new().await;
    let lax: Vec<String> = sqlx::query_scalar(
        "select name from pragma_table_list
        where schema = 'main' and strict = 0 and name not like 'sqlite%' and name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut db.sqlite_connection().await)
    .await
    .unwrap();
    assert_eq!(lax, Vec::<String>::new());
    db.remove().await;
}

fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort();
    rows
}

async fn sqlite_columns(db: &TestDatabase) -> Vec<Column> {
    let rows = sqlx::query(
        "select t.name as table_name, c.name, c.type, c.\"notnull\", c.pk
        from pragma_table_list t join pragma_table_info(t.name) c
        where t.schema = 'main' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations'
        order by t.name, c.cid",
    )
    .fetch_all(&mut db.sqlite_connection().await)
    .await
    .unwrap();
    rows.iter()
        .map(|row| {
            let kind = match row.get::<&str, _>("type") {
                "INTEGER" => "number",
                "TEXT" => "text",
                "BLOB" => "bytes",
                other => panic!("unexpected type {other}"),
            };
            (row.get("table_name"), row.get("name"), kind, row.get::<i64, _>("notnull") == 0, row.get("pk"))
        })
        .collect()
}

async fn postgres_columns(db: &TestDatabase) -> Vec<Column> {
    let rows = sqlx::query(
        "select c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable::text,
            coalesce(k.ordinal_position, 0)::bigint as pk
        from information_schema.columns c
        left join information_schema.key_column_usage k
            on k.table_schema = c.table_schema and k.table_name = c.table_name
            and k.column_name = c.column_name and k.constraint_name = c.table_name || '_pkey'
        where c.table_schema = current_schema() and c.table_name <> '_sqlx_migrations'
        order by c.table_name collate \"C\", c.ordinal_position",
    )
    .fetch_all(&mut db.postgres_connection().await)
    .await
    .unwrap();
    rows.iter()
        .map(|row| {
            let kind = match row.get::<&str, _>("data_type") {
                "bigint" => "number",
                "text" => "text",
                "bytea" | "uuid" => "bytes",
                other => panic!("unexpected type {other}"),
            };
            let nullable = row.get::<&str, _>("is_nullable") == "YES";
            (row.get("table_name"), row.get("column_name"), kind, nullable, row.get("pk"))
        })
        .collect()
}

async fn sqlite_references(db: &TestDatabase) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select t.name, f.\"from\", f.\"table\"
        from pragma_table_list t join pragma_foreign_key_list(t.name) f
        where t.schema = 'main'",
    )
    .fetch_all(&mut db.sqlite_connection().await)
    .await
    .unwrap()
}

async fn postgres_references(db: &TestDatabase) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select t.relname::text, a.attname::text, r.relname::text
        from pg_constraint c
        join pg_class t on t.oid = c.conrelid
        join pg_class r on r.oid = c.confrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = any (c.conkey)
        where c.contype = 'f' and c.connamespace = current_schema()::regnamespace",
    )
    .fetch_all(&mut db.postgres_connection().await)
    .await
    .unwrap()
}

/// Table, columns in order, are they unique: of every index but those of primary keys.
async fn sqlite_indices(db: &TestDatabase) -> Vec<(String, String, bool)> {
    sqlx::query_as(
        "select t.name as table_name,
            (select group_concat(name, ',') from
                (select name from pragma_index_info(i.name) order by seqno)) as columns,
            i.\"unique\" as is_unique
        from pragma_table_list t join pragma_index_list(t.name) i
        where t.schema = 'main' and t.name <> '_sqlx_migrations' and i.origin <> 'pk'",
    )
    .fetch_all(&mut db.sqlite_connection().await)
    .await
    .unwrap()
}

async fn postgres_indices(db: &TestDatabase) -> Vec<(String, String, bool)> {
    sqlx::query_as(
        "select t.relname::text as table_name,
            (select string_agg(a.attname::text, ',' order by k.place)
                from unnest(i.indkey::int2[]) with ordinality as k (number, place)
                join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number) as columns,
            i.indisunique as is_unique
        from pg_index i
        join pg_class t on t.oid = i.indrelid
        where t.relnamespace = current_schema()::regnamespace and not i.indisprimary",
    )
    .fetch_all(&mut db.postgres_connection().await)
    .await
    .unwrap()
}
