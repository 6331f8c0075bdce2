import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import { QueueFullError } from '../batching/batcher.ts';
import { createLogger } from '../observability/logger.ts';
import { RedisUnavailableError } from '../redis/connection.ts';
import { withTypedOutages } from './outage-guard.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

class Service {
  #secret = 'kept';
  readonly name = 'service';

  async answer(value: number): Promise<string> {
    return `${this.#secret} ${value}`;
  }

  async fail(error: unknown): Promise<never> {
    throw error;
  }

  now(): number {
    return 1;
  }
}

const guarded = withTypedOutages(new Service(), logger);

describe('a service with typed outages', () => {
  it('does what the service does', async () => {
    expect(await guarded.answer(2)).toBe('kept 2');
    expect(guarded.now()).toBe(1);
    expect(guarded.name).toBe('service');
  });

  it.each([
    new RedisUnavailableError('not connected'),
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    new Error('Connection terminated unexpectedly'),
    new QueueFullError(10_000),
    new Error('outer', { cause: new Error('timeout exceeded when trying to connect') }),
  ])('says %s with when to try again', async (error) => {
    const failure = await guarded.fail(error).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(ServiceUnavailableError);
    expect((failure as ServiceUnavailableError).retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each(['22021', '22P05'])('takes text that can not be stored (%s) for a mistake in the input', async (code) => {
    const error = Object.assign(new pg.DatabaseError('invalid byte sequence', 0, 'error'), { code });
    await expect(guarded.fail(error)).rejects.toThrow(InvalidInputError);
  });

  it.each([new NotFoundError('Show', 'id'), new TypeError('bug'), 'text'])('lets %s through', async (error) => {
    await expect(guarded.fail(error)).rejects.toBe(error);
  });
});
