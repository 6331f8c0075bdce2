import type { ExecutionResult } from 'graphql';
import { ownBytes } from '../../platform/bounds/own-memory.ts';
import { type ContentEncoding, compressQuickly, MIN_COMPRESSED_BYTES } from '../../platform/http/content-encoding.ts';
import { weakTag } from '../../platform/http/etag.ts';
import { bytesOfResult, digestOfResult } from '../../schema/cost/written-result.ts';

/** What a response takes as its body. */
export type Bytes = Buffer<ArrayBuffer>;

/** A map in both encodings is an eighth of the same as it stands. */
const WITH_COMPRESSED = 1.25;
const ENTRY_BYTES = 1_024;

/** The answer to a map query at one version of the map, as the bytes that are sent. */
export class Answer {
  /** The version of the seat map that it was made from: of several readings the oldest. -1: good for those only who waited for it. */
  readonly version: number;
  readonly etag: string;
  readonly #bodies = new Map<ContentEncoding, Bytes | Promise<Bytes>>();

  constructor(result: ExecutionResult, version: number) {
    this.version = version;
    this.etag = weakTag(digestOfResult(result));
    this.#bodies.set('identity', ownBytes(bytesOfResult(result)));
  }

  /** How long it is. */
  get bytes(): number {
    return (this.#bodies.get('identity') as Bytes).length;
  }

  /** What it may take of memory, about, with its compressed bodies and what it is kept by. */
  get keptBytes(): number {
    return Math.ceil(this.bytes * WITH_COMPRESSED) + ENTRY_BYTES;
  }

  /** The body in that encoding, made when it is first asked for; and the encoding that it is in. */
  async bodyIn(wanted: ContentEncoding): Promise<{ encoding: ContentEncoding; body: Bytes }> {
    const encoding = this.bytes < MIN_COMPRESSED_BYTES ? 'identity' : wanted;
    const known = this.#bodies.get(encoding);
    if (known) return { encoding, body: await known };
    const identity = this.#bodies.get('identity') as Bytes;
    if (encoding === 'identity') return { encoding, body: identity };
    const making = compressQuickly(identity, encoding).then(ownBytes);
    this.#bodies.set(encoding, making);
    const body = await making;
    this.#bodies.set(encoding, body);
    return { encoding, body };
  }
}
