//! Everything SQL: database, transactions, queries by aggregate, migrations.
