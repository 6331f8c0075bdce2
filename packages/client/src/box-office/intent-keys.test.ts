import { afterEach, describe, expect, it, vi } from 'vitest';
import { IntentKeys } from './intent-keys.ts';

const INPUT = { showId: 'show_1', seatIds: ['A-1'] };

describe.each(['with crypto', 'without crypto, as in React Native'])('keys of what is wished for, %s', (runtime) => {
  afterEach(() => vi.unstubAllGlobals());

  it('are the same until there is an answer, then others, and never the same twice', () => {
    if (runtime !== 'with crypto') vi.stubGlobal('crypto', undefined);
    const keys = new IntentKeys();
    const first = keys.keyFor('lockSeats', INPUT);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(keys.keyFor('lockSeats', { ...INPUT })).toBe(first);
    expect(keys.keyFor('releaseLock', INPUT)).not.toBe(first);
    keys.answered('lockSeats', INPUT);
    expect(keys.keyFor('lockSeats', INPUT)).not.toBe(first);
    const many = Array.from({ length: 1_000 }, (_, seat) => keys.keyFor('lockSeats', { seat }));
    expect(new Set(many).size).toBe(1_000);
  });
});
