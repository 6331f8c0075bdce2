import { afterEach, expect, it, vi } from 'vitest';
import { nothingTyped, typedShowStore } from './typed-show.ts';

afterEach(() => void vi.unstubAllGlobals());

function keep(kept = new Map<string, string>()): Map<string, string> {
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  return kept;
}

it('what was typed of a show is kept until it is forgotten', () => {
  const kept = keep();
  expect(typedShowStore.read()).toBeNull();
  const typed = { ...nothingTyped(), planId: 'plan_1' };
  typedShowStore.write(typed);
  expect(typedShowStore.read()).toEqual(typed);
  typedShowStore.forget();
  expect(typedShowStore.read()).toBeNull();
  expect(kept.size).toBe(0);
});

it('what an older page has kept is completed, and what is none is nothing', () => {
  const kept = keep();
  typedShowStore.write({ planId: 'plan_1' } as never);
  expect(typedShowStore.read()).toEqual({ ...nothingTyped(), planId: 'plan_1' });
  for (const key of kept.keys()) kept.set(key, '{');
  expect(typedShowStore.read()).toBeNull();
});

it('a browser that keeps nothing is no harm', () => {
  vi.stubGlobal('sessionStorage', {
    getItem: () => {
      throw new Error('denied');
    },
  });
  typedShowStore.write(nothingTyped());
  expect(typedShowStore.read()).toBeNull();
  typedShowStore.forget();
});
