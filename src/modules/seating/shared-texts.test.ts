import { expect, it } from 'vitest';
import { SharedTexts } from './shared-texts.ts';

it('counts equal texts once, longer ones as more, and those that are said to be there only once each time', () => {
  const texts = new SharedTexts();
  expect(texts.bytes).toBe(0);
  expect([texts.share('Stalls'), texts.share('Stalls')]).toEqual(['Stalls', 'Stalls']);
  const one = texts.bytes;
  expect(one).toBeGreaterThan('Stalls'.length);
  texts.add('Stalls');
  expect(texts.bytes).toBe(2 * one);
  texts.share('x'.repeat(200));
  expect(texts.bytes).toBeGreaterThanOrEqual(2 * one + 400);
});
