import { describe } from 'vitest';
import { createMemoryMutex } from '../../src/embedded/memory-mutex.ts';
import { ManualClock } from '../kit/clock.ts';
import { mutexContract } from '../kit/mutex.contract.ts';

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
