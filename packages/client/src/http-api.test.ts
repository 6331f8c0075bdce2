import { expect, it } from 'vitest';
import { HttpApi } from './http-api.ts';

it.each([
  ['https://tickets.example.org/graphql', 'https://tickets.example.org/plans/a.json'],
  ['http://my-host:4000/shop/graphql?a=b', 'http://my-host:4000/plans/a.json'],
  ['ws://[::1]:4000/graphql', 'http://[::1]:4000/plans/a.json'],
  ['http://localhost', 'http://localhost/plans/a.json'],
])('finds what an answer leads to on the origin of %s', (url, expected) => {
  expect(new HttpApi({ url }).addressOf('/plans/a.json')).toBe(expected);
});
