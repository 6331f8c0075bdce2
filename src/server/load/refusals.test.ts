import { type ExecutionResult, parse } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { expect, it } from 'vitest';
import type { GraphqlContext } from '../../schema/context.ts';
import { Refusals } from './refusals.ts';

const schema = createSchema<GraphqlContext>({
  typeDefs: /* GraphQL */ `
    type Query { me: String }
    type Refused { message: String! retryAfterSeconds: Int! }
    type Mutation { lock(n: Int!): Refused }
  `,
  resolvers: { Mutation: { lock: (_root, _args, { refusal }) => ({ ...refusal, message: refusal?.message }) } },
});
const BUSY = { reason: 'busy', retryAfter_s: 2 } as const;

function refusalsOf() {
  let made = 0;
  const make = (result: ExecutionResult) => {
    made += 1;
    return JSON.parse(JSON.stringify(result)) as { data?: object; errors?: { extensions: object }[] };
  };
  const refusals = new Refusals({ schema, isOverHttp: false, make });
  const ask = async (document: ReturnType<typeof parse>, variables: object = {}, retryAfter_s = 2) =>
    await refusals.of({ known: { document }, variables: variables as never }, { ...BUSY, retryAfter_s });
  return { ask, made: () => made };
}

it('makes the answer of a query once for each number of seconds', async () => {
  const { ask, made } = refusalsOf();
  const document = parse('query Me($n: Int) { me }');
  const [first, second] = [await ask(document, { n: 1 }), await ask(document, { n: 2 })];
  expect(first).toBe(second);
  expect(first.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 2 } }]);
  expect(await ask(document, {}, 3)).toMatchObject({ errors: [{ extensions: { retryAfterSeconds: 3 } }] });
  expect(made()).toBe(2);
});

it('makes the answer of a mutation once, as long as nothing of it depends on variables', async () => {
  const { ask, made } = refusalsOf();
  const document = parse('mutation Lock($n: Int!) { held: lock(n: $n) { retryAfterSeconds } }');
  expect(await ask(document, { n: 1 })).toEqual({ data: { held: { retryAfterSeconds: 2 } } });
  expect(await ask(document, { n: 2 })).toEqual({ data: { held: { retryAfterSeconds: 2 } } });
  expect(made()).toBe(1);
});

it('answers each selection of a mutation by the variables that it was sent with', async () => {
  const { ask } = refusalsOf();
  const document = parse(
    'mutation Lock($n: Int!, $tell: Boolean!) { lock(n: $n) { retryAfterSeconds @include(if: $tell) message @skip(if: $tell) } }',
  );
  expect(await ask(document, { n: 1, tell: true })).toEqual({ data: { lock: { retryAfterSeconds: 2 } } });
  expect(await ask(document, { n: 1, tell: false })).toEqual({
    data: { lock: { message: expect.any(String) as string } },
  });
});

it('does not keep for others what was said of variables that are wrong', async () => {
  const { ask } = refusalsOf();
  const document = parse('mutation Lock($n: Int!) { lock(n: $n) { retryAfterSeconds } }');
  expect(await ask(document, { n: 'one' })).toMatchObject({
    errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });
  expect(await ask(document, { n: 1 })).toEqual({ data: { lock: { retryAfterSeconds: 2 } } });
});
