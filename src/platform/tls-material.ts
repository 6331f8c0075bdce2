import type { ConnectionOptions } from 'node:tls';

/** What a connection by TLS goes by, in PEM; null each where it is not set: the system's authorities, no certificate of our own. */
export interface TlsMaterial {
  ca: string | null;
  cert: string | null;
  key: string | null;
}

/** The same as Node takes it: only what is set. */
export function tlsOptions({ ca, cert, key }: TlsMaterial): ConnectionOptions {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
