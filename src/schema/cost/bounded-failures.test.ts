import { buildSchema, execute, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { boundFailures } from './bounded-failures.ts';

let called = 0;

function schemaOf(): GraphQLSchema {
  const schema = buildSchema(`
    type Query { thing(at: Int): Thing  later(at: Int): Thing }
    type Subscription { thing(at: Int): Thing }
    type Thing { fails(at: Int): Int }`);
  const thing = schema.getType('Thing');
  if (!isObjectType(thing)) throw new Error('no Thing');
  thing.getFields().fails!.resolve = () => {
    called += 1;
    throw new Error('failed');
  };
  schema.getQueryType()!.getFields().later!.resolve = async () => {
    called += 1;
    throw new Error('failed later');
  };
  return boundFailures(schema);
}

function runOf(most: number) {
  let failures = 0;
  return {
    noteFailure() {
      failures += 1;
    },
    forgetFailures() {
      failures = 0;
    },
    assertFewFailures() {
      if (failures > most) throw new Error('too many');
    },
    get failures() {
      return failures;
    },
  };
}

const fields = (count: number, text: string) => Array.from({ length: count }, (_, n) => `a${n}: ${text}`).join(' ');

async function failuresOf(document: string, run = runOf(3)) {
  called = 0;
  await execute({ schema: schemaOf(), document: parse(document), rootValue: { thing: {} }, contextValue: { run } });
  return { called, run };
}

describe('fields that fail', () => {
  it('are counted, and no more of them are tried once they are too many', async () => {
    expect((await failuresOf(`{ thing { ${fields(10, 'fails')} } }`)).called).toBe(4);
  });

  it('are counted when they fail later', async () => {
    expect((await failuresOf(`{ ${fields(3, 'later')} }`)).run.failures).toBe(3);
  });

  it('are counted for each event of a subscription by itself', async () => {
    const run = runOf(3);
    const document = `subscription { thing { ${fields(3, 'fails')} } }`;
    for (let event = 0; event < 3; event += 1) expect((await failuresOf(document, run)).called).toBe(3);
    expect(run.failures).toBe(3);
  });
});
