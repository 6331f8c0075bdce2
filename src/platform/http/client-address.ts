import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

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
    if (trustedProxies === 0) return countedAs(request.socket.remoteAddress ?? 'unknown');
    const header = [request.headers['x-forwarded-for'] ?? []].flat().join(',').slice(-MAX_HEADER_CHARS);
    const forwarded = { socket: request.socket, headers: { 'x-forwarded-for': header } } as unknown as IncomingMessage;
    // Where there are fewer entries than proxies the request did not come through all of them: it is the first entry then.
    return countedAs(proxyAddr(forwarded, (_address, hop) => hop < trustedProxies) ?? 'unknown');
  };
}

function countedAs(written: string): string {
  const address = withoutPort(written);
  if (!ipaddr.IPv6.isValid(address)) return address;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Of `192.0.2.1:50123` and `[2001:db8::1]:50123`, the address. */
function withoutPort(written: string): string {
  const [, v6, v4] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(written) ?? [];
  return v6 ?? v4 ?? written;
}
