import { describe } from 'vitest';
import { createMemoryMutex } from '../../src/embedded/memory-mutex.ts';
import { mutexContract } from '../kit/contracts/mutex.contract.ts';
import { ManualClock } from '../kit/product/clock.ts';

describe('the mutex in memory', () => {
  mutexContract(async () => {
    const clock = new ManualClock();
    return {
      mutex: createMemoryMutex({ now: clock.now }),
      name: 'name',
      advance: async (ms) => clock.advance(ms),
      [Symbol.asyncDispose]: async () => {},
    };
  });
});
