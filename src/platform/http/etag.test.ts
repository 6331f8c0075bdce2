import { describe, expect, it } from 'vitest';
import { isFresh, weakTag } from './etag.ts';

describe('a condition on an entity tag', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['W/"abc"', true],
    ['"abc"', true],
    ['"other", W/"abc"', true],
    ['*', true],
    ['W/"abcd"', false],
    ['abc', false],
  ])('%s says whether the content is known', (header, fresh) => {
    expect(isFresh(header, weakTag('abc'))).toBe(fresh);
  });
});
