import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
} from 'graphql';
import { escapeHtml } from './docs-page.ts';
import { renderDescription } from './markdown.ts';
import type { SchemaModel } from './schema-model.ts';

type Member = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument;

/** The pieces that pages of operations and of types are made of. */
export interface ReferenceParts {
  /** `[SeatGroup!]!`, with its name a link. */
  typeHtml(type: GraphQLType): string;
  /** `bestAvailable(input: BestAvailableInput!): [SeatGroup!]!`. */
  signatureHtml(member: Member): string;
  /** A list of fields or arguments, each with its description; their ids begin with `prefix`. */
  membersHtml(members: readonly Member[], prefix: string): string;
  namedTypesHtml(types: readonly GraphQLNamedType[]): string;
}

export function referenceParts({ addressOf }: SchemaModel): ReferenceParts {
  const typeHtml = (type: GraphQLType): string => {
    const named = getNamedType(type);
    const address = addressOf(named);
    return String(type).replace(named.name, () => (address ? `<a href="${address}">${named.name}</a>` : named.name));
  };
  const argumentHtml = (argument: GraphQLArgument): string => `${argument.name}: ${typeHtml(argument.type)}`;
  const signatureHtml = (member: Member): string => {
    const args = argumentsOf(member);
    const list = args.length > 0 ? `(${args.map(argumentHtml).join(', ')})` : '';
    return `${member.name}${list}: ${typeHtml(member.type)}`;
  };
  const membersHtml = (members: readonly Member[], prefix: string): string => {
    const items = members.map((member) => {
      const id = `${prefix}.${member.name}`;
      const args = argumentsOf(member);
      const nested = args.length > 0 ? membersHtml(args, id) : '';
      const given = 'defaultValue' in member && member.defaultValue !== undefined;
      const fallback = given ? `<p>Default: <code>${escapeHtml(JSON.stringify(member.defaultValue))}</code>.</p>` : '';
      return `<dt id="${id}"><code>${signatureHtml(member)}</code></dt><dd>${describe(member)}${fallback}${nested}</dd>`;
    });
    return `<dl class="members">${items.join('\n')}</dl>\n`;
  };
  const namedTypesHtml = (types: readonly GraphQLNamedType[]) =>
    `<dl class="members">${types
      .map((type) => `<dt><code>${typeHtml(type)}</code></dt><dd>${describe(type)}</dd>`)
      .join('\n')}</dl>\n`;
  return { typeHtml, signatureHtml, membersHtml, namedTypesHtml };
}

/** What the schema says of it, and that it is deprecated. */
export function describe(of: {
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
}): string {
  const text = of.description ? `<p>${renderDescription(of.description)}</p>` : '';
  const { deprecationReason: reason } = of;
  return reason ? `<p><b>Deprecated.</b> ${renderDescription(reason)}</p>${text}` : text;
}

function argumentsOf(member: Member): readonly GraphQLArgument[] {
  return 'args' in member ? member.args : [];
}
