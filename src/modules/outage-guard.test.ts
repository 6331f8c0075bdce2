import { describe, expect, it } from 'vitest';
import { createLogger } from '../platform/observability/logger.ts';
import { RedisUnavailableError } from '../platform/redis/connection.ts';
import { NotFoundError, ServiceUnavailableError } from './errors.ts';
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
    new Error('outer', { cause: new Error('timeout exceeded when trying to connect') }),
  ])('says %s with when to try again', async (error) => {
    const failure = await guarded.fail(error).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(ServiceUnavailableError);
    expect((failure as ServiceUnavailableError).retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each([new NotFoundError('Show', 'id'), new TypeError('bug'), 'text'])('lets %s through', async (error) => {
    await expect(guarded.fail(error)).rejects.toBe(error);
  });
});
