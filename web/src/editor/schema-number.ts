/**
 * Number of the stored schema. It changes with any node, mark or attribute in `schema.ts`, together with a migration
 * and with `tests/fixtures/documents/schema-<n>.json`, which the server reads too. It stands alone, so that a page
 * without an editor can say it without fetching one.
 */
export const SCHEMA = 1;
