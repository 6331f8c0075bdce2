import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';
import { type DocsPage, escapeHtml, REFERENCE, type SearchEntry } from './docs-page.ts';
import { describe, type ReferenceParts } from './reference-parts.ts';
import type { SchemaModel } from './schema-model.ts';

export const TYPES_GROUP = 'Types';

/** In the order of the overview; a type is of the first kind that it is. */
const KINDS: [title: string, is: (type: GraphQLNamedType) => boolean][] = [
  ['Error', (type) => isObjectType(type) && type.name.endsWith('Error')],
  ['Object', isObjectType],
  ['Input', isInputObjectType],
  ['Enum', isEnumType],
  ['Union', isUnionType],
  ['Interface', isInterfaceType],
  ['Scalar', isScalarType],
];

export const TYPE_KINDS = KINDS.map(([title]) => title);

export function kindOf(type: GraphQLNamedType): string {
  return KINDS.find(([, is]) => is(type))![0];
}

export function typePage(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  model: SchemaModel,
  parts: ReferenceParts,
): DocsPage {
  const path = `${REFERENCE}/types/${type.name}`;
  const uses = model
    .usesOf(type)
    .map(({ label, address }) => `<li><a href="${address}"><code>${label}</code></a></li>`);
  const body = [
    `<p class="kind">${kindOf(type)}</p>\n<h1><code>${type.name}</code></h1>\n${describe(type)}`,
    contentsHtml(schema, type, parts),
    uses.length > 0 ? `<h2 id="used-by">Used by</h2>\n<ul class="uses">${uses.join('')}</ul>\n` : '',
  ].join('');
  return { path, title: type.name, group: TYPES_GROUP, body, headings: [], entries: typeEntries(type, path) };
}

function contentsHtml(schema: GraphQLSchema, type: GraphQLNamedType, parts: ReferenceParts): string {
  if (isEnumType(type)) {
    const values = type
      .getValues()
      .map((value) => `<dt id="${type.name}.${value.name}"><code>${value.name}</code></dt><dd>${describe(value)}</dd>`);
    return `<h2 id="values">Values</h2>\n<dl class="members">${values.join('\n')}</dl>\n`;
  }
  if (isUnionType(type)) return `<h2 id="members">One of</h2>\n${parts.namedTypesHtml(type.getTypes())}`;
  if (isScalarType(type)) {
    const { specifiedByURL: url } = type;
    return url ? `<p>Specified by <a href="${escapeHtml(url)}">${escapeHtml(url)}</a>.</p>\n` : '';
  }
  const fields = Object.values(type.getFields());
  const implemented = isInputObjectType(type) ? [] : type.getInterfaces();
  return [
    implemented.length > 0
      ? `<p>Implements ${implemented.map((one) => `<code>${parts.typeHtml(one)}</code>`).join(', ')}.</p>\n`
      : '',
    `<h2 id="fields">Fields</h2>\n${parts.membersHtml(fields, type.name)}`,
    isInterfaceType(type)
      ? `<h2 id="implemented-by">Implemented by</h2>\n${parts.namedTypesHtml(schema.getPossibleTypes(type))}`
      : '',
  ].join('');
}

const TYPE_WEIGHT = 2;
const FIELD_WEIGHT = 1.2;

/** Of a type and of each of its fields or values. */
export function typeEntries(type: GraphQLNamedType, path: string, isOwn = true): SearchEntry[] {
  const members = isEnumType(type)
    ? type.getValues()
    : isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields())
      : [];
  const kind = kindOf(type);
  return [
    {
      url: isOwn ? path : `${path}#${type.name}`,
      title: type.name,
      context: kind,
      text: type.description ?? '',
      weight: isOwn ? TYPE_WEIGHT : FIELD_WEIGHT,
    },
    ...members.map(({ name, description }) => ({
      url: `${path}#${type.name}.${name}`,
      title: `${type.name}.${name}`,
      context: isEnumType(type) ? 'Value' : 'Field',
      text: description ?? '',
      weight: FIELD_WEIGHT,
    })),
  ];
}
