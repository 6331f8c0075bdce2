import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Principal } from '../../modules/identity/principal.ts';
import type { Services } from '../context.ts';
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
}

/** Of all answers that are kept: a hall of 20,000 seats with all that there is to know is 4 MB. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_KNOWN_DOCUMENTS = 1_000;
const MAX_VARIABLES_CHARS = 4_096;

/**
 * The answers to queries of seat maps (see map-query.ts), as long as neither the show nor its map has changed. Both are asked
 * about for each request, as they would be without this: nobody gets an older answer for it.
 */
export class MapAnswers {
  readonly #deps: MapAnswersDeps;
  readonly #cache = new AnswerCache({ maxBytes: MAX_BYTES });
  readonly #known = new Map<string, MapQuery | null>();
  readonly #showTexts = new WeakMap<object, string>();

  constructor(deps: MapAnswersDeps) {
    this.#deps = deps;
  }

  /** Looks at a document that was found valid: only of such there are answers. */
  learn(document: DocumentNode, operationName: string | null | undefined): void {
    const text = document.loc?.source.body;
    if (text === undefined) return;
    const name = nameOf(text, operationName);
    if (this.#known.has(name)) return;
    if (this.#known.size >= MAX_KNOWN_DOCUMENTS) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(name, mapQueryOf(this.#deps.schema, document, operationName));
  }

  /** What answer the caller is to have now; null when it is to be made the usual way. */
  async wanted(
    { query, operationName, variables }: AskedOperation,
    principal: Principal | null,
  ): Promise<Wanted | null> {
    const name = nameOf(query ?? '', operationName);
    const showId = this.#known.get(name)?.showIdOf(variables);
    if (showId === undefined || showId === null) return null;
    const given = JSON.stringify(variables ?? {});
    if (given.length > MAX_VARIABLES_CHARS) return null;
    const { shows, seatMap } = this.#deps.services;
    try {
      const show = await shows.getVisibleShow(principal, showId);
      if (!show) return null;
      return { key: `${name}\0${given}\0${this.#textOf(show)}`, version: await seatMap.versionOf(showId) };
    } catch {
      // A part is away: the query itself says so.
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

  /** The show is the same object for a second, so its text is made once a second. */
  #textOf(show: object): string {
    const text = this.#showTexts.get(show) ?? JSON.stringify(show);
    this.#showTexts.set(show, text);
    return text;
  }
}

function nameOf(text: string, operationName: string | null | undefined): string {
  return operationName === null || operationName === undefined ? text : `${operationName}\0${text}`;
}
