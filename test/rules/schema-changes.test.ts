import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compareSchemas, compareWithLastRelease } from '../../scripts/schema-changes.ts';

const RELEASED = `
  type Query { show(id: ID!, day: String @deprecated(reason: "Use time.")): Show  unused: Int @deprecated(reason: "Use show.") }
  type Show { id: ID!  title: String! }
  input ShowFilter { city: String }
  "Kinds. Expect new values."
  enum Kind { CONCERT  OLD @deprecated(reason: "Use CONCERT.") }
  enum Status { DRAFT }
  interface Error { message: String! }
  union Result = Show
`;

async function refusedOf(current: string, unreleased = ''): Promise<string[]> {
  const changelog = `# Changelog\n\n## Unreleased\n\n${unreleased}\n\n## 0.1.0\n\n- \`Show.title\` and \`Query.unused\`\n`;
  return (await compareSchemas(buildSchema(RELEASED), buildSchema(current), changelog)).refused;
}

describe('the schema', () => {
  it('breaks no client of the last release', async () => {
    const { changes, refused } = await compareWithLastRelease();
    expect(refused).toEqual([]);
    expect(changes).toContain("NON_BREAKING: Field 'seatId' was added to object type 'Seat'");
  });
});

describe('a schema', () => {
  it.each([
    ['a field that goes', RELEASED.replace('title: String!', ''), 'title', 'deprecate it first'],
    ['an argument that goes', RELEASED.replace('id: ID!, ', ''), 'id', 'deprecate it first'],
    ['a value that goes', RELEASED.replace('CONCERT ', ''), 'CONCERT', 'deprecate it first'],
    ['an input field that goes', RELEASED.replace('city: String', 'town: String'), 'city', 'deprecate it first'],
    ['a deprecated field that goes unannounced', RELEASED.replace(/unused: .*?\) \}/, '}'), 'unused', '`Query.unused`'],
    ['a field that may be null', RELEASED.replace('title: String!', 'title: String'), 'title', '`Show.title`'],
    ['a field of another type', RELEASED.replace('title: String!', 'title: Int!'), 'title', '`Show.title`'],
    [
      'an input field that must be given',
      RELEASED.replace('city: String', 'city: String!'),
      'city',
      '`ShowFilter.city`',
    ],
    ['a new argument that must be given', RELEASED.replace('id: ID!,', 'id: ID!, at: Int!,'), 'at', '`Query.show.at`'],
    [
      'a member that is no error',
      RELEASED.replace('= Show', '= Show | Film').concat('type Film { id: ID! }'),
      'Film',
      'implement Error',
    ],
    ['a value that nobody expects', RELEASED.replace('DRAFT', 'DRAFT OVER'), 'OVER', 'were not told'],
  ])('is refused for %s', async (_, current, name, advice) => {
    expect(current).not.toBe(RELEASED);
    expect(await refusedOf(current)).toEqual([expect.stringMatching(new RegExp(`'?${name}'?.*: .*${advice}`))]);
  });

  it.each([
    [
      'a new field and type',
      RELEASED.replace('title: String!', 'title: String!  tiers: [Tier!]!').concat('type Tier { id: ID! }'),
    ],
    [
      'a further error',
      RELEASED.replace('= Show', '= Show | Full').concat('type Full implements Error { message: String! }'),
    ],
    ['a new enum', RELEASED.replace('title: String!', 'title: String!  mood: Mood').concat('enum Mood { GOOD }')],
    ['an argument that may be left out', RELEASED.replace('id: ID!,', 'id: ID!, at: Int,')],
    ['a value that clients expect', RELEASED.replace('CONCERT', 'CONCERT OPERA')],
    ['a deprecation', RELEASED.replace('title: String!', 'title: String! @deprecated(reason: "Use name.")')],
  ])('may have %s', async (_, current) => {
    expect(current).not.toBe(RELEASED);
    expect(await refusedOf(current)).toEqual([]);
  });

  it.each([
    ['a deprecated field', RELEASED.replace(/unused: .*?\) \}/, '}'), '`Query.unused`'],
    ['a deprecated argument', RELEASED.replace(/, day: .*?"\)/, ''), '`Query.show.day`'],
    ['a deprecated value', RELEASED.replace(/OLD @.*?\)/, ''), '`Kind.OLD`'],
  ])('may lose %s that the changelog names', async (_, current, entry) => {
    expect(current).not.toBe(RELEASED);
    expect(await refusedOf(current, `### Removed\n\n- ${entry} is gone.`)).toEqual([]);
    expect(await refusedOf(current)).toEqual([expect.stringContaining(entry)]);
    // What is named only beside something new was not announced.
    expect(await refusedOf(current, `### Changed\n\n### Added\n\n- A field beside ${entry}.`)).toHaveLength(1);
  });
});
