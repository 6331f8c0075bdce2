import { GraphQLError } from 'graphql';
import { MAX_ANSWER_BYTES } from './limits.ts';

/** As validation's errors: 400, but for clients that take application/json and expect 200. */
const REFUSED = { http: { spec: true, status: 400 } } as const;

export function tooExpensive(total: number, limit: number): GraphQLError {
  const message = `The operation costs ${total}; at most ${limit} is allowed. Ask for fewer things, or shorter pages.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', cost: { total, limit }, ...REFUSED } });
}

export function tooLarge(): GraphQLError {
  const message = `The answer is longer than ${MAX_ANSWER_BYTES} bytes. Ask for fewer things, or shorter pages.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...REFUSED } });
}

export function tooBusy(): GraphQLError {
  const http = { status: 503, headers: { 'retry-after': '1' } };
  return new GraphQLError('Too many large answers are being made. Try again in a second.', {
    extensions: { code: 'SERVICE_UNAVAILABLE', http },
  });
}
