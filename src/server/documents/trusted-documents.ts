import { hash } from 'node:crypto';
import { GraphQLError, stripIgnoredCharacters } from 'graphql';

/** What names a document in a request: its text, or an id, in one of the ways that clients have for that. */
export interface AskedDocument {
  query?: string | null | undefined;
  /** As in the appendix on persisted documents of the GraphQL over HTTP specification. */
  documentId?: unknown;
  /** `persistedQuery.sha256Hash` of the links of Apollo Client and urql. */
  extensions?: Record<string, unknown> | null | undefined;
}

export interface TrustedDocumentsOptions {
  /** The text of each document by its id; those of clients. */
  documents?: ReadonlyMap<string, string>;
  /** Documents that are trusted beside them: those of pages of our own, which send the whole text. */
  texts?: Iterable<string>;
  /** Whether other documents are answered as well. */
  allowsOthers?: boolean;
}

/** Of an id that says how it was made. */
const SHA256 = 'sha256:';

/**
 * The documents that this installation's clients send, known from manifests that were made when the clients were built (trusted
 * documents). They can be named by id; and where `allowsOthers` is false they are all that is answered.
 */
export class TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;
  /** Hashes of what is left of their texts without blanks and comments; null: any text may be sent. */
  readonly #known: ReadonlySet<string> | null;

  constructor({ documents = new Map(), texts = [], allowsOthers = true }: TrustedDocumentsOptions = {}) {
    this.#texts = new Map([...documents].map(([id, text]) => [bare(id), text]));
    this.#known = allowsOthers ? null : new Set([...documents.values(), ...texts].map(essenceOf));
  }

  /**
   * Puts the document's text into what was asked, where it is named by an id alone. The answer is the error for an id that is not
   * known. A text that comes with its id is what counts, as with every server that keeps persisted documents.
   */
  fill(asked: AskedDocument): GraphQLError | null {
    if (asked.query) return null;
    const id = idOf(asked);
    if (id === null) return null;
    const text = this.#texts.get(id);
    if (text === undefined) return this.#texts.size === 0 && this.#known === null ? notSupported() : notFound();
    asked.query = text;
    return null;
  }

  /** Throws a GraphQLError for a text that is not to be answered. It is read by its lexical tokens, and has to have some. */
  check(text: string): void {
    if (this.#known !== null && !this.#known.has(essenceOf(text))) throw notKnown();
  }
}

/** Null where none is given; empty where what is given can be no document's. */
function idOf({ documentId, extensions }: AskedDocument): string | null {
  const persisted = (extensions?.persistedQuery || null) as { sha256Hash?: unknown } | null;
  if ((documentId ?? persisted) === null) return null;
  const id = documentId ?? persisted?.sha256Hash;
  return typeof id === 'string' ? bare(id) : '';
}

function bare(id: string): string {
  return id.startsWith(SHA256) ? id.slice(SHA256.length) : id;
}

function essenceOf(text: string): string {
  return hash('sha256', stripIgnoredCharacters(text), 'base64url');
}

/** In the words that links know: they send the whole document then, and from then on. */
function notSupported(): GraphQLError {
  return new GraphQLError('PersistedQueryNotSupported', { extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } });
}

/** In the words that links know: they send the whole document this time. */
function notFound(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
}

/** The code is that of Apollo's router. */
function notKnown(): GraphQLError {
  const message = 'This server answers only documents that it knows, and this one is not among them (DOCUMENTS=known).';
  return new GraphQLError(message, { extensions: { code: 'QUERY_NOT_IN_SAFELIST' } });
}

/** Links read no answer with another status. */
export function asAnswer({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { spec: false, status: 200 } } });
}
