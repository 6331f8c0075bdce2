import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SHAREABLE } from '../../schema/shareable.ts';
import { sharedOperationOf } from './shared-operation.ts';

const schema = buildSchema(/* GraphQL */ `
  directive @later on FIELD
  type Query { a: Int }
  type Subscription { map(show: ID!, after: String): Event!  mine: Event! }
  union Event = Snapshot | Delta
  type Snapshot { version: Int! seats: [Seat!]! }
  type Delta { version(in: String): Int! seats: [Seat!]! }
  type Seat { id: ID! state: String! buyer: String }
`);
for (const field of ['Subscription.map', 'Snapshot.version', 'Snapshot.seats', 'Delta.version', 'Delta.seats'])
  mark(field);
for (const field of ['Seat.id', 'Seat.state']) mark(field);

function mark(coordinate: string): void {
  const [type, field] = coordinate.split('.') as [string, string];
  const { [field]: found } = (schema.getType(type) as ReturnType<typeof schema.getSubscriptionType>)!.getFields();
  found!.extensions = SHAREABLE;
}

const shared = (text: string, operationName?: string) => sharedOperationOf(schema, parse(text), operationName);
const SEATS = '... on Snapshot { seats { id } }';

describe('a subscription to share', () => {
  it('reaches nothing but shareable fields, by whatever ways', () => {
    expect(shared(`subscription { map(show: "1") { __typename ${SEATS} } }`)).not.toBeNull();
    expect(shared(`subscription { m: map(show: "1") { ...E } } fragment E on Event { ${SEATS} }`)).not.toBeNull();
    expect(shared(`subscription { map(show: "1") { ... on Snapshot { seats { id buyer } } } }`)).toBeNull();
    expect(
      shared(
        `subscription { map(show: "1") { ...E } } fragment E on Event { ... on Delta { seats { ...B } } } fragment B on Seat { buyer }`,
      ),
    ).toBeNull();
    expect(shared(`subscription { mine { ${SEATS} } }`)).toBeNull();
    expect(shared(`subscription { map(show: "1") { ... on Snapshot { version @later } } }`)).toBeNull();
    expect(shared('{ a }')).toBeNull();
    expect(shared(`subscription A { map(show: "1") { ${SEATS} } } subscription B { mine { ${SEATS} } }`, 'A')).not.toBe(
      null,
    );
    expect(shared(`subscription A { map(show: "1") { ${SEATS} } } subscription B { mine { ${SEATS} } }`, 'B')).toBe(
      null,
    );
  });

  it('is the same however it is written and whatever its source was asked for', () => {
    const key = (text: string) => shared(text)?.key;
    const plain = key(`subscription W($s: ID!, $c: String) { map(show: $s, after: $c) { ${SEATS} } }`);
    expect(key(`subscription W($s:ID!,$c:String){ # live\n map(after: $c, show: $s) { ${SEATS} }, }`)).toBe(plain);
    expect(key(`subscription { map(show: "1", after: "x") { ${SEATS} } }`)).toBe(
      key(`subscription { map(show: "2") { ${SEATS} } }`),
    );
  });

  it('is another one with another selection, alias, name or argument below its root', () => {
    const texts = [
      `subscription { map(show: "1") { ${SEATS} } }`,
      `subscription { other: map(show: "1") { ${SEATS} } }`,
      `subscription { map(show: "1") { ... on Snapshot { seats { seat: id } } } }`,
      `subscription { map(show: "1") { ... on Delta { version } } }`,
      `subscription { map(show: "1") { ... on Delta { version(in: "x") } } }`,
    ];
    expect(new Set(texts.map((text) => shared(text)!.key)).size).toBe(texts.length);
  });

  it('names the variables that have a part in what is made of an event', () => {
    const text = `subscription ($s: ID!, $c: String, $b: Boolean!, $a: String, $r: Boolean!) {
      map(show: $s, after: $c) @include(if: $r) { ... on Delta { version(in: $a) seats @skip(if: $b) { id } } }
    }`;
    expect(shared(text)!.variables).toEqual(['a', 'b', 'r']);
  });

  it('is looked at once', () => {
    const document = parse(`subscription { map(show: "1") { ${SEATS} } }`);
    expect(sharedOperationOf(schema, document, undefined)).toBe(sharedOperationOf(schema, document, undefined));
  });
});
