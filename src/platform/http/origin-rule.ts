import type { IncomingMessage } from 'node:http';

/** Whether a page of that origin may ask; what sends no `Origin` is no page. */
export type OriginRule = (request: IncomingMessage) => boolean;

export interface OriginRuleOptions {
  /** Origins such as `https://tickets.example.org`; `*` stands for all. */
  allowedOrigins: readonly string[];
  /** Where people reach the node: its own pages. Null when that is not known. */
  publicUrl: string | null;
}

/**
 * A page may ask when it comes from the very host that it asks, from `publicUrl`, or from one of `allowedOrigins`; and, for
 * those who develop, from this machine when it is this machine that it asks (another port is another origin).
 */
export function createOriginRule({ allowedOrigins, publicUrl }: OriginRuleOptions): OriginRule {
  const allowed = new Set([...allowedOrigins, ...(publicUrl ? [publicUrl] : [])].map((text) => originOf(text) ?? text));
  return ({ headers: { origin, host } }) => {
    if (origin === undefined || allowed.has('*') || allowed.has(origin)) return true;
    if (host === undefined || !URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false;
    const page = new URL(origin);
    // By `host`, port included: a proxy that ends TLS makes one origin of two schemes.
    return page.host === host || (isLoopback(page.hostname) && isLoopback(new URL(`http://${host}`).hostname));
  };
}

/** `https://example.org` of `https://example.org/path`; null for what is no URL with an origin. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { origin } = new URL(url);
  return origin === 'null' ? null : origin;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
