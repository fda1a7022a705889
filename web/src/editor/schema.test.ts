import { getSchema } from '@tiptap/core';
import { expect, it } from 'vitest';
import fixture from '../../../tests/fixtures/documents/schema-1.json';
import { BLOCK_STYLES } from './nodes/block';
import { schemaExtensions } from './schema';
import { SCHEMA } from './schema-number';

const schema = getSchema(schemaExtensions);

function attributesOf(attributes: Record<string, { default?: unknown }> | null | undefined) {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, { default: value }]) => [name, value ?? null]),
  );
}

it('is the schema the server knows', () => {
  const nodes = Object.entries(schema.nodes)
    .filter(([name]) => name !== 'text')
    .map(([name, { spec }]) => [
      name,
      {
        content: spec.content ?? '',
        inline: spec.inline ?? false,
        atom: spec.atom ?? false,
        attributes: attributesOf(spec.attrs),
      },
    ]);
  const marks = Object.entries(schema.marks).map(([name, { spec }]) => [
    name,
    { overlapping: spec.excludes === '', attributes: attributesOf(spec.attrs) },
  ]);
  const shape = {
    schema: SCHEMA,
    blockStyles: [...BLOCK_STYLES],
    groups: {
      flow: Object.keys(schema.nodes).filter((name) => schema.nodes[name]?.isInGroup('flow')),
      inline: Object.keys(schema.nodes).filter((name) => schema.nodes[name]?.isInGroup('inline')),
    },
    nodes: Object.fromEntries(nodes),
    marks: Object.fromEntries(marks),
  };
  // A difference here needs a new schema number and a migration, on both sides.
  expect(shape).toEqual(fixture);
});

it('asks for nothing: what is incomplete would be deleted by the binding', () => {
  for (const type of Object.values(schema.nodes)) {
    expect(type.contentMatch.validEnd, type.name).toBe(true);
    expect(type.hasRequiredAttrs(), type.name).toBe(false);
  }
});
