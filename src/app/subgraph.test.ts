import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition';
import { type ExecutionResult, execute, type GraphQLUnionType, graphql, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printSortedSchema } from '../schema/print.ts';
import { createSchema } from './schema.ts';

const schema = createSchema({ subgraph: true });

const REVIEWS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { latestReviews(first: Int): ReviewConnection! }
  type ReviewConnection { edges: [ReviewEdge!]! pageInfo: PageInfo! }
  type ReviewEdge { cursor: String! node: Review! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Review @key(fields: "id") { id: ID! text: String! show: Show! }
  type Show @key(fields: "id") { id: ID! reviews: [Review!]! }
  type SeatLock @key(fields: "id", resolvable: false) { id: ID! }
`;

async function sdlOf(): Promise<string> {
  const { data, errors } = await graphql({ schema, source: '{ _service { sdl } }', contextValue: {} });
  expect(errors).toBeUndefined();
  return (data as { _service: { sdl: string } })._service.sdl;
}

describe('as a subgraph', () => {
  it('composes with another subgraph that adds fields to its entities', async () => {
    const result = composeServices([
      { name: 'seatwire', typeDefs: parse(await sdlOf()), url: 'http://localhost:4000/graphql' },
      { name: 'reviews', typeDefs: parse(REVIEWS), url: 'http://localhost:4001/graphql' },
    ]);
    expect(result.errors).toBeUndefined();
    assertCompositionSuccess(result);
    expect(result.supergraphSdl).toMatch(/type Show implements Node[^{]*@join__type\(graph: REVIEWS, key: "id"\)/);
  });

  it('has every node as an entity', () => {
    const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map(({ name }) => name);
    const entities = (schema.getType('_Entity') as GraphQLUnionType).getTypes().map(({ name }) => name);
    expect(entities.toSorted()).toEqual(nodes.toSorted());
  });

  it('tells the schema that it has otherwise, and adds nothing to it while it is none', async () => {
    const plain = printSortedSchema(createSchema());
    expect(plain).not.toMatch(/_service|_entities|_Any/);
    const withoutLink = (await sdlOf()).replace(/^extend schema .*\n/, '');
    const withoutKeys = withoutLink.replaceAll(/ @(key\(fields: "id"\)|shareable)/g, '');
    expect(print(parse(withoutKeys))).toBe(print(parse(plain)));
  });

  it('refuses representations without a key, and more than 100', async () => {
    const ask = async (representations: unknown) =>
      (await execute({
        schema,
        document: parse('query ($given: [_Any!]!) { _entities(representations: $given) { __typename } }'),
        variableValues: { given: representations },
        contextValue: { principal: null, services: {} },
      })) as ExecutionResult;
    expect((await ask([{ __typename: 'Show' }])).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const many = Array.from({ length: 101 }, () => ({ __typename: 'Show', id: 'show_1' }));
    expect((await ask(many)).errors?.[0]?.message).toMatch(/representations.*100/);
  });
});
