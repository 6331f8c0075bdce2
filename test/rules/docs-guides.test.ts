import { globSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLInterfaceType, isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { MAX_ANSWER_BYTES, MAX_COST, MAX_FAILURES, MAX_SUBSCRIPTION_COST } from '../../src/schema/cost/limits.ts';
import { MAX_DEPTH, MAX_FIELDS, MAX_ROOT_FIELDS } from '../../src/server/documents/operation-limits.ts';
import { MAX_CHARS, MAX_NESTING, MAX_TOKENS } from '../../src/server/documents/text-limits.ts';

const read = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8');
const inSources = (pattern: RegExp, ...globs: string[]) =>
  globSync(globs, { cwd: ROOT, exclude: ['**/*.test.ts', 'src/generated/**', 'src/web/**'] }).flatMap((file) => [
    ...read(file).matchAll(pattern),
  ]);

describe('docs/errors.md', () => {
  const guide = read('docs/errors.md');
  const rows = new Map(
    [...guide.matchAll(/^\| `(\w+Error)` \|(.*)$/gm)].map(([, name, rest]) => [name!, rest!.split('|')]),
  );
  const schema = buildSchema(read('schema.graphql'));
  const errors = schema.getPossibleTypes(schema.getType('Error') as GraphQLInterfaceType);

  const kinds = schema.getType('InputIssueCode');
  const issueCodes = isEnumType(kinds) ? kinds.getValues().map(({ name }) => name) : [];

  it('has each expected error of the schema, and no other', () => {
    expect([...rows.keys()].sort()).toEqual(errors.map(({ name }) => name).sort());
  });

  it.each(errors.map((type) => [type.name, type]))('tells what %s has beside code and message', (name, type) => {
    const fields = Object.values(type.getFields()).filter(({ deprecationReason }) => !deprecationReason);
    const own = fields.map((field) => field.name).filter((field) => field !== 'code' && field !== 'message');
    const told = [...(rows.get(name)?.[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]!);
    expect(told.sort()).toEqual(own.sort());
  });

  it('names values that enums of the schema have', () => {
    const values = Object.values(schema.getTypeMap()).flatMap((type) =>
      isEnumType(type) ? type.getValues().map(({ name }) => name) : [],
    );
    const named = [...rows.values()].flatMap((cells) => [...cells.join('|').matchAll(/`([A-Z_]+)`/g)]);
    expect(named.map((match) => match[1]!).filter((name) => !values.includes(name))).toEqual([]);
  });

  it('has each kind of problem in an input', () => {
    const section = guide.split('### What is wrong in an input')[1]!.split('\n## ')[0]!;
    const told = [...section.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, cell]) => cell!.match(/[A-Z_]{3,}/g)!);
    expect(issueCodes.length).toBeGreaterThan(5);
    expect(issueCodes.filter((code) => !told.includes(code))).toEqual([]);
  });

  it('has each code of the errors of a whole request', () => {
    const [, table = ''] = guide.split('## Errors of the whole request');
    const told = [...table.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, cell]) => cell!.match(/[A-Z_]{3,}/g)!);
    const codes = inSources(
      /(?:code: |, )'([A-Z][A-Z_]+)'(?: \}|\)|,$)/gm,
      'src/{server,schema,modules/identity}/**/*.ts',
    );
    // Of problems in an input there are others.
    const known = codes.map((match) => match[1]!).filter((code) => !issueCodes.includes(code));
    expect([...new Set(known)].filter((code) => !told.includes(code))).toEqual([]);
  });
});

describe('docs/limits-and-costs.md', () => {
  const guide = read('docs/limits-and-costs.md');
  const defaults = new Map(
    inSources(/\b([A-Z][A-Z_]+): whole\([\d_]+, [\d_]+, ([\d_]+)\)/g, 'src/config/*.ts').map(
      ([, name, value]) => [name!, Number(value!.replaceAll('_', ''))] as const,
    ),
  );

  it('has the defaults of the settings as they are', () => {
    const told = [...guide.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, name, value]) => [name!, Number(value)]);
    expect(told.length).toBeGreaterThan(15);
    expect(told).toEqual(told.map(([name]) => [name, defaults.get(name as string)]));
  });

  it('has each setting of sockets and subscriptions, and those of what one buyer may hold', () => {
    const wanted = [...defaults.keys()].filter((name) => /^(SOCKETS?|SUBSCRIPTIONS|BUYER|SEAT_LOCK|HTTP)_/.test(name));
    expect(wanted.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it.each([
    [MAX_CHARS, 'characters'],
    [MAX_TOKENS, 'tokens'],
    [MAX_NESTING, 'levels'],
    [MAX_DEPTH, 'levels'],
    [MAX_FIELDS, 'fields'],
    [MAX_ROOT_FIELDS, 'root fields'],
    [MAX_FAILURES, 'fields'],
    [MAX_ANSWER_BYTES, 'bytes'],
  ])('says %d %s', (limit, unit) => {
    expect(guide).toContain(`${limit.toLocaleString('en')} ${unit}`);
  });

  it('says what an operation may cost', () => {
    expect(guide).toContain(`a cost of ${MAX_COST.toLocaleString('en')}`);
    expect(guide).toContain(`of a subscription ${MAX_SUBSCRIPTION_COST.toLocaleString('en')}`);
  });
});
