import { ServiceUnavailableError } from '../../shared/errors.ts';

/** A show is not as it was read: what was worked out by it is to be worked out again. Nothing was written. */
export class StaleShowError extends Error {
  override readonly name = 'StaleShowError';

  constructor() {
    super('the show has changed since it was read');
  }
}

const MAX_TRIES = 3;

/** Does the work, and again by the show as it is then where it has changed meanwhile. Throws ServiceUnavailableError when it does so all the time. */
export async function byPresentShow<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleShowError)) throw error;
    }
  }
  throw new ServiceUnavailableError('The show is being changed.', 1);
}
