import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/** Whom a request is counted for, when requests are counted by address. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Too long a header is nobody's honest list of proxies. */
const MAX_HEADER_CHARS = 1_000;

/**
 * The address that a request comes from. Each of `trustedProxies` proxies in front of the node has appended to
 * `X-Forwarded-For` whom it heard from, so the client is that many places from the end; what stands before was written by
 * the client itself. With 0 the header is not looked at: anyone could write anything there.
 *
 * IPv6 addresses count by their /64: that is what one household or machine is given. The port that some proxies write is left
 * out: with it each connection would be another address.
 */
export function createClientAddress(trustedProxies: number): ClientAddress {
  return (request) => {
    const peer = request.socket.remoteAddress ?? 'unknown';
    if (trustedProxies === 0) return groupOf(peer);
    const header = [request.headers['x-forwarded-for'] ?? []].flat().join(',').slice(-MAX_HEADER_CHARS);
    const chain = [...header.split(',').map((part) => part.trim()), peer].filter((part) => part !== '');
    // Fewer entries than proxies: the request did not come through all of them.
    return groupOf(chain.at(-1 - trustedProxies) ?? chain[0]!);
  };
}

function groupOf(written: string): string {
  const address = withoutPort(written);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(address) || !isIPv6(address)) return address;
  return `${expand(address).slice(0, 4).join(':')}::/64`;
}

/** Of `192.0.2.1:50123` and `[2001:db8::1]:50123`, the address. */
function withoutPort(written: string): string {
  const [, v6, v4] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(written) ?? [];
  return v6 ?? v4 ?? written;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expand(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...(tail === undefined ? [] : zeros), ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}
