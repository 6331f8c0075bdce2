import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';

/** Of anybody's request; an organiser's may be longer: see long-body.ts. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * A request's body, as `request.body`, where yoga looks for it. To see whether there is one yoga lists the keys of that: of a
 * buffer it would be a text for each byte, a tenth of a millisecond for 16 KB. This has two.
 */
export class RequestBody implements AsyncIterable<Buffer> {
  /** The body that was read and parsed already: yoga takes it as it is. Null: yoga reads and parses the bytes. */
  readonly json: object | null;
  readonly bytes: AsyncIterable<Buffer> | readonly Buffer[];

  /** Whether it is complete; otherwise it is read as yoga asks for it. */
  get isRead(): boolean {
    return Array.isArray(this.bytes);
  }

  private constructor(json: object | null, bytes: RequestBody['bytes']) {
    this.json = json;
    this.bytes = bytes;
  }

  /** A body that was read. What is no JSON, or no object, is parsed again by yoga, which says what is wrong with it. */
  static ofBytes(bytes: Buffer): RequestBody {
    let json: unknown = null;
    try {
      json = JSON.parse(bytes.toString());
    } catch {
      // See above.
    }
    return isObject(json) ? new RequestBody(json, []) : new RequestBody(null, [bytes]);
  }

  /** A body that was read and parsed. */
  static ofJson(json: unknown): RequestBody {
    return isObject(json) ? new RequestBody(json, []) : new RequestBody(null, [Buffer.from(JSON.stringify(json))]);
  }

  /**
   * The body of a request that was not read: it is counted as yoga reads it, and refused when it is too large. `onCounted` is
   * told how many bytes came, also of one that is refused or breaks off.
   */
  static counted(request: IncomingMessage, onCounted: (bytes: number) => void): RequestBody {
    return new RequestBody(null, countedBytes(request, onCounted));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield* this.bytes;
  }
}

/** The bytes; throws when there are more than anybody may send. */
async function* countedBytes(request: IncomingMessage, onCounted: (bytes: number) => void): AsyncGenerator<Buffer> {
  let count = 0;
  try {
    // A destroyed request could not be answered.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      count += (chunk as Buffer).length;
      if (count > MAX_BODY_BYTES) break;
      yield chunk as Buffer;
    }
  } finally {
    onCounted(count);
  }
  if (count > MAX_BODY_BYTES) throw bodyTooLarge();
}

/** In yoga's own words. */
export function bodyTooLarge(): GraphQLError {
  return new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
