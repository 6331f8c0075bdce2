import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientAddress } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }) as IncomingMessage;

describe('the address of a client', () => {
  it('is its peer’s, whatever the request says, without trusted proxies', () => {
    expect(createClientAddress(0)(from('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
  });

  it('is what the outermost trusted proxy heard from', () => {
    expect(createClientAddress(1)(from('10.0.0.1', '198.51.100.1'))).toBe('198.51.100.1');
    expect(createClientAddress(2)(from('10.0.0.1', '198.51.100.1, 10.0.0.2'))).toBe('198.51.100.1');
  });

  it('is not what a client wrote before it', () => {
    expect(createClientAddress(1)(from('10.0.0.1', 'made up, 198.51.100.1'))).toBe('198.51.100.1');
  });

  it('is read from the last thousand characters, without empty entries', () => {
    const long = `${'198.51.100.9, '.repeat(200)}, ,198.51.100.1`;
    expect(createClientAddress(1)(from('10.0.0.1', long))).toBe('198.51.100.1');
    expect(createClientAddress(1)(from('10.0.0.1', '198.51.100.1, '))).toBe('198.51.100.1');
  });

  it('is the first known one of a request that came past a proxy', () => {
    expect(createClientAddress(1)(from('10.0.0.9'))).toBe('10.0.0.9');
    expect(createClientAddress(3)(from('10.0.0.1', '198.51.100.1'))).toBe('198.51.100.1');
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['192.0.2.1:50123', '192.0.2.1'],
    ['unknown', 'unknown'],
    ['[2001:db8:1:2::6]:50123', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::6]', '2001:db8:1:2::/64'],
  ])('counts %s as %s', (address, counted) => {
    expect(createClientAddress(0)(from(address))).toBe(counted);
  });
});
