import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { createOriginRule } from './origin-rule.ts';

const rule = createOriginRule({
  allowedOrigins: ['https://shop.example.org'],
  publicUrl: 'https://tickets.example.org/box-office',
});
const ask = (origin: string | undefined, host = 'api.example.org') =>
  rule({ headers: { host, ...(origin === undefined ? {} : { origin }) } } as IncomingMessage);

it.each([
  [undefined, 'api.example.org'],
  ['https://shop.example.org', 'api.example.org'],
  ['https://tickets.example.org', 'api.example.org'],
  ['https://api.example.org', 'api.example.org'],
  ['http://api.example.org:4000', 'api.example.org:4000'],
  ['http://localhost:5173', 'localhost:4000'],
  ['http://127.0.0.1:5173', '[::1]:4000'],
])('lets %s ask %s', (origin, host) => expect(ask(origin, host)).toBe(true));

it.each([
  ['https://evil.example', 'api.example.org'],
  ['http://shop.example.org', 'api.example.org'],
  ['https://shop.example.org.evil.example', 'api.example.org'],
  ['http://api.example.org:8080', 'api.example.org:4000'],
  ['http://localhost:5173', 'api.example.org'],
  ['https://evil.example', 'localhost:4000'],
  ['null', 'localhost:4000'],
  ['', 'localhost:4000'],
  ['nonsense', 'localhost:4000'],
  ['https://evil.example', ''],
])('does not let %j ask %j', (origin, host) => expect(ask(origin, host)).toBe(false));

it('lets everyone ask when told so', () => {
  const open = createOriginRule({ allowedOrigins: ['*'], publicUrl: null });
  expect(open({ headers: { origin: 'null' } } as IncomingMessage)).toBe(true);
});
