import { hash } from 'node:crypto';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Services } from '../../schema/context.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Documents } from '../documents/documents.ts';
import type { KnownOperation } from '../documents/known-operation.ts';
import { declaredVariables } from '../documents/variables.ts';
import type { Answer } from './answer.ts';
import { AnswerCache } from './answer-cache.ts';
import { type MapQuery, mapQueryOf } from './map-query.ts';

/** An operation as it is asked for over HTTP. */
export interface AskedOperation {
  query?: string | null | undefined;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Which answer is wanted, and how new it must be. */
export interface Wanted {
  key: string;
  version: number;
}

export interface MapAnswersDeps {
  schema: GraphQLSchema;
  services: Pick<Services, 'shows' | 'seatMap'>;
  documents: Documents;
}

/** Of all answers that are kept: a hall of 20,000 seats with all that there is to know is 4 MB. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_VARIABLES_CHARS = 4_096;

/**
 * The answers to queries of seat maps (see map-query.ts), as long as neither the show nor its map has changed. Both are asked
 * about for each request, as they would be without this: nobody gets an older answer for it.
 */
export class MapAnswers {
  readonly #deps: MapAnswersDeps;
  readonly #cache = new AnswerCache({ maxBytes: MAX_BYTES });
  /** Of each document the operations that were asked for, by name. */
  readonly #queries = new WeakMap<DocumentNode, Map<string | null, MapQuery | null>>();
  readonly #showKeys = new WeakMap<object, string>();

  constructor(deps: MapAnswersDeps) {
    this.#deps = deps;
  }

  /** What is asked, where it is a query of a map in a document that was found valid before: only of those there are answers. */
  mapQuery({ query, operationName, variables }: AskedOperation): KnownOperation | null {
    const known = typeof query === 'string' ? this.#deps.documents.find(query) : null;
    return known && this.#queryOf(known.document, operationName ?? null) ? { known, operationName, variables } : null;
  }

  /** What answer the caller is to have now; null when it is to be made the usual way. */
  async wantedOf(
    { known, operationName, variables }: KnownOperation,
    principal: Principal | null,
  ): Promise<Wanted | null> {
    const { shows, seatMap } = this.#deps.services;
    const showId = this.#queryOf(known.document, operationName ?? null)?.showIdOf(variables);
    if (showId === undefined || showId === null) return null;
    try {
      const given = JSON.stringify(declaredVariables(known.document, operationName, variables) ?? {});
      if (given.length > MAX_VARIABLES_CHARS) return null;
      const show = await shows.getVisibleShow(principal, showId);
      if (!show) return null;
      const key = [known.key, operationName ?? '', given, this.#keyOf(show)].join('\0');
      return { key: hashOf(key), version: await seatMap.versionOf(showId) };
    } catch {
      // A part is away, or the variables are nested too deep: the query itself says so.
      return null;
    }
  }

  /** The answer if there is one already. */
  find(wanted: Wanted): Answer | null {
    return this.#cache.find(wanted.key, wanted.version);
  }

  /** The answer, made unless there is one already. See AnswerCache. */
  get(wanted: Wanted, make: () => Promise<Answer | null>): Promise<Answer | null> {
    return this.#cache.get(wanted.key, wanted.version, make);
  }

  /** Looked at once for each operation that the document has. */
  #queryOf(document: DocumentNode, operationName: string | null): MapQuery | null {
    if (!getOperationAST(document, operationName)) return null;
    let queries = this.#queries.get(document);
    if (!queries) {
      queries = new Map();
      this.#queries.set(document, queries);
    }
    let query = queries.get(operationName);
    if (query === undefined) {
      query = mapQueryOf(this.#deps.schema, document, operationName);
      queries.set(operationName, query);
    }
    return query;
  }

  /** The show is the same object for a second, so its key is made once a second. */
  #keyOf(show: object): string {
    const key = this.#showKeys.get(show) ?? hashOf(JSON.stringify(show));
    this.#showKeys.set(show, key);
    return key;
  }
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
