import { hash } from 'node:crypto';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ownText } from '../../platform/bounds/own-memory.ts';
import { compact } from './compact-document.ts';
import { readDocument } from './read-document.ts';
import { checkLength, MAX_CHARS } from './text-limits.ts';
import { TrustedDocuments } from './trusted-documents.ts';

/** A document that was found valid. */
export interface KnownDocument {
  /** The same for the same text. */
  readonly key: string;
  readonly document: DocumentNode;
}

export interface DocumentsOptions {
  schema: GraphQLSchema;
  /** Which may be named by an id, and whether others are read at all. Not given: none, and any. */
  trusted?: TrustedDocuments;
  /** What the documents that are kept may take of memory, about. */
  maxBytes?: number;
}

const MAX_BYTES = 24 * 1024 * 1024;
/** Measured: 90 to 350 for a token's nodes, by what it is. The rest is for what hangs on them. */
const BYTES_PER_TOKEN = 450;
/** Its key, its entry, and what is known of its operations (see map-query.ts, shared-operation.ts). */
const BYTES_PER_DOCUMENT = 4_096;
/** Measured: to read and validate as many takes 0.4 to 1.9 milliseconds, by what they are. */
const SHORT_CHARS = 2_000;

/**
 * The valid documents that came lately, parsed: whatever transport the same text comes by, it is parsed, limited and
 * validated once. Those that are refused are not kept, and nothing of them is.
 */
export class Documents {
  readonly trusted: TrustedDocuments;
  readonly #schema: GraphQLSchema;
  readonly #known: LRUCache<string, KnownDocument>;

  constructor({ schema, trusted = new TrustedDocuments(), maxBytes = MAX_BYTES }: DocumentsOptions) {
    this.trusted = trusted;
    this.#schema = schema;
    this.#known = new LRUCache({ maxSize: maxBytes });
  }

  /** What those that are kept take, about. */
  get bytes(): number {
    return this.#known.calculatedSize;
  }

  /** The valid document of that text, if it was read before and is kept. */
  find(text: string): KnownDocument | null {
    return text.length > MAX_CHARS ? null : (this.#known.get(keyOf(text)) ?? null);
  }

  /** Whether to read it takes long enough to be done in turns with others. */
  takesLong(text: string): boolean {
    return text.length > SHORT_CHARS && text.length <= MAX_CHARS && this.find(text) === null;
  }

  /** The document, and what is wrong with it. Throws a GraphQLError when it can't be parsed, or is not one to be answered. */
  read(text: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
    checkLength(text);
    const key = keyOf(text);
    const known = this.#known.get(key);
    if (known) return { document: known.document, errors: [] };
    this.trusted.check(text);
    // Words of a document are windows on its text, and that may be one on the request's body: it would stay as long as they.
    const own = ownText(text);
    const { document, tokens, errors } = readDocument(this.#schema, own);
    if (errors.length === 0) {
      compact(document);
      const size = 2 * own.length + BYTES_PER_TOKEN * tokens + BYTES_PER_DOCUMENT;
      this.#known.set(key, { key, document }, { size });
    }
    return { document, errors };
  }
}

function keyOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
