import { expect, it } from 'vitest';
import { hasMoreValuesThan } from './json-values.ts';

const has = (max: number, json: string) => hasMoreValuesThan(max, Buffer.from(json));

it('counts lists, objects and entries', () => {
  const json = '{"a":[1,2,{"b":null}],"c":"ä"}';
  expect(has(6, json)).toBe(true);
  expect(has(7, json)).toBe(false);
});

it('counts nothing inside of texts', () => {
  const json = JSON.stringify(['M1,2L3,4 [{"\\', '\\\\"', ',']);
  expect(has(3, json)).toBe(true);
  expect(has(4, json)).toBe(false);
});
