import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { type DocsPage, REFERENCE, type SearchEntry } from './docs-page.ts';
import type { Example } from './examples.ts';
import { OPERATION_GROUPS, operationPage } from './operation-page.ts';
import { describe, referenceParts } from './reference-parts.ts';
import { modelOf, type Operation, type OperationKind, type SchemaModel } from './schema-model.ts';
import { kindOf, TYPE_KINDS, typePage } from './type-page.ts';

/** A page for each operation and for each type that more than one of them uses, and one that lists them. */
export function referencePages(schema: GraphQLSchema, examples: readonly Example[]): DocsPage[] {
  const model = modelOf(schema);
  const parts = referenceParts(model);
  return [
    overview(model),
    ...model.operations.map((operation) => operationPage({ schema, model, parts, operation, examples })),
    ...model.types.map((type) => typePage(schema, type, model, parts)),
  ];
}

const PLURALS: Record<string, string> = {
  Error: 'Expected errors',
  Object: 'Objects',
  Input: 'Inputs',
  Enum: 'Enums',
  Union: 'Unions',
  Interface: 'Interfaces',
  Scalar: 'Scalars',
};

function overview({ operations, types }: SchemaModel): DocsPage {
  const lists = [
    ...(Object.keys(OPERATION_GROUPS) as OperationKind[]).map((kind) => ({
      title: OPERATION_GROUPS[kind],
      items: operations.filter((operation) => operation.kind === kind).map(operationItem),
    })),
    ...TYPE_KINDS.map((kind) => ({
      title: PLURALS[kind]!,
      items: types.filter((type) => kindOf(type) === kind).map((type) => item(`${REFERENCE}/types/${type.name}`, type)),
    })),
    { title: 'Deprecated', items: types.flatMap((type) => deprecated(type)) },
  ].filter(({ items }) => items.length > 0);
  const headings = lists.map(({ title }) => ({ id: title.toLowerCase().replaceAll(' ', '-'), level: 2, html: title }));
  const body = lists
    .map(
      ({ title, items }, at) =>
        `<h2 id="${headings[at]!.id}">${title}</h2>\n<dl class="members">${items.join('\n')}</dl>\n`,
    )
    .join('');
  const intro =
    '<p>Every operation with what it takes, what it answers, the errors to expect, and an example; every type with its fields. ' +
    'All of it is written from the schema of this server’s version. <a href="/graphql">GraphiQL</a> runs the examples.</p>\n';
  const entry: SearchEntry = { url: REFERENCE, title: 'API reference', context: 'Reference', text: '', weight: 1 };
  return {
    path: REFERENCE,
    title: 'API reference',
    group: 'API reference',
    body: `<h1>API reference</h1>\n${intro}${body}`,
    headings,
    entries: [entry],
  };
}

/** Its fields that are to go, with what to use instead. */
function deprecated(type: GraphQLNamedType): string[] {
  if (!('getFields' in type)) return [];
  return Object.values(type.getFields())
    .filter(({ deprecationReason }) => deprecationReason)
    .map(({ name, deprecationReason: description }) =>
      item(`${REFERENCE}/types/${type.name}#${type.name}.${name}`, { name: `${type.name}.${name}`, description }),
    );
}

function operationItem({ path, field }: Operation): string {
  return item(path, field);
}

/** Its first sentence will do for a list. */
function item(
  address: string,
  { name, description }: { name: string; description?: string | null | undefined },
): string {
  const [sentence = ''] = /^.*?[.:](?=\s|$)/s.exec(description ?? '') ?? [description ?? ''];
  return `<dt><code><a href="${address}">${name}</a></code></dt><dd>${describe({ description: sentence.replace(/:$/, '.') })}</dd>`;
}
