import SchemaBuilder, { brandWithType } from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import { type ErrorCode, ForbiddenError, InvalidInputError, ServiceUnavailableError } from '../shared/errors.ts';
import { MAX_PAGE_SIZE } from '../shared/page-size.ts';
import type { Principal } from '../shared/principal.ts';
import type { GraphqlContext } from './context.ts';
import './input-bounds/plugin.ts';
import './refused-mutations.ts';
import { OF_MAPS } from './importance.ts';
import { CURSOR, NODE_OF_ANY_KIND, numberFrom } from './input-bounds/bounds.ts';
import { READS_DATABASE } from './prices.ts';
import { may } from './rights.ts';

/** As many edges as one page may have. */
const PAGE_SIZE = numberFrom(1, MAX_PAGE_SIZE);

/**
 * The schema builder that every `*.schema.ts` adds its types to. Fields are non-null unless they say `nullable: true`.
 *
 * A mutation is declared with `errors: result(…)`: its type becomes the union `LockSeatsResult` of
 * `LockSeatsSuccess { lock }` and the DomainError classes that it names. Nodes are declared with
 * `builder.node(Ref, { id: { resolve: (it) => it.id }, loadWithoutCache: (id, context) => … })`; their ids are the TypeIDs
 * as they stand. (Not `loadOne`: it caches for the context's life, which for a subscription is hours.)
 */
export const builder = new SchemaBuilder<{
  Context: GraphqlContext;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  AuthScopes: {
    /** Anyone, without a token. */
    public: boolean;
    /** Anyone with a token, guests included; else UNAUTHENTICATED (FORBIDDEN with a link to a booking). */
    authenticated: boolean;
    /** Anyone with a token, or with a link to a booking; else UNAUTHENTICATED. Whether it is that booking, the service asks. */
    withBooking: boolean;
    /**
     * Organisers and admins; else FORBIDDEN (UNAUTHENTICATED without a token). Whether it is a show of theirs, the service asks.
     */
    organiser: boolean;
  };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    SafeInt: { Input: number; Output: number };
  };
}>({
  plugins: [ErrorsPlugin, 'refusedMutations', RelayPlugin, ScopeAuthPlugin, 'inputBounds'],
  defaultFieldNullability: false,
  errors: {
    defaultTypes: [InvalidInputError, ServiceUnavailableError],
    defaultResultOptions: { name: ({ fieldName }) => `${capitalize(fieldName)}Success` },
    defaultUnionOptions: { name: ({ fieldName }) => `${capitalize(fieldName)}Result` },
  },
  relay: {
    cursorType: 'String',
    brandLoadedObjects: false,
    encodeGlobalID: (_typename, id) => String(id),
    decodeGlobalID: (id) => ({ typename: nodeTypeOf(id) ?? '', id }),
    idFieldOptions: { description: 'The globally unique, type-prefixed id.' },
    nodeTypeOptions: { description: 'An object with a globally unique id.' },
    nodeQueryOptions: {
      description: 'The object with this id; null if there is none, or if the caller may not see it.',
      extensions: { ...READS_DATABASE, ...OF_MAPS },
      args: { id: { description: 'The id, of any kind of node.', bounds: NODE_OF_ANY_KIND } },
      resolve: async (_root, { id: { typename, id } }, context, _info, resolveNode) => {
        if (typename === '') return null;
        const load = loaders.get(typename);
        const loaded = load ? await load(id, context) : await resolveNode({ typename, id });
        if (!loaded) return null;
        // A copy says its type: what services keep is also what the successes of mutations hold.
        const node = { ...loaded };
        brandWithType(node, typename as never);
        return node as never;
      },
    },
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Position of a page in its connection.' },
    hasNextPageFieldOptions: { description: 'Whether there are entries after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there are entries before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first edge; null if the page is empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last edge; null if the page is empty.' },
    cursorFieldOptions: { description: 'Cursor of this entry, for `after` and `before`.' },
    nodeFieldOptions: { nullable: false, description: 'The entry.' },
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'The entries of this page, in order.' },
    nodesOnConnection: { description: 'The nodes of the `edges`, in order: for clients that need no cursor of each.' },
    nodesFieldOptions: { nullable: { list: false, items: false } },
    pageInfoFieldOptions: { description: 'Position of this page.' },
    firstArgOptions: { description: 'Number of entries, from the beginning.', bounds: PAGE_SIZE },
    afterArgOptions: { description: 'Only entries after this cursor.', bounds: CURSOR },
    lastArgOptions: { description: 'Number of entries, from the end.', bounds: PAGE_SIZE },
    beforeArgOptions: { description: 'Only entries before this cursor.', bounds: CURSOR },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One entry of a page.' },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ principal }) => ({
      public: true,
      authenticated: may(principal, 'buy'),
      withBooking: principal !== null,
      organiser: may(principal, 'organise'),
    }),
    unauthorizedError: (_parent, { principal, expired }) =>
      principal === null ? unauthenticated(expired != null) : forbidden(),
  },
});

