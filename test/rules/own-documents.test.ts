import { globSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { ownDocuments } from '../../scripts/own-documents.ts';
import { createSchema } from '../../src/app/schema.ts';

it('the manifest of our own documents has each operation of the pages and packages, and nothing that the schema refuses', async () => {
  const { operations } = await ownDocuments();
  const schema = createSchema();
  for (const { body } of operations) expect(validate(schema, parse(body)), body).toEqual([]);
  const sources = globSync(['src/web/**/*.ts', 'packages/*/src/**/*.ts'])
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'));
  const written = sources.flatMap((text) =>
    [...text.matchAll(/`\s*(?:query|mutation|subscription) (\w+)\s*[({]/g)].map(([, name]) => name!),
  );
  const known = new Set(operations.map(({ name }) => name));
  expect(written.length).toBeGreaterThan(50);
  expect(written.filter((name) => !known.has(name))).toEqual([]);
});
