import { InvalidInputError, ServiceUnavailableError } from '../../shared/errors.ts';
import { QueueFullError } from '../batching/batcher.ts';
import type { Logger } from '../observability/logger.ts';
import { isUnstorableText } from '../postgres/database.ts';
import { isOutage } from './outage.ts';

/**
 * The same service, whose outages (PostgreSQL or Redis away, too many waiting) are ServiceUnavailableErrors: what every
 * mutation's result union has a member for. Text that PostgreSQL can't store is an InvalidInputError, should a check of the
 * input have missed it. Once for all services, so that none forgets it.
 */
export function withTypedOutages<Service extends object>(service: Service, logger: Logger): Service {
  return new Proxy(service, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]) => {
        const result: unknown = member.apply(target, values);
        if (!(result instanceof Promise)) return result;
        return result.catch((error) => {
          if (isUnstorableText(error)) {
            throw new InvalidInputError([
              { path: 'input', message: 'has characters that can not be stored', code: 'MALFORMED' },
            ]);
          }
          if (error instanceof QueueFullError) {
            throw new ServiceUnavailableError('Too many requests are waiting. Nothing was changed; try again soon.', 1);
          }
          if (!isOutage(error)) throw error;
          logger.warn({ err: error, operation: String(name) }, 'a part is away');
          throw new ServiceUnavailableError('A part that is needed is away. Nothing was changed; try again soon.');
        });
      };
    },
  });
}
