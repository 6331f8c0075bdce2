import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { DocsPage } from './docs-page.ts';
import { asShown, type Example } from './examples.ts';
import { codeHtml } from './markdown.ts';
import { describe, type ReferenceParts } from './reference-parts.ts';
import type { Operation, OperationKind, SchemaModel } from './schema-model.ts';
import { typeEntries } from './type-page.ts';

/** The groups of the navigation. */
export const OPERATION_GROUPS: Record<OperationKind, string> = {
  query: 'Queries',
  mutation: 'Mutations',
  subscription: 'Subscriptions',
};

const WEIGHT = 4;

export interface OperationContext {
  schema: GraphQLSchema;
  model: SchemaModel;
  parts: ReferenceParts;
  operation: Operation;
  examples: readonly Example[];
}

/** What it takes, what it answers, which errors to expect, and how it is sent. */
export function operationPage(context: OperationContext): DocsPage {
  const { model, operation } = context;
  const { kind, field, path } = operation;
  const own = model.ownTypes(operation);
  const sections = [takes(context, own), answers(context, own), shown(context)].flat();
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const lead = `<p class="kind">${title}</p>\n<h1><code>${field.name}</code></h1>\n${describe(field)}`;
  const signature = `<pre class="scrolls"><code>${context.parts.signatureHtml(field)}</code></pre>\n`;
  return {
    path,
    title: field.name,
    group: OPERATION_GROUPS[kind],
    body:
      lead + signature + sections.map(({ id, title: html, body }) => `<h2 id="${id}">${html}</h2>\n${body}`).join(''),
    headings: sections.map(({ id, title: html }) => ({ id, level: 2, html })),
    entries: [
      { url: path, title: field.name, context: title, text: field.description ?? '', weight: WEIGHT },
      ...own.filter(isInputObjectType).flatMap((type) => typeEntries(type, path, false)),
    ],
  };
}

interface Section {
  id: string;
  title: string;
  body: string;
}

function takes({ parts, operation }: OperationContext, own: readonly GraphQLNamedType[]): Section[] {
  const { args, name } = operation.field;
  if (args.length === 0) return [];
  const inputs = own.filter(isInputObjectType).map((type): Section => {
    const fields = Object.values(type.getFields());
    return {
      id: type.name,
      title: `<code>${type.name}</code>`,
      body: describe(type) + parts.membersHtml(fields, type.name),
    };
  });
  return [{ id: 'arguments', title: 'Arguments', body: parts.membersHtml(args, name) }, ...inputs];
}

function answers({ model, parts, operation }: OperationContext, own: readonly GraphQLNamedType[]): Section[] {
  const result = getNamedType(operation.field.type);
  const mine = isUnionType(result) && own.includes(result);
  if (!mine)
    return [
      {
        id: 'answer',
        title: 'Answer',
        body: `<p><code>${parts.typeHtml(operation.field.type)}</code></p>\n${describe(result)}`,
      },
    ];
  const errors = result.getTypes().filter((type) => model.addressOf(type)?.includes('#') === false);
  const successes = own.filter(isObjectType);
  const body = successes
    .map(
      (type) =>
        `<h3 id="${type.name}"><code>${type.name}</code></h3>\n${parts.membersHtml(Object.values(type.getFields()), type.name)}`,
    )
    .join('');
  return [
    { id: result.name, title: `Answer: <code>${result.name}</code>`, body },
    {
      id: 'errors',
      title: 'Errors to expect',
      body: `<p>Nothing was changed when you get one. <a href="/docs/errors">How to read them</a>.</p>\n${parts.namedTypesHtml(errors)}`,
    },
  ];
}

function shown({ examples, operation: { kind, field } }: OperationContext): Section[] {
  const all = examples.filter((example) => example.kind === kind && example.field === field.name);
  if (all.length === 0) return [];
  const body = all.map(({ name, text, isInGraphiql }) => {
    const where = isInGraphiql ? `<p>In <a href="/graphql">GraphiQL</a> this is <i>${name}</i> in its tabs.</p>\n` : '';
    return codeHtml(asShown(text), 'graphql') + where;
  });
  return [{ id: 'example', title: all.length > 1 ? 'Examples' : 'Example', body: body.join('') }];
}
