import { ServiceUnavailableError } from '../../shared/errors.ts';

const MAX_TRIES = 3;

/**
 * Tries a change of a lock, and again where it resolves with false: another request changed the lock or its show meanwhile, or it has
 * ended, which shows when it is read again. Throws ServiceUnavailableError when others are faster all the time.
 */
export async function untilChanged(change: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) if (await change()) return;
  throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
}
