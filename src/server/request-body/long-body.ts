import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { readLargeJson } from '../../platform/large-json/read-large-json.ts';
import { bodyTooLarge, RequestBody } from './request-body.ts';

/** Organisers send seating plans of up to 50 MB, escaped as JSON. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The largest plans are read in about so long. */
const RETRY_AFTER_S = 5;

/**
 * Reads the body of a request of an organiser, which may be long: it is parsed beside the event loop. 'gone' when the peer went
 * in the middle of it, and the error for one that can't be read.
 */
export async function readLongBody(request: IncomingMessage): Promise<RequestBody | 'gone' | GraphQLError> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) return bodyTooLarge();
  try {
    const read = await readLargeJson(request, MAX_BYTES);
    if ('tooLong' in read) return bodyTooLarge();
    if ('busy' in read) return busyReading('Other large requests are being read.');
    if ('slow' in read)
      return busyReading('The request came with less than 256 kB a second while others waited to be read.');
    if ('problem' in read) return badBody(read.problem);
    return RequestBody.ofJson(read.value);
  } catch (error) {
    if (request.destroyed && !request.complete) return 'gone';
    throw error;
  }
}

/** As a ServiceUnavailableError is told outside of a result union. */
function busyReading(reason: string): GraphQLError {
  return new GraphQLError(`${reason} Try again in ${RETRY_AFTER_S} s.`, {
    extensions: {
      code: 'SERVICE_UNAVAILABLE',
      retryAfterSeconds: RETRY_AFTER_S,
      http: { status: 503, headers: { 'retry-after': `${RETRY_AFTER_S}` } },
    },
  });
}

function badBody(problem: string): GraphQLError {
  return new GraphQLError(`The body can not be read: ${problem}`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
}
