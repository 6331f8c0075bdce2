// Makes what packages/schema has from schema.graphql and docs/asyncapi.yaml (part of `npm run codegen`). With `--files FOLDER` (part of that
// package's build) the schema itself: copied, and as the answer to the introspection query.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSchema, type GraphQLSchema, introspectionFromSchema, isAbstractType } from 'graphql';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'packages/schema/src');
const EVENTS = join(SOURCES, 'events.generated.ts');
const JSON_TO_TYPES = join(ROOT, 'node_modules/json-schema-to-typescript/dist/src/cli.js');

interface AsyncApi {
  channels: Record<string, { description: string; messages: Record<string, unknown> }>;
  components: {
    messages: Record<string, { title: string; summary: string; payload: { $ref: string } }>;
    schemas: Record<string, Record<string, unknown>>;
  };
}

/** For each interface and union the names of its object types, as normalising caches want it. */
function possibleTypesOf(schema: GraphQLSchema): Record<string, string[]> {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type));
  return Object.fromEntries(
    abstract
      .filter(({ name }) => !name.startsWith('__'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
}

function eventTypesOf({ components }: AsyncApi): string {
  const events = Object.values(components.messages).map(({ title, summary, payload }) => {
    const name = payload.$ref.split('/').at(-1)!;
    return { name, title, schema: { ...components.schemas[name], description: summary } };
  });
  const definitions = {
    ...components.schemas,
    ...Object.fromEntries(events.map(({ name, schema }) => [name, schema])),
  };
  const all = {
    title: 'SeatwireEvent',
    description:
      'What a message of the topics has as its payload. New types of events may come: pass over those that you do not know.',
    oneOf: events.map(({ name }) => ({ $ref: `#/definitions/${name}` })),
    definitions,
  };
  const input = JSON.stringify(all).replaceAll('#/components/schemas/', '#/definitions/');
  const flags = ['--bannerComment=', '--no-additionalProperties', '--ignoreMinAndMaxItems', '--style.singleQuote'];
  return execFileSync(process.execPath, [JSON_TO_TYPES, ...flags], { input, encoding: 'utf8' });
}

function topicsOf({ channels }: AsyncApi): string {
  const topics = Object.entries(channels).map(
    ([topic, { description, messages }]) =>
      `  /** ${description.trim()} */\n  '${topic}': [${Object.keys(messages)
        .map((type) => `'${type}'`)
        .join(', ')}],\n`,
  );
  return `import type { SeatwireEvent } from './events.generated.ts';

/** The types of events of each topic, whose name carries the installation's prefix in front. */
export const eventTypes = {
${topics.join('')}} as const;

export type SeatwireTopic = keyof typeof eventTypes;

/** What comes on a topic. */
export type SeatwireEventOf<Topic extends SeatwireTopic> = Extract<
  SeatwireEvent,
  { event_type: (typeof eventTypes)[Topic][number] }
>;
`;
}

const { files } = parseArgs({ options: { files: { type: 'string' } } }).values;
const sdl = readFileSync(join(ROOT, 'schema.graphql'), 'utf8');
const schema = buildSchema(sdl);
if (files !== undefined) {
  const folder = resolve(files);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'schema.graphql'), sdl);
  const introspection = introspectionFromSchema(schema, { descriptions: true, specifiedByUrl: true });
  writeFileSync(join(folder, 'introspection.json'), `${JSON.stringify(introspection)}\n`);
} else {
  const banner = (source: string) => `// Made by \`npm run codegen\` from ${source}.\n`;
  writeFileSync(
    join(SOURCES, 'possible-types.generated.ts'),
    `${banner('schema.graphql')}
/** Of each interface and union the object types that it may be, as Apollo Client's \`InMemoryCache\` takes it. */
export const possibleTypes: Record<string, string[]> = ${JSON.stringify(possibleTypesOf(schema), null, 2)};
`,
  );
  const yaml = readFileSync(join(ROOT, 'docs/asyncapi.yaml'), 'utf8');
  const ofEvents = banner(`docs/asyncapi.yaml (${createHash('sha256').update(yaml).digest('hex').slice(0, 16)})`);
  // Made anew only from another text, as it takes a while; always in CI, where a change by hand is to be found.
  const isCurrent = existsSync(EVENTS) && readFileSync(EVENTS, 'utf8').startsWith(ofEvents);
  if (!isCurrent || process.env.CI) {
    const asyncApi = parse(yaml) as AsyncApi;
    writeFileSync(EVENTS, `${ofEvents}\n${eventTypesOf(asyncApi)}`);
    writeFileSync(join(SOURCES, 'topics.generated.ts'), `${banner('docs/asyncapi.yaml')}\n${topicsOf(asyncApi)}`);
  }
}
