import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { MAX_FAILURES } from './limits.ts';

/** Why an operation is not answered: what it costs, how long its answer is, what others are asking for, or how much of it failed. */
export type CostRefusal = 'cost' | 'bytes' | 'busy' | 'failures';

export class CostError extends GraphQLError {
  readonly reason: CostRefusal;

  constructor(reason: CostRefusal, message: string, extensions: GraphQLErrorExtensions) {
    super(message, { extensions });
    this.reason = reason;
  }
}

/** As validation's errors: 400, but for clients that take application/json and expect 200. */
const REFUSED = { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } } as const;

export function tooExpensive(total: number, limit: number): CostError {
  const message = `The operation costs ${total}; at most ${limit} is allowed. Ask for fewer things, or shorter pages.`;
  return new CostError('cost', message, { ...REFUSED, cost: { total, limit } });
}

export function tooLarge(maxBytes: number): CostError {
  const message = `The answer is longer than ${maxBytes} bytes. Ask for fewer things, or shorter pages.`;
  return new CostError('bytes', message, REFUSED);
}

export function tooBusy(): CostError {
  return new CostError('busy', 'Too many large answers are being made. Try again in a second.', {
    code: 'SERVICE_UNAVAILABLE',
    http: { status: 503, headers: { 'retry-after': '1' } },
  });
}

export function tooManyFailures(): CostError {
  const message = `More than ${MAX_FAILURES} fields failed: the rest was not looked at.`;
  return new CostError('failures', message, { code: 'TOO_MANY_ERRORS' });
}
