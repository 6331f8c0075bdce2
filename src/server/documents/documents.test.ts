import { buildSchema, type GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { Documents } from './documents.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query { self: Query!  me: String  many(ids: [ID!], filter: Filter): String }
  type Mutation { act: String }
  input Filter { not: Filter  id: ID }
`);

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

function refusalOf(text: string, documents = new Documents({ schema })): { code: unknown; message: string } {
  let errors: readonly GraphQLError[];
  try {
    errors = documents.read(text).errors;
  } catch (error) {
    errors = [error as GraphQLError];
  }
  expect(documents.bytes).toBe(0);
  expect(documents.find(text)).toBeNull();
  return { code: errors[0]?.extensions.code, message: errors[0]?.message ?? 'none' };
}

describe('documents', () => {
  it('are the same object for the same text, read once', () => {
    const documents = new Documents({ schema });
    const text = '{ self { me } }';
    expect(documents.find(text)).toBeNull();
    const { document, errors } = documents.read(text);
    expect(errors).toEqual([]);
    expect(documents.read(text).document).toBe(document);
    expect(documents.find(text)?.document).toBe(document);
    expect(documents.find(`${text} `)).toBeNull();
  });

  it('are kept as long as there is room for them, by what they take', () => {
    const documents = new Documents({ schema, maxBytes: 100_000 });
    const first = '{ self { me } }';
    documents.read(first);
    for (let index = 0; index < 200; index += 1) {
      documents.read(`# ${'x'.repeat(10_000)}\nquery Padded${index} { ${times(20, (field) => `a${field}: me`)} }`);
      expect(documents.bytes).toBeGreaterThan(0);
      expect(documents.bytes).toBeLessThanOrEqual(100_000);
    }
    expect(documents.find(first)).toBeNull();
  });

  it.each<[string, string, string]>([
    ['characters', `# ${'x'.repeat(100_000)}\n{ me }`, '100009 characters; at most 100000'],
    ['tokens', `{ ${'me '.repeat(10_001)} }`, 'more than 10000 tokens'],
    ['braces inside one another', '{ self '.repeat(5_000), 'more than 64 levels deep'],
    ['lists inside one another', `{ many(ids: ${'['.repeat(4_900)}${']'.repeat(4_900)}) }`, 'more than 64 levels deep'],
    ['objects inside one another', `{ many(filter: ${'{not:'.repeat(2_000)}`, 'more than 64 levels deep'],
    ['types inside one another', `query ($a: ${'['.repeat(70)}ID${']'.repeat(70)}) { me }`, 'more than 64 levels deep'],
    ['levels of fields', `${'{ self '.repeat(16)} { me } ${'}'.repeat(16)}`, '17 levels deep; at most 15'],
    [
      'levels of fragments',
      `{ ...F0 } ${times(40, (index) => `fragment F${index} on Query { ... { ...F${index + 1} } }`)} fragment F40 on Query { me }`,
      'more than 64 levels deep, with its fragments',
    ],
    ['fragments', `{ me } ${times(101, (index) => `fragment F${index} on Query { me }`)}`, 'more than 100 fragments'],
    ['spreads', `{ ${'...F '.repeat(301)} } fragment F on Query { me }`, 'at more than 300 places'],
    [
      'fields by fragments that double',
      `{ ...F0 } ${times(30, (index) => `fragment F${index} on Query { self { ...F${index + 1} } self { ...F${index + 1} } }`)}
       fragment F30 on Query { me }`,
      'levels deep',
    ],
    [
      'fragments that double and bring no field',
      `{ me __schema { ...F0 } } ${times(30, (index) => `fragment F${index} on __Schema { ...F${index + 1} ...F${index + 1} }`)}
       fragment F30 on __Schema { ...Unknown }`,
      'spreads more than 1000 fragments',
    ],
    ['fragments within themselves', '{ ...A } fragment A on Query { self { ...A } }', 'within itself'],
    ['fields', `{ self { ${times(1_001, (index) => `a${index}: me`)} } }`, 'more than 1000 fields'],
    [
      'fields of fragments that nobody spreads',
      `{ me } fragment F on Query { ${'me '.repeat(2_001)} }`,
      'more than 2000 fields',
    ],
    ['root fields', `mutation { ${times(21, (index) => `a${index}: act`)} }`, '21 root fields; at most 20'],
    ['operations', times(51, (index) => `query Q${index} { me }`), '51 operations; at most 50'],
    ['variables', `query (${times(101, (index) => `$v${index}: ID`)}) { me }`, '101 variables; at most 100'],
    ['directives', `{ me ${'@skip(if: false) '.repeat(11)} }`, '11 directives at one place; at most 10'],
    ['directives of a variable', `query ($v: ID ${'@a '.repeat(11)}) { me }`, '11 directives at one place'],
    ['members of lists', `{ many(ids: [${'"x" '.repeat(2_001)}]) }`, 'more than 2000 members'],
    [
      'members of a default',
      `query ($v: [ID!] = [${'"x" '.repeat(2_001)}]) { many(ids: $v) }`,
      'more than 2000 members',
    ],
    ['the same field', `{ self { ${'me '.repeat(200)} } }`, 'at most 10000 pairs'],
    [
      'the same field in fragments',
      `{ self { ...A ...B } } fragment A on Query { ${'me '.repeat(75)} } fragment B on Query { ${'me '.repeat(75)} }`,
      'at most 10000 pairs',
    ],
    ['the same field below the same', `{ self { ${'self { me me } '.repeat(80)} } }`, 'at most 10000 pairs'],
    [
      'the same field in a fragment that nobody spreads',
      `{ me } fragment A on Query { ${'me '.repeat(200)} }`,
      'at most 10000 pairs',
    ],
  ])('refuse too many %s', (_what, text, message) => {
    const started_ms = threadTime_ms();
    expect(refusalOf(text).message).toContain(message);
    // Several times what it takes: this is about the ones that would take for ever.
    expect(threadTime_ms() - started_ms).toBeLessThan(500);
  });

  it('say of all limits that the document is at fault', () => {
    for (const text of [`# ${'x'.repeat(100_000)}\n{ me }`, '{ self '.repeat(5_000), `{ ${'me '.repeat(10_001)} }`]) {
      expect(refusalOf(text).code).toBe('BAD_USER_INPUT');
    }
  });

  it('answer at most 20 errors, each short', () => {
    const unknown = times(20, (index) => `no${index} also${index}`);
    const { errors } = new Documents({ schema }).read(`{ self { ${unknown} } }`);
    expect(errors).toHaveLength(20);
    expect(errors.at(-1)?.message).toContain('Too many validation errors');
    const [long] = new Documents({ schema }).read(`{ ${'x'.repeat(50_000)} }`).errors;
    expect(long?.message.length).toBeLessThan(400);
  });

  it('say where an error is, unless finding that would be work', () => {
    const placeIn = (text: string) => new Documents({ schema }).read(text).errors[0]?.locations;
    expect(placeIn('{\n  no\n}')).toEqual([{ line: 2, column: 3 }]);
    expect(placeIn(`{${'\n'.repeat(2_000)}no }`)).toBeUndefined();
  });

  it('still say where a field is after they were read', () => {
    const { document } = new Documents({ schema }).read('{\n  self { me }\n}');
    const [operation] = document.definitions;
    const field = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections[0] : undefined;
    expect(field?.loc).toMatchObject({ start: 4, end: 15, startToken: null });
    expect(field?.loc?.source.body).toContain('self');
  });
});
