import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, type DocumentNode, type OperationDefinitionNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = globSync('{src,packages/*/src}/**/*.graphql.ts', { cwd: ROOT }).sort();
const OTHERS = globSync('{src/web,packages/*/src}/**/*.ts', { cwd: ROOT }).filter(
  (file) => !/\.(graphql|test)\.ts$/.test(file),
);

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SCHEMA = buildSchema(read('schema.graphql'));

/** The documents that a file exports, as they are sent: put together with their fragments. */
async function documentsOf(file: string): Promise<DocumentNode[]> {
  const exported: Record<string, unknown> = await import(join(ROOT, file));
  const documents = Object.values(exported).filter((value) => typeof value === 'string');
  return documents.map((text) => parse(text)).filter((document) => operationOf(document) !== undefined);
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((definition) => definition.kind === 'OperationDefinition');
}

/** `TypedDocument<Data, Variables>` and the operation that follows it, of each document of a file. */
function declarationsOf(source: string) {
  const declaration =
    /: TypedDocument<\s*(\w+),\s*(\w+)\s*>\s*=\s*\/\* GraphQL \*\/ `\s*(query|mutation|subscription) (\w+)/g;
  return [...source.matchAll(declaration)].map(([, data, variables, kind, name]) => ({ data, variables, kind, name }));
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const OPERATION = /['"`]\s*(?:query|mutation|subscription)\b[^'"`;]*\{/;

describe('the GraphQL documents of the page and the client', () => {
  it('are there', () => expect(FILES.length).toBeGreaterThan(2));

  it.each(FILES)('are taken by the schema as they are sent: %s', async (file) => {
    for (const document of await documentsOf(file)) {
      const name = operationOf(document)?.name?.value;
      expect(validate(SCHEMA, document), name).toEqual([]);
    }
  });

  it.each(FILES)('have the types that were generated for them: %s', async (file) => {
    const declared = declarationsOf(read(file));
    expect(declared.map(({ name }) => name).sort()).toEqual(
      (await documentsOf(file)).map((document) => operationOf(document)?.name?.value).sort(),
    );
    for (const { data, variables, kind, name } of declared) {
      const type = `${name}${capitalised(kind!)}`;
      expect({ data, variables }).toEqual({ data: type, variables: `${type}Variables` });
    }
  });

  it('are in no other files than *.graphql.ts, so that none goes unchecked', () => {
    expect(OTHERS.length).toBeGreaterThan(100);
    expect(OTHERS.filter((file) => OPERATION.test(read(file)))).toEqual([]);
  });
});
