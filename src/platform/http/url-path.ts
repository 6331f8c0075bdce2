import type { IncomingMessage } from 'node:http';

/** The path that a request names, as it came, without its query. */
export function pathOf({ url }: Pick<IncomingMessage, 'url'>): string {
  return (url ?? '').split('?', 1)[0]!;
}