builder.queryType({ description: 'Read operations.' });
builder.mutationType({
  description: 'Write operations. Each result is a union of the success and the expected errors.',
});
builder.subscriptionType({ description: 'Live operations, over WebSocket or server-sent events.' });

/** The caller of a field whose scope is `authenticated`, `withBooking` or `organiser`. */
export function callerOf(context: GraphqlContext): Principal {
  if (context.principal === null) throw unauthenticated(context.expired != null);
  return context.principal;
}

interface ResultOptions<Errors extends DomainErrorClass[]> {
  /** The field of the success type that holds what the mutation made or changed: `lock`, `booking`, `show`, `plan`. */
  field: string;
  description: string;
  /** InvalidInputError and ServiceUnavailableError are members of every result union. */
  errors: Errors;
}

// The constructors' parameters are of no interest here.
type DomainErrorClass = new (...args: never[]) => Error & { code: ErrorCode };

/**
 * The `errors` option of a mutation field: the field's own `type` is the type of the success field, and its resolver
 * returns that; a DomainError of a listed class that it throws becomes the union's member of the same name.
 */
export function result<Errors extends DomainErrorClass[]>({ field, description, errors }: ResultOptions<Errors>) {
  return {
    types: errors as unknown as (new () => Error)[],
    dataField: { name: field, description },
    result: { description: 'The operation succeeded.' },
    union: { description: 'The success, or one of the expected errors.' },
  };
}

type NodeLoader = (id: string, context: GraphqlContext) => Promise<object | null>;

const loaders = new Map<string, NodeLoader>();

/**
 * Says how `node` loads a type that is declared with `interfaces: [builder.nodeInterfaceRef()]` and an id field of its own.
 * For types of which an answer may have tens of thousands: an id field of `builder.node` is a promise in each of them.
 */
export function loadNode(typename: string, load: NodeLoader): void {
  loaders.set(typename, load);
}

const nodeTypes = new Map<string, { typename: string; isComposed: boolean }>();

/**
 * Says which type `node` loads for ids that begin with `prefix_`. Ids are TypeIDs, where nothing but the prefix has an
 * underscore; `isComposed` is for those that are made of other ids, in which anything may follow the prefix.
 */
export function registerNodeIds(prefix: string, typename: string, { isComposed = false } = {}): void {
  nodeTypes.set(prefix, { typename, isComposed });
}

function nodeTypeOf(id: string): string | null {
  const type = nodeTypes.get(id.slice(0, Math.max(0, id.indexOf('_'))));
  if (!type) return null;
  return type.isComposed || id.indexOf('_') === id.lastIndexOf('_') ? type.typename : null;
}

function unauthenticated(isExpired = false): GraphQLError {
  const message = isExpired
    ? 'The token has expired. renewGuestSession gives a guest another one.'
    : 'Log in first: send "Authorization: Bearer <token>" (startGuestSession gives a token to anyone).';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}

function forbidden(): GraphQLError {
  return new GraphQLError(new ForbiddenError('organisers').message, { extensions: { code: 'FORBIDDEN' } });
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
